import { describe, expect, test } from '@jest/globals';
import type { Fault, FaultKind, FaultPlan } from '@singer-io-ts/sandbox';
import { readFile } from 'node:fs/promises';
import { besideTokens, healingOf } from '../support/account-faults.ts';
import { accounts } from '../support/accounts.ts';
import { expectPortal, openAccount, type OpenedAccount } from '../support/open-account.ts';
import { discoverCatalog, runProtocol, type Protocol } from '../support/run-protocol.ts';

/** LearnUpon's are in faults.test.ts. */
const others = accounts.filter(({ vendor }) => vendor !== 'learnupon');

/** One request in so many fails, each time by another kind. */
const inTurn = (kinds: readonly FaultKind[], oneIn: number): FaultPlan =>
  kinds.map((kind, turn) => {
    const every = oneIn * kinds.length;
    return { kind, every, afterRequests: oneIn * (turn + 1) - every, seconds: 1, paths: besideTokens };
  });

const protocolOf = (position: number): Protocol => (position % 2 === 0 ? 'singer' : 'airbyte');

const told = (code: number | null, stderr: string) => ({ code, stderr: code === 0 ? '' : stderr.slice(-1500) });

describe.each([10, 50])('a read of all streams of whose requests one in %i fails', (oneIn) => {
  test.concurrent.each(others.map((account, position) => ({ ...account, position })))(
    'brings the truth of $title',
    async ({ position, ...account }) => {
      const settings = { request_timeout_seconds: 3, max_concurrency: 8 };
      // The older generation has few streams.
      const users = account.title === '360learning v1' ? 170 : 9;
      const opened = await openAccount(account, { users, pageSize: 3, seed: 3 }, settings);
      const { sandbox, folder, config } = opened;
      try {
        const protocol = protocolOf(position + oneIn / 10);
        const catalog = await discoverCatalog(protocol, folder, config);
        const kinds = healingOf(account);
        // Where there are fewer requests than it takes for all kinds, the rarer faults are other ones.
        sandbox.setFaults(inTurn(oneIn === 10 ? kinds : kinds.toReversed(), oneIn));
        const { code, stderr, rows } = await runProtocol(protocol, folder, config, catalog);
        expect(told(code, stderr)).toEqual({ code: 0, stderr: '' });
        expectPortal(opened, rows);
        const thrown = Object.keys(sandbox.log.faults);
        if (oneIn === 10) expect(thrown.toSorted()).toEqual(kinds.toSorted());
        else expect(thrown.length).toBeGreaterThan(2);
      } finally {
        await opened.close();
      }
    },
    120_000,
  );
});

const catalogs = new Map<string, Promise<string>>();

/** The catalog of a kind of account is asked for once. */
const catalogOf = (opened: OpenedAccount, protocol: Protocol, streams: readonly string[]): Promise<string> => {
  const kind = [opened.account.title, protocol, ...streams].join();
  const known = catalogs.get(kind);
  if (known !== undefined) return known;
  const discovered = discoverCatalog(protocol, opened.folder, opened.config, streams).then((path) =>
    readFile(path, 'utf8'),
  );
  catalogs.set(kind, discovered);
  return discovered;
};

describe('what the list of a vendor may do', () => {
  const cases = (['404-past-end', 'stripped-headers', 'empty-page-in-the-middle'] as const).flatMap((kind, column) =>
    others
      .filter(({ title }) => kind !== 'stripped-headers' || title !== '360learning v2')
      .map((account, row) => ({ account, kind, title: account.title, protocol: protocolOf(row + column) })),
  );

  test.concurrent.each(cases)(
    'harms no stream of $title: $kind',
    async ({ account, kind, protocol }) => {
      const opened = await openAccount(account, { users: 9, pageSize: 3 }, { max_concurrency: 8 });
      const { sandbox, folder, config, streams } = opened;
      try {
        const catalog = await folder.write('catalog.json', await catalogOf(opened, protocol, streams));
        sandbox.setFaults([{ kind }]);
        const { code, stderr, rows } = await runProtocol(protocol, folder, config, catalog);
        expect(told(code, stderr)).toEqual({ code: 0, stderr: '' });
        expectPortal(opened, rows);
      } finally {
        await opened.close();
      }
    },
    120_000,
  );
});

/** A list, where it is asked for, and streams that can be read without it. */
const lists: Readonly<{ [title: string]: { victim: string; paths: RegExp; others: readonly string[] } }> = {
  '360learning v2': { victim: 'users', paths: /\/users(\?|$)/, others: ['groups', 'course_stats', 'path_sessions'] },
  '360learning v1': { victim: 'courses', paths: /\/courses(\?|$)/, others: ['path_users', 'path_session_stats'] },
  learningbuilder: { victim: 'profiles', paths: /\/Profiles/, others: ['member_roles', 'custom_list_items'] },
  workramp: { victim: 'guides', paths: /\/guides(\?|$)/, others: ['users', 'academy_contact_paths', 'scim_users'] },
  flowlu: { victim: 'leads', paths: /\/lead\/list/, others: ['tasks', 'users', 'timelogs'] },
};

