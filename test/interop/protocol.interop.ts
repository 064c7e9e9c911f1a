import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '@singer-io-ts/sandbox';
import { accounts } from '../support/accounts.ts';
import { openAccount, type AccountOptions, type OpenedAccount } from '../support/open-account.ts';
import { discoverCatalog } from '../support/run-protocol.ts';
import { createFolder, runTap, type TapResult } from '../support/tap-process.ts';
import { home } from './tools.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const commands = ['tap-lms', ...new Set(accounts.map(({ vendor }) => `tap-${vendor}`))];

interface Verdict {
  /** Messages by type. */
  readonly counts: Readonly<{ [type: string]: number }>;
  readonly found: readonly unknown[];
}

/** What the classes of airbyte-protocol-models have against a text; see validate.py. */
const validate = (text: string, ...args: readonly string[]): Promise<Verdict> =>
  new Promise((resolve, reject) => {
    const script = join(import.meta.dirname, 'validate.py');
    const child = spawn(join(home(), 'airbyte/bin/python'), [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      printed += piece;
    });
    child.on('error', reject).on('close', (code) => {
      if (code === 0) resolve(JSON.parse(printed) as Verdict);
      else reject(new Error(`the validation ended with ${String(code)}`));
    });
    child.stdin.end(text);
  });

/** Every line is a valid message; returns how many there are of each type. */
const countValid = async ({ lines, torn, stderr }: TapResult): Promise<Verdict['counts']> => {
  expect({ torn, stderr: lines.length === 0 ? stderr : '' }).toEqual({ torn: '', stderr: '' });
  const { counts, found } = await validate(lines.map((line) => `${line}\n`).join(''));
  expect(found).toEqual([]);
  return counts;
};

const withAccount = async (
  title: string,
  options: AccountOptions,
  settings: object,
  work: (opened: OpenedAccount) => Promise<void>,
): Promise<void> => {
  const opened = await openAccount(
    accounts.find((account) => account.title === title)!,
    options,
    settings,
  );
  try {
    await work(opened);
  } finally {
    await opened.close();
  }
};

const linesWith = ({ lines }: TapResult, part: string): readonly string[] =>
  lines.filter((line) => line.includes(part));

describe('the validation itself', () => {
  const state = (stats: string) =>
    `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"a"}},"sourceStats":${stats}}}`;

  test.each([
    ['an unknown member', '{"type":"LOG","log":{"level":"INFO","message":"m","stream":"a"}}'],
    ['a fraction for an integer', '{"type":"RECORD","record":{"stream":"a","data":{},"emitted_at":1.5}}'],
    ['text for a number', '{"type":"RECORD","record":{"stream":"a","data":{},"emitted_at":"1"}}'],
    ['a missing member', '{"type":"RECORD","record":{"stream":"a","emitted_at":1}}'],
    ['an unknown level', '{"type":"LOG","log":{"level":"WARNING","message":"m"}}'],
    ['a second message', '{"type":"LOG","log":{"level":"INFO","message":"m"},"spec":null}'],
    ['a member twice', '{"type":"LOG","type":"LOG","log":{"level":"INFO","message":"m"}}'],
    ['a count without a decimal point', state('{"recordCount":3}')],
    ['text that is no message', 'Warning: something'],
    ['two messages on a line', `${state('{}')}${state('{}')}`],
  ])('finds %s', async (_, line) => {
    const { found } = await validate(`${line}\n`);
    expect(found).toHaveLength(1);
  });

  test('takes a right message', async () => {
    expect(await validate(`${state('{"recordCount":3.0}')}\n`)).toEqual({ counts: { STATE: 1 }, found: [] });
  });
});

