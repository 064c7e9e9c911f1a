import { TransientError, MissingError, type Row } from '@singer-io-ts/tap';
import type { FetchedPage, Fetcher, PageRequest } from '../../packages/tap/src/fetch/fetcher.ts';
import type { Random } from './random.ts';

export interface MemoryRow {
  readonly id: number;
  readonly parent: number;
  version: number;
  updatedMs: number;
  readonly bornMs: number;
}

export interface MemoryVendorOptions {
  readonly random: Random;
  readonly pageSize: number;
  readonly rows: number;
  /** 0: one list without parents. */
  readonly parents: number;
  /** Rows are listed as they were inserted, newest change first or last. */
  readonly order: 'inserted' | 'changed-first' | 'changed-last';
  /** One change of the data every so many requests; 0: never. */
  readonly driftEvery: number;
  /** Which changes happen. */
  readonly drift: readonly ('insert' | 'delete' | 'update')[];
  /** Chance that a request fails for good (its retries used up). */
  readonly failing: number;
}

/** A vendor in memory: lists in pages over data that changes while it is read, on a clock that each request moves. */
export interface MemoryVendor {
  readonly fetcher: Fetcher;
  readonly rows: () => readonly MemoryRow[];
  readonly nowMs: () => number;
  readonly change: (times: number) => void;
  readonly requests: () => number;
  readonly failing: (chance: number) => void;
}

const START_MS = Date.UTC(2026, 0, 1);

export const createMemoryVendor = (options: MemoryVendorOptions): MemoryVendor => {
  const { random, pageSize, parents } = options;
  let nowMs = START_MS;
  let requests = 0;
  let nextId = 1;
  let failing = options.failing;
  const rows: MemoryRow[] = [];
  const insert = (index: number) => {
    const parent = parents === 0 ? 0 : 1 + random.below(parents);
    rows.splice(index, 0, { id: nextId, parent, version: 1, updatedMs: nowMs, bornMs: nowMs });
    nextId += 1;
  };
  for (let index = 0; index < options.rows; index += 1) {
    nowMs += random.below(3) * 1000;
    insert(rows.length);
  }
  nowMs += 60_000;

  /** Front, page border, middle: where shifts hurt. */
  const somewhere = (): number => {
    const kind = random.below(4);
    if (kind === 0) return 0;
    if (kind === 1) return Math.min(rows.length, pageSize * random.below(1 + Math.ceil(rows.length / pageSize)));
    return random.below(rows.length + 1);
  };
  const change = () => {
    nowMs += random.below(2) * 500;
    const kind = options.drift[random.below(options.drift.length)];
    const index = Math.min(somewhere(), rows.length - 1);
    if (kind === 'insert') insert(somewhere());
    if (kind === 'delete' && index >= 0) rows.splice(index, 1);
    if (kind === 'update' && index >= 0) {
      const [row] = rows.splice(index, 1);
      if (row === undefined) return;
      row.version += 1;
      row.updatedMs = nowMs;
      if (options.order === 'inserted') rows.splice(index, 0, row);
      else if (options.order === 'changed-first') rows.unshift(row);
      else rows.push(row);
    }
  };

  const answer = (request: PageRequest): FetchedPage => {
    const page = Number(request.query?.['page'] ?? 1);
    const parent = Number(request.query?.['parent_id'] ?? 0);
    let all: Row[];
    if (request.path === '/parents') {
      all = Array.from({ length: parents }, (_, index) => ({ id: index + 1 }));
    } else {
      if (parent > parents) throw new MissingError('no such parent');
      all = rows
        .filter((row) => row.parent === parent)
        .map((row) => ({ id: row.id, version: row.version, updated_at: new Date(row.updatedMs).toISOString() }));
    }
    const body = { items: all.slice((page - 1) * pageSize, page * pageSize), has_more: page * pageSize < all.length };
    return {
      status: 200,
      headers: { get: () => null },
      body: JSON.parse(JSON.stringify(body)) as unknown,
      bytes: 100,
      url: new URL(`https://memory.example${request.path}`),
      serverTimeMs: Math.floor(nowMs / 1000) * 1000,
    };
  };

  const fetcher: Fetcher = {
    statistics: { requests: 0, retries: 0, rateLimited: 0, secondsWaited: 0, requestsByStream: new Map() },
    vendorNowMs: () => nowMs,
    close: () => Promise.resolve(),
    fetchPage: async (request) => {
      for (let attempt = 0; ; attempt += 1) {
        for (let turns = random.below(4); turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
        request.signal?.throwIfAborted();
        requests += 1;
        nowMs += 250;
        if (options.driftEvery > 0 && requests % options.driftEvery === 0) change();
        if (random.chance(failing)) throw new TransientError('the vendor is down');
        const page = answer(request);
        try {
          request.inspect?.(page);
          return page;
        } catch (error) {
          if (!(error instanceof TransientError) || attempt >= 6) throw error;
        }
      }
    },
  };
  return {
    fetcher,
    rows: () => rows,
    nowMs: () => nowMs,
    requests: () => requests,
    change: (times) => {
      for (let count = 0; count < times; count += 1) change();
    },
    failing: (chance) => {
      failing = chance;
    },
  };
};
