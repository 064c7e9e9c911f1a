import { defineStream, id, instant, integer, raw } from '@singer-io-ts/tap';
import { inCrm } from './lists.ts';

// https://www.flowlu.com/api/
export const leadAccounts = defineStream({
  ...inCrm,
  name: 'lead_accounts',
  description: 'Accounts linked to opportunities',
  path: '/crm/lead_accounts/list',
  fields: {
    id: id('Link'),
    lead_id: integer('Opportunity (leads)'),
    account_id: integer('Account (accounts)'),
    account_type: integer('1 organization, 2 contact'),
  },
});

// https://www.flowlu.com/api/
export const leadFollowers = defineStream({
  ...inCrm,
  name: 'lead_followers',
  description: 'Users who follow opportunities',
  family: 'lead_followers',
  beta: true,
  optional: true,
  path: '/crm/lead_followers/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Follower'),
    lead_id: integer('Opportunity (leads)'),
    user_id: integer('User (users)'),
    created_by: integer('Creator (users)'),
    updated_by: integer('Who changed it last (users)'),
    created_date: instant('iso', 'Creation'),
    updated_date: instant('iso', 'Last change'),
    extrafields: raw('Further values, as the portal keeps them'),
  },
});

// https://www.flowlu.com/api/
export const leadProducts = defineStream({
  ...inCrm,
  name: 'lead_products',
  description: 'Products of opportunities',
  family: 'lead_products',
  beta: true,
  optional: true,
  path: '/crm/lead_product/list',
  fields: {
    id: id('Product'),
    lead_id: integer('Opportunity (leads)'),
    product_id: integer('Product (products)'),
    created_by: integer('Creator (users)'),
    created_date: instant('iso', 'Creation'),
    updated_by: integer('Who changed it last (users)'),
    updated_date: instant('iso', 'Last change'),
  },
});
