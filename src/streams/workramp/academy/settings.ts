import { defineStream, flag, isRow, list, object, singlePage, text } from '@singer-io-ts/tap';
import { academyWebhooks, objectAttributes } from '../families.ts';
import { uuid } from '../fields.ts';
import { pages } from '../paging.ts';
import { academyIdField, academyPath, inAcademies, type Academies } from './academy.ts';

const named = (what: string) => ({ id: text(what), name: text('Name') });

/** How the academies are set up. */
export const settingStreams = (academies: Academies) => [
  // Only in the vendor's OpenAPI document: https://developers.workramp.com/reference/getting-started
  defineStream({
    name: 'academy_object_attributes',
    description: 'Attributes by which content of the academies is filtered, such as its difficulty',
    source: 'https://developers.workramp.com/reference/getting-started',
    ...inAcademies(academies, objectAttributes),
    path: academyPath('academy_object_attributes'),
    records: 'data.academy_object_attributes',
    paginate: pages,
    primaryKey: ['id'],
    fields: {
      ...academyIdField,
      id: uuid('Attribute'),
      name: text('Name'),
      academy_object_attribute_values: list(object(named('Value'), 'Value'), 'Values'),
    },
  }),

  // Only in the vendor's OpenAPI document: https://developers.workramp.com/reference/getting-started
  defineStream({
    name: 'academy_object_attribute_values',
    description: 'Values of those attributes',
    source: 'https://developers.workramp.com/reference/getting-started',
    ...inAcademies(academies, objectAttributes),
    beta: true,
    path: academyPath('academy_object_attribute_values'),
    records: 'data.academy_object_attribute_values',
    paginate: pages,
    primaryKey: ['id'],
    fields: {
      ...academyIdField,
      id: uuid('Value'),
      name: text('Name'),
      academy_object_attribute: object(named('Attribute'), 'Attribute'),
    },
  }),

  // https://developers.workramp.com/reference/get-allowed-email-domains
  defineStream({
    name: 'academy_email_domains',
    description: 'E-mail domains that may or may not register, one row per academy',
    source: 'https://developers.workramp.com/reference/get-allowed-email-domains',
    ...inAcademies(academies),
    path: academyPath('email_domains'),
    records: (body) => (isRow(body) && 'emailDomainsAllowed' in body ? [body] : undefined),
    paginate: singlePage(),
    primaryKey: ['academy_id'],
    fields: {
      ...academyIdField,
      emailDomainsAllowed: list(text('Domain'), 'Domains that may register'),
      emailDomainsAllowedEnabled: flag('Only these may register'),
      emailDomainsBlocked: list(text('Domain'), 'Domains that may not register'),
      emailDomainsBlockedEnabled: flag('These may not register'),
    },
  }),

  // https://developers.workramp.com/reference/webhook-subscription
  defineStream({
    name: 'academy_webhook_subscriptions',
    description: 'Webhooks of the academies',
    source: 'https://developers.workramp.com/reference/webhook-subscription',
    ...inAcademies(academies, academyWebhooks),
    path: academyPath('webhook_subscriptions'),
    records: '',
    paginate: singlePage(),
    primaryKey: ['webhookID'],
    fields: {
      ...academyIdField,
      webhookID: uuid('Subscription'),
      webhookName: text('Name'),
      url: text('Where events are sent; may hold a secret', { sensitive: true }),
      eventTypes: list(text('Event type'), 'Events that are sent'),
    },
  }),
];
