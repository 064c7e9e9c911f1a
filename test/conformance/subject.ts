import type { SandboxOptions } from '@singer-io-ts/sandbox';
import { accounts, type Account as Reference } from '../support/accounts.ts';
import type { TapResult } from '../support/tap-process.ts';
import { addDocumentedValues } from './documented-values.ts';
import { lastStates, openAccount, type Account, type Json, type SingerMetadata, type SingerStream } from './support.ts';

/** Time at the vendor; it stands still, since it is part of rows and states. */
const FIRST_MS = Date.parse('2026-10-01T06:00:00Z');
const HOUR_MS = 3_600_000;

/** Lets the portals show what they show only now and then. */
const shown: Readonly<Record<string, object>> = {
  learnupon: { usernames: true },
  workramp: { pathAssignmentUpdatedAt: true },
  flowlu: { customFieldLists: 'all' },
};

/** One account that all lists are held against, and what has been read of it: each run is made once, when it is first asked for. */
export interface Subject {
  readonly title: string;
  readonly reference: Reference;
  readonly open: () => Promise<void>;
  readonly close: () => Promise<void>;
  readonly account: () => Account;
  /** Airbyte: every stream, each in its best mode, from nothing. */
  readonly wholeRead: () => Promise<TapResult>;
  /** Singer: the same, one request after the other. */
  readonly wholeSync: () => Promise<TapResult>;
  /** The same through a catalog that Meltano has rewritten. */
  readonly meltanoSync: () => Promise<TapResult>;
  /** Airbyte, from the states that `wholeRead` ended with. */
  readonly nextRead: () => Promise<TapResult>;
  /** An account of the same kind and another state. */
  readonly another: (options?: Omit<SandboxOptions, 'vendor'>) => Promise<Account>;
}

/** What Meltano makes of a catalog: `!*.*`, then `*.*`, stream rules under legacy names as well, booleans as some write them. */
const rewrittenByMeltano = (stream: SingerStream): Json => {
  const rewritten = (entry: SingerMetadata): SingerMetadata => ({
    ...entry,
    metadata: {
      ...entry.metadata,
      inclusion: entry.metadata['inclusion'] ?? (entry.breadcrumb.length > 2 ? 'available' : 'automatic'),
      selected: entry.metadata['inclusion'] === 'unsupported' ? false : 'true',
    },
  });
  const metadata = stream.metadata
    .map((entry) => ({ ...entry, metadata: { ...entry.metadata, selected: false } }))
    .map(rewritten);
  return { ...stream, selected: true, metadata, table_name: stream.tap_stream_id };
};

const once = <Value>(make: () => Promise<Value>): (() => Promise<Value>) => {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
};

export const createSubject = (title: string): Subject => {
  const reference = accounts.find((account) => account.title === title);
  if (reference === undefined) throw new RangeError(`no account ${title}`);
  const { vendor } = reference;
  let nowMs = FIRST_MS;
  let opened: Account | undefined;
  const account = (): Account => {
    if (opened === undefined) throw new Error(`${title} is not open`);
    return opened;
  };
  const another: Subject['another'] = ({ options, ...more } = {}) =>
    openAccount(vendor, {
      ...{ users: 12, pageSize: 5, clock: () => nowMs },
      ...more,
      options: { ...reference.options, ...shown[title], ...options },
    });
  const oneByOne = () => ({ ...account().values, max_concurrency: 1 });
  const wholeRead = once(() => account().read());
  return {
    ...{ title, reference, account, wholeRead, another },
    open: async () => {
      opened = await another();
      addDocumentedValues(opened.sandbox, title);
      nowMs += HOUR_MS;
      // All columns, sensitive ones too, and custom ones that came with the values.
      const sensitive = opened.airbyte.map(({ name: stream }) => ({ stream, include_sensitive: true }));
      opened = await opened.withConfig({ stream_options: sensitive });
    },
    close: () => account().close(),
    wholeSync: once(() => account().sync({ config: oneByOne() })),
    meltanoSync: once(() =>
      account().sync({ config: oneByOne(), catalog: { streams: account().singer.map(rewrittenByMeltano) } }),
    ),
    nextRead: once(async () => account().read({ state: lastStates(await wholeRead()) })),
  };
};
