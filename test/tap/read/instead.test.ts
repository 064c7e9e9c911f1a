import { describe, expect, test } from '@jest/globals';
import { ResponseShapeError, TransientError, type Paginator, type Position, type Stream } from '@singer-io-ts/tap';
import type { TapError } from '../../../packages/tap/src/errors/tap-error.ts';
import type { Fetcher } from '../../../packages/tap/src/fetch/fetcher.ts';
import { fullTable, lastState, runInMemory, select, type OutputEvent } from '../../support/memory-run.ts';

const partsOf = (at: Position): readonly number[] => (typeof at === 'string' ? at : '').split(':').map(Number);

/** Position `<first row>:<rows>`; a page that is refused is asked for with half as many rows. */
const paginate: Paginator = {
  kind: 'halving',
  first: '0:16',
  stable: true,
  ask: (at) => ({ query: { at: partsOf(at).join(':') } }),
  after: ({ rows }, at) => {
    const [from = 0, size = 0] = partsOf(at);
    return rows.length === 0 ? 'end' : { at: `${String(from + rows.length)}:${String(size)}` };
  },
  instead: ({ status, message }, at) => {
    const [from = 0, size = 0] = partsOf(at);
    return status === 500 && message === 'too many' && size > 1 ? `${String(from)}:${String(size / 2)}` : null;
  },
};

const stream: Stream = { ...fullTable, paginate };

const answering = (most: number, failure: TapError = new TransientError('too many', { status: 500 })) => {
  const asked: string[] = [];
  const fetcher: Fetcher = {
    statistics: { requests: 0, retries: 0, rateLimited: 0, secondsWaited: 0, requestsByStream: new Map() },
    vendorNowMs: () => 0,
    close: () => Promise.resolve(),
    fetchPage: (request) => {
      const at = String(request.query?.['at']);
      asked.push(at);
      const [from = 0, size = 0] = at.split(':').map(Number);
      if (size > most) return Promise.reject(failure);
      const items = Array.from({ length: Math.max(0, Math.min(size, 20 - from)) }, (_, index) => ({
        id: from + index,
      }));
      const url = new URL('https://memory.example/items');
      const page = { status: 200, headers: { get: () => null }, body: { items }, bytes: 9, url, serverTimeMs: null };
      request.inspect?.(page);
      return Promise.resolve(page);
    },
  };
  return { asked, fetcher };
};

const idsOf = (events: readonly OutputEvent[]) => events.flatMap((event) => (event.kind === 'row' ? [event.id] : []));

describe('a page that is refused', () => {
  test('is asked for at the position that the paginator knows instead, from which the list goes on', async () => {
    const { asked, fetcher } = answering(4);
    const { events } = await runInMemory(select(stream), fetcher, null);
    expect(asked).toEqual(['0:16', '0:8', '0:4', '4:4', '8:4', '12:4', '16:4', '20:4']);
    expect(idsOf(events)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  test('is not refused again after a stop: the state says how it was asked for', async () => {
    const { asked, fetcher } = answering(4);
    const first = await runInMemory(select(stream), fetcher, null, 6);
    asked.length = 0;
    await runInMemory(select(stream), fetcher, lastState(first.events, null));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((at) => !at.endsWith(':4'))).toEqual([]);
  });

  test('may lead back to the beginning, whose pages are then no sign of a circle', async () => {
    const textOf = (at: Position): string => (typeof at === 'string' ? at : '');
    const linked: Paginator = {
      ...paginate,
      first: 'link:0',
      ask: (at) => ({ query: { at: textOf(at).replace(/^link:(.*)$/, '$1:4') } }),
      after: ({ rows }, at) => {
        const [way = '', from] = textOf(at).split(':');
        if (rows.length === 0) return 'end';
        return way === 'link'
          ? { at: `link:${String(Number(from) + rows.length)}` }
          : { at: `${String(Number(way) + rows.length)}:4` };
      },
      instead: (_, at) => (at === 'link:16' ? '0:4' : null),
    };
    const { asked, fetcher } = answering(4);
    let isRefused = false;
    const refusingOnce: Fetcher = {
      ...fetcher,
      fetchPage: (request) => {
        if (request.query?.['at'] !== '16:4' || isRefused) return fetcher.fetchPage(request);
        isRefused = true;
        return Promise.reject(new TransientError('too many', { status: 504 }));
      },
    };
    const { events, report } = await runInMemory(select({ ...stream, paginate: linked }), refusingOnce, null);
    expect(report.streams['items']).toMatchObject({ outcome: 'complete' });
    expect(new Set(idsOf(events))).toEqual(new Set(Array.from({ length: 20 }, (_, index) => index)));
    expect(asked.at(-1)).toBe('20:4');
  });

  test.each<[string, number, TapError]>([
    ['the paginator knows none', 0.5, new TransientError('too many', { status: 500 })],
    ['it is another refusal', 4, new ResponseShapeError('no such list', { status: 400 })],
  ])('fails the stream when %s', async (_, most, failure) => {
    const { report } = await runInMemory(select(stream), answering(most, failure).fetcher, null);
    expect(report.streams['items']).toMatchObject({ outcome: 'failed', rows: 0 });
    expect(report.errors).toEqual([failure]);
  });
});
