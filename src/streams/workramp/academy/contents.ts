import { integer, object, text, type Fields } from '@singer-io-ts/tap';
import { cardBanner, changes, uuid } from '../fields.ts';

/** What a collection, path or certification holds. */
export const contentFields = {
  id: uuid('Place of the content'),
  content_id: text('Content'),
  content_type: text('guide, scorm, resource ...'),
  content: object(
    {
      id: text('Content'),
      title: text('Title'),
      description: text('Description'),
      card_banner: cardBanner,
      time_estimate_seconds: integer('Estimated time in seconds'),
    },
    'Content',
  ),
} satisfies Fields;

/** Paths and certifications hold theirs in an order. */
export const orderedContentFields = {
  ...contentFields,
  academy_certification_id: text('Path or certification'),
  ui_order: integer('Place in the order'),
  ...changes,
  title: text('Title'),
  banner_image: text('Link to the picture, which may be signed', { sensitive: true }),
} satisfies Fields;

/** Whether the contents are in the object or beside it is unclear from the vendor's example. */
export const orderedContentsIn = (name: 'path' | 'certification'): readonly string[] => [
  `data.${name}.academy_certification_contents`,
  'data.academy_certification_contents',
];
