import { defineStream, flag, id, integer, list, singlePage, text } from '@singer-io-ts/tap';
import { resellers, webhooks } from './families.ts';
import { changes, uuid } from './fields.ts';
import { pages } from './paging.ts';

// https://developers.workramp.com/reference/white-label-customers
export const resellerCustomers = defineStream({
  name: 'reseller_customers',
  description: 'Customers of an account that resells WorkRamp under its own name',
  source: 'https://developers.workramp.com/reference/white-label-customers',
  ...resellers,
  path: '/api/v1/reseller_customers',
  records: 'data.customers',
  paginate: pages,
  primaryKey: ['id'],
  fields: {
    id: id('Customer'),
    enterprise_id: integer('Account'),
    enterprise_name: text('Name'),
    enterprise_base_url: text('Address'),
    disable_all_emails: flag('Gets no e-mail'),
    ...changes,
  },
});

// https://developers.workramp.com/reference/elc-webhooks-get-all
export const webhookSubscriptions = defineStream({
  name: 'webhook_subscriptions',
  description: 'Webhooks of the Employee Learning Cloud',
  source: 'https://developers.workramp.com/reference/elc-webhooks-get-all',
  ...webhooks,
  path: '/api/v1/webhook_subscriptions',
  records: '',
  paginate: singlePage(),
  primaryKey: ['id'],
  fields: {
    id: uuid('Subscription'),
    name: text('Name'),
    url: text('Where events are sent; may hold a secret', { sensitive: true }),
    eventTypes: list(text('Event type'), 'Events that are sent'),
  },
});
