import { defineStream, id, instant, ofParent, openObject, pathPart, text, type ParentLink } from '@singer-io-ts/tap';
import { byDate, byValue, filteredPages } from './paging.ts';
import { scope } from './scope.ts';

// https://360learning.readme.io/reference/v2webhooksubscriptionsgetsubscriptionscontroller_getsubscriptions
export const webhookSubscriptions = defineStream({
  name: 'webhook_subscriptions',
  description: 'Webhook subscriptions, without their secrets',
  source: 'https://360learning.readme.io/reference/v2webhooksubscriptionsgetsubscriptionscontroller_getsubscriptions',
  ...scope('webhooks:read'),
  path: '/webhooks/subscriptions',
  records: '',
  paginate: filteredPages({ narrower: byValue('eventType') }),
  primaryKey: ['_id'],
  fields: {
    _id: id('Subscription', 'text'),
    name: text('Name'),
    url: text('Where events are sent'),
    eventType: text('What is told'),
    status: text('active or inactive (five days without a delivery)'),
  },
});

const ofSubscription: ParentLink = {
  stream: webhookSubscriptions,
  partition: ({ _id: subscription }) => (typeof subscription === 'string' ? { subscriptionId: subscription } : null),
};

// https://360learning.readme.io/reference/v2webhooksubscriptionsgeteventscontroller_getevents
export const webhookEvents = defineStream({
  name: 'webhook_events',
  description:
    'Events of the last 90 days; one request per subscription. Only their creation could be asked for by date, which later deliveries would miss, so the stream is a full table',
  source: 'https://360learning.readme.io/reference/v2webhooksubscriptionsgeteventscontroller_getevents',
  ...scope('webhooks:read'),
  selectedByDefault: false,
  parent: ofSubscription,
  path: ({ partition }) => `/webhooks/subscriptions/${pathPart(partition['subscriptionId'])}/events`,
  records: '',
  paginate: filteredPages({ narrower: byDate('createdAt'), onlyFullPages: true }),
  primaryKey: ['_id'],
  fields: {
    _id: id('Event', 'text'),
    subscriptionId: ofParent(text('Subscription')),
    createdAt: instant('iso', 'Creation'),
    status: text('delivered, failed, pending or sending'),
    payload: openObject('The event as it was sent'),
  },
});
