import { flag, id, instant, integer, list, object, openObject, raw, text, type Fields } from '@singer-io-ts/tap';

/**
 * A point in time. WorkRamp writes them as milliseconds (whole or with a fraction), seconds, ISO 8601 and
 * `2024-06-17 18:29:56 UTC`, sometimes several ways in one field, and moves to ISO 8601 list by list.
 * https://developers.workramp.com/reference/timestamps
 */
export const moment = (description: string, options: Parameters<typeof instant>[2] = {}) =>
  instant('epoch-milliseconds', description, options);

/** Ids of all but users, groups and customers: UUIDs, although examples show numbers. */
export const uuid = (description: string) => id(description, 'text');

/** Signed anew on every read. */
export const cardBanner = text('Link to the picture, signed for a day and different on every read', {
  sensitive: true,
});

export const changes = { created_at: moment('Creation'), updated_at: moment('Last change') } satisfies Fields;
export const camelChanges = { createdAt: moment('Creation'), updatedAt: moment('Last change') } satisfies Fields;

export const tags = list(text('Tag'), 'Tags');

export const customAttributes = list(
  object(
    { id: integer('Attribute'), api_name: text('API name of the attribute'), value: raw('Value as text') },
    'Value of one custom attribute',
  ),
  'Custom attributes; an attribute may repeat',
);

const groupNames = list(object({ id: integer('Group'), name: text('Name') }, 'Group'), 'Groups of the user');

/** Learner of an assignment, as the lists by date show it. */
export const learner = object(
  {
    id: integer('User'),
    name: text('Full name'),
    email: text('E-mail address'),
    is_admin: flag('Admin'),
    is_deleted: flag('Deactivated'),
    is_permanently_deleted: flag('Erased'),
    ...changes,
    groups: groupNames,
    custom_attributes: customAttributes,
    user_identifiers: list(openObject('Identifier in another system'), 'Identifiers in other systems'),
    managers: list(openObject('Manager'), 'Managers'),
  },
  'Learner',
);

/** Learner where only the address tells who it is. */
export const addressedLearner = object({ name: text('Full name'), email: text('E-mail address') }, 'Learner');