describe('what airbyte-protocol-models is given', () => {
  test.each(commands)('holds for the spec of %s', async (bin) => {
    expect(await countValid(await runTap(['spec'], { bin }))).toEqual({ SPEC: 1 });
  });

  test('holds for the configured catalogs in the repository', async () => {
    const names = (await readdir(join(root, 'catalogs'))).filter((name) => name.endsWith('.airbyte.json'));
    expect(names).toHaveLength(5);
    for (const name of names) {
      const { counts, found } = await validate(await readFile(join(root, 'catalogs', name), 'utf8'), '--catalog');
      expect({ name, found }).toEqual({ name, found: [] });
      expect(counts['stream']).toBeGreaterThan(0);
    }
  });

  test('holds for a check that fails by config, by key and by an outage', async () => {
    const sandbox = await startSandbox({ vendor: 'workramp', users: 5 });
    const folder = await createFolder();
    try {
      const write = (settings: object) =>
        folder.write('config.json', { ...sandbox.config, max_retries: 0, ...settings });
      const check = async () => runTap(['check', '--config', join(folder.path, 'config.json')]);
      await write({ start_date: 'yesterday' });
      const wrong = await check();
      expect([wrong.code, await countValid(wrong)]).toEqual([3, { CONNECTION_STATUS: 1 }]);
      await write({ key: 'not-the-key' });
      const refused = await check();
      expect([refused.code, await countValid(refused)]).toEqual([4, expect.objectContaining({ CONNECTION_STATUS: 1 })]);
      await write({});
      sandbox.setFaults([{ kind: '500' }]);
      const outage = await check();
      expect(outage.code).toBe(5);
      expect(await countValid(outage)).toMatchObject({ CONNECTION_STATUS: 1, TRACE: 1 });
    } finally {
      await sandbox.close();
      await folder.remove();
    }
  });

  test.each(accounts.map(({ title }) => title))(
    'holds for check, discover, a full and two incremental reads of all streams of %s',
    async (title) => {
      await withAccount(title, { users: 12, pageSize: 5 }, {}, async ({ folder, config, streams, sandbox }) => {
        const check = await runTap(['check', '--config', config]);
        expect([check.code, await countValid(check)]).toEqual([0, expect.objectContaining({ CONNECTION_STATUS: 1 })]);
        expect(await countValid(await runTap(['discover', '--config', config]))).toMatchObject({ CATALOG: 1 });

        const catalog = await discoverCatalog('airbyte', folder, config);
        const text = await readFile(catalog, 'utf8');
        expect((await validate(text, '--catalog')).found).toEqual([]);
        const full = await folder.write('full.json', {
          streams: (JSON.parse(text) as { streams: readonly object[] }).streams.map((stream) => ({
            ...stream,
            ...{ sync_mode: 'full_refresh', destination_sync_mode: 'overwrite' },
          })),
        });
        const read = async (from: string, more: readonly string[] = []) => {
          const result = await runTap(['read', '--config', config, '--catalog', from, ...more]);
          expect({ code: result.code, stderr: result.code === 0 ? '' : result.stderr }).toEqual({
            code: 0,
            stderr: '',
          });
          const counts = await countValid(result);
          // STARTED, RUNNING and COMPLETE of each stream, and at least one state.
          expect(counts['TRACE']).toBeGreaterThanOrEqual(3 * streams.length);
          expect(counts['STATE']).toBeGreaterThanOrEqual(streams.length);
          return { result, records: counts['RECORD'] ?? 0 };
        };
        const whole = await read(full);
        const first = await read(catalog);
        expect(whole.records).toBeGreaterThan(0);
        expect(first.records).toBe(whole.records);

        const states = new Map<string, unknown>();
        for (const line of linesWith(first.result, '"type":"STATE"')) {
          const { state } = JSON.parse(line) as { state: { stream: { stream_descriptor: { name: string } } } };
          states.set(state.stream.stream_descriptor.name, state);
        }
        expect([...states.keys()].toSorted()).toEqual([...streams].toSorted());
        const second = await read(catalog, ['--state', await folder.write('state.json', [...states.values()])]);
        expect(second.records).toBeLessThanOrEqual(whole.records);
        expect(sandbox.log.flags['sandbox-error']).toBeUndefined();
      });
    },
  );

  test('holds for a read in which a stream fails', async () => {
    const settings = { max_retries: 0 };
    await withAccount('learnupon', {}, settings, async ({ folder, config, sandbox }) => {
      const catalog = await discoverCatalog('airbyte', folder, config, ['users', 'groups']);
      sandbox.setFaults([{ kind: '500', paths: /\/groups/ }]);
      const result = await runTap(['read', '--config', config, '--catalog', catalog]);
      expect(result.code).not.toBe(0);
      expect((await countValid(result))['RECORD']).toBeGreaterThan(0);
      expect(linesWith(result, '"INCOMPLETE"')).toHaveLength(1);
      expect(linesWith(result, '"type":"ERROR"')).toHaveLength(1);
    });
  });

  test('holds for a read with streams and modes that do not exist', async () => {
    await withAccount('learnupon', {}, {}, async ({ folder, config }) => {
      const catalog = await folder.write('catalog.json', {
        streams: [
          {
            stream: { name: 'nothing', json_schema: {}, supported_sync_modes: ['full_refresh'] },
            ...{ sync_mode: 'INVALID', destination_sync_mode: 'INVALID' },
          },
        ],
      });
      const result = await runTap(['read', '--config', config, '--catalog', catalog]);
      expect(result.code).not.toBe(0);
      expect((await countValid(result))['TRACE']).toBeGreaterThan(0);
    });
  });

  test('holds for a read that waits for quota', async () => {
    await withAccount('learnupon', {}, {}, async ({ folder, config, sandbox }) => {
      const catalog = await discoverCatalog('airbyte', folder, config, ['users']);
      sandbox.setFaults([{ kind: 'rate-limit-seconds', seconds: 2, times: 1, afterRequests: 1 }]);
      const result = await runTap(['read', '--config', config, '--catalog', catalog]);
      expect(result.code).toBe(0);
      await countValid(result);
      expect(linesWith(result, 'RATE_LIMITED').length).toBeGreaterThan(0);
    });
  });
});
