import { defineStream, flag, id, isRow, list, object, openObject, text } from '@singer-io-ts/tap';
import { scim } from './families.ts';
import { arrayIn } from './legacy.ts';
import { scimPages } from './scim-paging.ts';

/** SCIM lets a server leave out `Resources` where there are none: https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2 */
const resourcesIn = (body: unknown): readonly unknown[] | undefined =>
  isRow(body) && body['Resources'] === undefined && body['totalResults'] === 0 ? [] : arrayIn(body, 'Resources');

const schemas = list(text('Schema'), 'SCIM schemas of the record');

// Only in the vendor's OpenAPI document: https://developers.workramp.com/reference/getting-started
export const scimUsers = defineStream({
  name: 'scim_users',
  description: 'Users as an identity provider sees them',
  source: 'https://developers.workramp.com/reference/getting-started',
  ...scim,
  path: '/scim/v2/Users',
  records: resourcesIn,
  paginate: scimPages,
  primaryKey: ['id'],
  fields: {
    id: id('User'),
    schemas,
    userName: text('Name to sign in with, an e-mail address'),
    name: object(
      { formatted: text('Full name'), givenName: text('First name'), familyName: text('Last name') },
      'Name',
    ),
    emails: list(object({ value: text('E-mail address') }, 'E-mail address'), 'E-mail addresses'),
    active: flag('false: deactivated'),
    externalId: text('Id at the identity provider'),
    meta: object({ resourceType: text('User'), location: text('Address of the record') }, 'About the record'),
    custom_attributes: openObject('Custom attributes by API name', {
      from: 'urn:ietf:params:scim:schemas:extension:workramp:2.0:User',
    }),
  },
});

// Only in the vendor's OpenAPI document: https://developers.workramp.com/reference/getting-started
export const scimGroups = defineStream({
  name: 'scim_groups',
  description: 'Groups with their members, the cheapest source of memberships',
  source: 'https://developers.workramp.com/reference/getting-started',
  ...scim,
  path: '/scim/v2/Groups',
  records: resourcesIn,
  paginate: scimPages,
  primaryKey: ['id'],
  fields: {
    id: id('Group'),
    schemas,
    displayName: text('Name'),
    members: list(
      object(
        {
          value: text('E-mail address'),
          ref: text("Address of the user's record, which ends in the user's id", { from: '$ref' }),
          display: text('Full name'),
        },
        'Member',
      ),
      'Members',
    ),
    meta: object({ resourceType: text('Group'), location: text('Address of the record') }, 'About the record'),
  },
});
