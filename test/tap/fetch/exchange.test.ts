import { expect, test } from '@jest/globals';
import { createExchange } from '../../../packages/tap/src/fetch/exchange.ts';
import { createPace } from '../../../packages/tap/src/fetch/pace.ts';
import type { Quota } from '../../../packages/tap/src/fetch/quota.ts';
import type { Sender } from '../../../packages/tap/src/fetch/send.ts';
import { createVendorClock } from '../../../packages/tap/src/fetch/vendor-clock.ts';

test('a slot begins when nothing but the network is left to wait for', async () => {
  const events: string[] = [];
  const sender: Sender = {
    ready: () => {
      events.push('ready');
      return Promise.resolve();
    },
    send: () => {
      events.push('send');
      return Promise.resolve({ status: 200, headers: { get: () => null }, text: '{}', bytes: 2 });
    },
    close: () => Promise.resolve(),
  };
  const quota: Quota = {
    run: (job) => {
      events.push('slot');
      return job();
    },
    pause: () => undefined,
    repace: () => undefined,
    close: () => Promise.resolve(),
  };
  const limits = { rate: { requests: 1, perSeconds: 1 }, concurrency: 1 };
  const exchange = createExchange({
    ...{ sender, quota, limits, pace: createPace({ limits }), vendorClock: createVendorClock() },
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    random: () => 0,
    log: () => undefined,
    statistics: { requests: 0, retries: 0, rateLimited: 0, secondsWaited: 0, requestsByStream: new Map() },
  });
  const url = new URL('https://api.example/items');
  const { signal } = new AbortController();
  await exchange({
    outgoing: { method: 'GET', url, headers: {}, signal },
    accept: 'json',
    rules: [],
    asked: { label: 'GET items', stream: 'items', redact: (text) => text },
    countedAs: 'items',
  });
  expect(events).toEqual(['ready', 'slot', 'send']);
});
