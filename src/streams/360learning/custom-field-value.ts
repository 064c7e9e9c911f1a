import { id, text } from '@singer-io-ts/tap';

/** A custom field's value on a user, a course or a session. */
export const customFieldValue = {
  customFieldId: id('Custom field', 'text'),
  type: text('string or date'),
  value: text('Value; of a date its day, YYYY-MM-DD'),
};
