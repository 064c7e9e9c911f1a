import { flag, list, object, text } from '@singer-io-ts/tap';

export const translations = list(
  object(
    {
      lang: text('Language'),
      published: flag('Published'),
      translatorIds: list(text('User'), 'Translators'),
      translatedFields: object({ name: text('Name'), description: text('Description') }, 'Translated texts'),
    },
    'Translation into one language',
  ),
  'Translations',
);