interface Lasting {
  readonly title: string;
  readonly fault: Omit<Fault, 'paths'>;
  /** Only one stream meets it. */
  readonly hitsVictim?: true;
  readonly code: number;
  /** Where the vendor's words make something else of it. */
  readonly codes?: Readonly<{ [title: string]: number }>;
  /** Whose lists can't show it. */
  readonly not?: readonly string[];
  readonly sentence: RegExp;
  readonly settings?: object;
}

const started = { afterRequests: 6 };

const lasting: readonly Lasting[] = [
  {
    title: 'a list without its envelope',
    fault: { kind: 'missing-envelope' },
    hitsVictim: true,
    code: 1,
    sentence: /(has no list|not a list|envelope)/,
    settings: { max_retries: 1 },
  },
  {
    title: 'a proxy that takes headers away',
    fault: { kind: 'stripped-headers' },
    hitsVictim: true,
    code: 1,
    // The others' pages say in their bodies what follows.
    not: ['360learning v1', 'learningbuilder', 'workramp', 'flowlu'],
    sentence: /may take a header away/,
  },
  {
    title: 'a list without an end',
    fault: { kind: 'endless-pages' },
    hitsVictim: true,
    code: 1,
    sentence: /the list has no end/,
    // The older generation doesn't page; Flowlu tells how many rows there are.
    not: ['360learning v1', 'flowlu'],
  },
  { title: 'a key that is revoked', fault: { kind: 'key-revoked', ...started }, code: 4, sentence: /key|credential/i },
  {
    title: 'a redirect to another origin',
    fault: { kind: 'redirect', ...started },
    code: 3,
    // Where signed-out users are sent to an address that speaks of authorization, as this one does.
    codes: { workramp: 4 },
    sentence: /not followed|the credentials are rejected/,
  },
  {
    title: 'a vendor that is down',
    fault: { kind: '502', ...started },
    code: 5,
    sentence: /answered 502/,
    settings: { max_retries: 1 },
  },
  {
    title: 'a vendor that shows a page for signing in',
    fault: { kind: 'html-login', ...started },
    code: 5,
    // Where that is how a key is refused.
    codes: { learningbuilder: 4, workramp: 4 },
    sentence: /a web page|key/,
    settings: { max_retries: 1 },
  },
  {
    title: 'errors under good statuses',
    fault: { kind: '200-with-error-body', ...started },
    code: 5,
    sentence: /answered 200/,
    settings: { max_retries: 1 },
  },
  {
    title: 'a quota that is used up for longer than the user will wait',
    fault: { kind: 'rate-limit-seconds', seconds: 600, ...started },
    code: 5,
    sentence: /longer than max_wait_minutes allows to wait/,
    settings: { max_wait_minutes: 5 },
  },
];

const cases = others.flatMap((account, row) =>
  lasting
    .filter(({ not = [] }) => !not.includes(account.title))
    .map((fault, column) => ({ ...fault, account, of: account.title, protocol: protocolOf(row + column) })),
);

describe('a read that can not be completed', () => {
  test.concurrent.each(cases)(
    'of $of because of $title ends with the right code and a sentence, and the next one reads the rest',
    async ({ account, protocol, fault, hitsVictim, code, codes, sentence, settings }) => {
      const list = lists[account.title];
      if (list === undefined) throw new TypeError(`${account.title}: which list?`);
      const opened = await openAccount(account, { users: 9, pageSize: 3 }, { max_concurrency: 8, ...settings });
      const { sandbox, folder, config } = opened;
      const streams = [list.victim, ...list.others];
      try {
        const catalog = await folder.write('catalog.json', await catalogOf(opened, protocol, streams));
        sandbox.setFaults([{ ...fault, paths: hitsVictim === true ? list.paths : besideTokens }]);
        const first = await runProtocol(protocol, folder, config, catalog);
        const last = first.stderr.trimEnd().split('\n').at(-1) ?? '';
        expect({ code: first.code, last }).toEqual({
          code: codes?.[account.title] ?? code,
          last: expect.stringMatching(/^CRITICAL /),
        });
        expect(last).toMatch(sentence);
        expect(first.stderr).not.toMatch(/^\s+at /m);
        expect(sandbox.elsewhere.requests).toEqual([]);
        if (hitsVictim === true) expectPortal(opened, first.rows, {}, list.others);
        sandbox.setFaults([]);
        sandbox.restoreKey();
        const second = await runProtocol(protocol, folder, config, catalog, { state: first.state });
        expect(told(second.code, second.stderr)).toEqual({ code: 0, stderr: '' });
        const rows = new Map(
          streams.map((stream) => [stream, [...(first.rows.get(stream) ?? []), ...(second.rows.get(stream) ?? [])]]),
        );
        expectPortal(opened, rows, { repeats: true }, streams);
      } finally {
        await opened.close();
      }
    },
    120_000,
  );
});
