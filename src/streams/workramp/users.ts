import {
  defineStream,
  flag,
  id,
  integer,
  isRow,
  list,
  object,
  text,
  type ParentLink,
  type Row,
} from '@singer-io-ts/tap';
import { learnUp } from './families.ts';
import { camelChanges, changes, customAttributes } from './fields.ts';
import { modernOrLegacy } from './legacy.ts';
import { modernPages, userPages } from './paging.ts';
import { numberedPartOf } from './parents.ts';

/** Users as `/users` and the members of a group show them, in camelCase. */
export const userFields = {
  id: id('User'),
  name: text('Full name'),
  email: text('E-mail address to sign in with'),
  isAdmin: flag('Admin'),
  isDeleted: flag('Deactivated'),
  isPermanentlyDeleted: flag('Erased'),
  ...camelChanges,
  directReports: list(
    object({ id: integer('User'), name: text('Full name'), email: text('E-mail address') }, 'Direct report'),
    'People whom the user manages',
  ),
  certifications: list(
    object({ id: text('Certification'), title: text('Title') }, 'Certification'),
    'Certifications that the user holds',
  ),
};

// https://developers.workramp.com/reference/get-all-users-in-enterprise
export const users = defineStream({
  name: 'users',
  description: 'Users of the Employee Learning Cloud, deactivated ones included',
  source: 'https://developers.workramp.com/reference/get-all-users-in-enterprise',
  ...learnUp,
  path: '/api/v1/users',
  query: { includeDeleted: true },
  records: '',
  paginate: userPages,
  primaryKey: ['id'],
  // All are read and emitted each time: there is no filter, and a new certification need not change `updatedAt`.
  fields: userFields,
});

export const ofUser: ParentLink = { stream: users, partition: numberedPartOf('user_id') };

/** A list in the vendor's example, a map from API name to value in its schema. */
const listedAttributes = (row: Row): Row => {
  const { custom_attributes: attributes } = row;
  if (!isRow(attributes)) return row;
  const custom_attributes = Object.entries(attributes).map(([api_name, value]) => ({ api_name, value }));
  return { ...row, custom_attributes };
};

// https://developers.workramp.com/reference/get-all-users-attributes
export const userCustomAttributes = defineStream({
  name: 'user_custom_attributes',
  description: 'Users with their custom attributes, deactivated ones included',
  source: 'https://developers.workramp.com/reference/get-all-users-attributes',
  ...learnUp,
  path: '/api/v1/users/attributes',
  query: { includeDeleted: true },
  records: modernOrLegacy('users'),
  paginate: modernPages,
  primaryKey: ['id'],
  prepare: listedAttributes,
  fields: {
    id: id('User'),
    name: text('Full name'),
    email: text('E-mail address to sign in with'),
    is_admin: flag('Admin'),
    is_deleted: flag('Deactivated'),
    is_permanently_deleted: flag('Erased'),
    ...changes,
    custom_attributes: customAttributes,
  },
});
