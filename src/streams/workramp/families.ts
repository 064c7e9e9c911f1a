import type { Stream } from '@singer-io-ts/tap';

export type Access = Pick<Stream, 'family' | 'permission' | 'optional'>;

/** Every key reads these: the Employee Learning Cloud. */
export const learnUp = { family: 'learn_up' } satisfies Access;

/** Described by the vendor's OpenAPI document, but not by its documentation; an account need not have it. */
const undocumented = (family: string, what: string) =>
  ({ family, optional: true, permission: `${what}, which WorkRamp does not serve for every account` }) satisfies Access;

export const pathLists = undocumented('paths', 'the list of paths');
export const certificationLists = undocumented('certifications', 'the list of certifications');
export const changeEvents = undocumented('guide_assignment_change_events', 'the log of every assignment change');
export const scim = undocumented('scim', 'reading over SCIM');
export const objectAttributes = undocumented('academy_object_attributes', 'the attributes of an academy');

export const resellers = {
  family: 'reseller_customers',
  optional: true,
  permission: 'an account that resells WorkRamp under its own name',
} satisfies Access;

export const webhooks = {
  family: 'webhook_subscriptions',
  optional: true,
  permission: 'webhooks, a feature that is switched on by WorkRamp',
} satisfies Access;

/** Customer Learning Cloud. */
export const academies = { family: 'academies' } satisfies Access;
/** The same while the config names none: nothing else tells which there are. */
export const noAcademies = { ...academies, permission: 'academy_ids in the config' } satisfies Access;

export const academyWebhooks = {
  ...webhooks,
  family: 'academy_webhook_subscriptions',
} satisfies Access;
