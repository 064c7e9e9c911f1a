import { decimal, defineStream, flag, id, instant, integer, text } from '@singer-io-ts/tap';
import { inCrm } from './lists.ts';

// https://www.flowlu.com/api/
export const accountRelations = defineStream({
  ...inCrm,
  name: 'account_relations',
  description: 'Employees and subsidiaries of organizations',
  family: 'account_relations',
  beta: true,
  optional: true,
  path: '/crm/relation/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Relation'),
    parent_acc_id: integer('The organization (accounts)'),
    child_acc_id: integer('The person or subsidiary (accounts)'),
    type: integer('1 employee, 2 subsidiary'),
    created_by: integer('Creator (users)'),
    updated_by: integer('Who changed it last (users)'),
    position: text('Job title of the child within the parent'),
    created_date: instant('iso', 'Creation'),
    updated_date: instant('iso', 'Last change'),
  },
});

// https://www.flowlu.com/api/
export const accountEmails = defineStream({
  ...inCrm,
  name: 'account_emails',
  description: 'Further e-mail addresses of accounts',
  path: '/crm/emails/list',
  fields: {
    id: id('E-mail address'),
    account_id: integer('Account (accounts)'),
    type: integer('Type'),
    email: text('E-mail address'),
    comment: text('Comment'),
  },
});

// https://www.flowlu.com/api/
export const accountPhones = defineStream({
  ...inCrm,
  name: 'account_phones',
  description: 'Further phone numbers of accounts',
  family: 'account_phones',
  beta: true,
  optional: true,
  path: '/crm/phones/list',
  fields: {
    id: id('Phone number'),
    account_id: integer('Account (accounts)'),
    type: integer('Type'),
    phone: text('Phone number'),
    comment: text('Comment'),
  },
});

// https://www.flowlu.com/api/
export const accountCategories = defineStream({
  ...inCrm,
  name: 'account_categories',
  description: 'Categories of accounts',
  path: '/crm/account_category/list',
  fields: {
    id: id('Category'),
    ordering: decimal('Place in the order set by hand; may be fractional'),
    active: flag('In use'),
    created_by: integer('Creator (users)'),
    updated_by: integer('Who changed it last (users)'),
    name: text('Name'),
    created_date: instant('iso', 'Creation'),
    updated_date: instant('iso', 'Last change'),
    deleted_at: instant('iso', 'Deletion; null: not deleted'),
  },
});

// https://www.flowlu.com/api/
export const industries = defineStream({
  ...inCrm,
  name: 'industries',
  description: 'Industries of accounts',
  path: '/crm/industry/list',
  fields: {
    id: id('Industry'),
    ordering: decimal('Place in the order set by hand; may be fractional'),
    active: flag('In use'),
    created_by: integer('Creator (users)'),
    updated_by: integer('Who changed it last (users)'),
    name: text('Name'),
    created_date: instant('iso', 'Creation'),
    updated_date: instant('iso', 'Last change'),
    deleted_at: instant('iso', 'Deletion; null: not deleted'),
  },
});

// https://www.flowlu.com/api/
export const honorificTitles = defineStream({
  ...inCrm,
  name: 'honorific_titles',
  description: 'Honorific titles of contacts',
  path: '/crm/honorific_title/list',
  fields: {
    id: id('Title'),
    ordering: decimal('Place in the order set by hand; may be fractional'),
    active: flag('In use'),
    created_by: integer('Creator (users)'),
    updated_by: integer('Who changed it last (users)'),
    name: text('Name'),
    created_date: instant('iso', 'Creation'),
    updated_date: instant('iso', 'Last change'),
  },
});
