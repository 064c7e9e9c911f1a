import { chmod, chown } from 'node:fs/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { vendorNames } from '../../src/config/vendor-facts.ts';
import { messagesOf, runTap } from '../support/tap-process.ts';
import { openAccount, variablesOf, type Account } from './account.ts';
import { byStream, merged, ofType, recordsOf, reportOf, rowsIn, truthOf, type Message } from './records.ts';
import { openFolder, runImage, runInShell, type ContainerOptions } from './engine.ts';
import { runCommand } from './run-command.ts';

const opened: Account[] = [];
afterEach(async () => {
  for (const account of opened.splice(0)) await account.close();
});

const open = async (...args: Parameters<typeof openAccount>): Promise<Account> => {
  const account = await openAccount(...args);
  opened.push(account);
  return account;
};

describe.each(vendorNames)("%s's image", (vendor) => {
  test('checks, discovers and reads what the portal has, with a config that names no vendor', async () => {
    const account = await open({ vendor });
    await account.write('config.json', account.config);
    const run = (args: readonly string[]) => runImage(args, { vendor, mounts: { '/config:ro': account.folder } });

    const checked = await run(['check', '--config', '/config/config.json']);
    expect(checked.code).toBe(0);
    expect(ofType(checked.lines, 'CONNECTION_STATUS')).toMatchObject([{ connectionStatus: { status: 'SUCCEEDED' } }]);

    const discovered = await run(['discover', '--config', '/config/config.json']);
    expect(discovered.code).toBe(0);
    const [{ catalog }] = ofType(discovered.lines, 'CATALOG') as unknown as [{ catalog: { streams: Message[] } }];
    const known = await runTap(['discover', '--config', `${account.folder}/config.json`], { bin: `tap-${vendor}` });
    expect(ofType(known.lines, 'CATALOG')).toEqual([{ type: 'CATALOG', catalog }]);

    const configured = {
      streams: catalog.streams
        .slice(0, 3)
        .map((stream) => ({ stream, sync_mode: 'full_refresh', destination_sync_mode: 'overwrite' })),
    };
    await account.write('catalog.json', configured);
    const read = await run(['read', '--config', '/config/config.json', '--catalog', '/config/catalog.json']);
    expect(read.code).toBe(0);
    const own = await runTap(
      ['read', '--config', `${account.folder}/config.json`, '--catalog', `${account.folder}/catalog.json`],
      { bin: `tap-${vendor}` },
    );
    expect(recordsOf(read.lines).length).toBeGreaterThan(0);
    expect(byStream(recordsOf(read.lines))).toEqual(byStream(recordsOf(own.lines)));
  });
});

describe('check', () => {
  test.each([
    ['a key that the vendor rejects', 4, { key: 'wrong' }],
    ['a portal that is not there', 5, { base_url: 'http://127.0.0.1:9', max_retries: 0 }],
    ['a config without a key', 3, { key: '' }],
  ])('fails on %s with exit %i', async (_, expected, changed) => {
    const account = await open({ vendor: 'learnupon' });
    await account.write('config.json', { ...account.config, ...changed });
    const { code, lines } = await runImage(['check', '--config', '/config/config.json'], {
      vendor: 'learnupon',
      mounts: { '/config:ro': account.folder },
    });
    expect(code).toBe(expected);
    expect(messagesOf(lines).at(-1)).toMatchObject({
      type: 'CONNECTION_STATUS',
      connectionStatus: { status: 'FAILED' },
    });
  });
});

describe('a scheduled sync', () => {
  const waitFor = (path: string): string => `for i in $(seq 1000); do test -e ${path} && break; sleep 0.05; done`;
  const sync = ['sync', '--config', 'ENV', '--out', '/data', '--streams', 'users,courses'];

  /** A key of the image's user alone, as a secret is mounted. */
  const secretOf = async (account: Account) => {
    const key = await account.write('key', `${String(account.config['key'])}\n`);
    await chmod(key, 0o400);
    await chown(key, 1000, 1000);
    return {
      flags: ['--read-only'],
      mounts: { '/run/secrets/key:ro': key, '/data': await openFolder(account.folder, 'data') },
      variables: { ...variablesOf(account), TAP_LMS_KEY_FILE: '/run/secrets/key' },
    } satisfies ContainerOptions;
  };

  test('goes on from the state on its volume, on a read-only root, with the key from a mounted file', async () => {
    const account = await open({ vendor: 'learnupon' });
    const { sandbox, folder } = account;
    const options = await secretOf(account);

    const first = await runImage(sync, options);
    expect(first).toMatchObject({ code: 0, stdout: '' });
    expect(merged(await rowsIn(`${folder}/data`, 'users'))).toEqual(await truthOf(account, 'users'));

    const [changed] = sandbox.truth('users');
    sandbox.update('users', Number(changed?.['id']), { first_name: 'Renamed' });
    sandbox.insert('users');
    const second = await runImage(sync, options);
    expect(second.code).toBe(0);
    expect(reportOf(second.stderr).streams['users']?.rows).toBeLessThan(
      reportOf(first.stderr).streams['users']?.rows ?? 0,
    );
    const held = merged(await rowsIn(`${folder}/data`, 'users'));
    expect(held).toEqual(await truthOf(account, 'users'));
    expect(held).toHaveLength(sandbox.truth('users').length);
    expect(held).toContainEqual(expect.objectContaining({ id: changed?.['id'], first_name: 'Renamed' }));
    expect(first.stderr + second.stderr).not.toContain(account.config['key']);
  });

  test('takes over after a run that was killed in another container', async () => {
    const account = await open({ vendor: 'learnupon' });
    const options = await secretOf(account);
    account.sandbox.setFaults([{ kind: 'stall-before-headers', paths: /\/courses/ }]);
    // Killed by a shell in its own container, as on a machine that runs out of memory.
    const killed = await runInShell(
      [
        `node /app/dist/tap-lms.js ${sync.join(' ')} &`,
        waitFor('/data/.lock'),
        'kill -9 $!; wait $!; echo $?; ls -A /data',
      ].join('\n'),
      options,
    );
    expect(killed.lines).toEqual(expect.arrayContaining(['137', '.lock']));
    account.sandbox.setFaults([]);
    const next = await runImage(sync, options);
    expect(next.stderr).toContain('{"report"');
    expect(next.code).toBe(0);
    expect(merged(await rowsIn(`${account.folder}/data`, 'users'))).toEqual(await truthOf(account, 'users'));
  });

  test('is refused while a run in another container holds the volume', async () => {
    const account = await open({ vendor: 'learnupon', pageSize: 5 });
    const options = await secretOf(account);
    account.sandbox.setFaults([{ kind: 'stall-before-headers', paths: /\/users\?.*page=2/ }]);
    // Its own first process sees the second run refused, and ends then.
    const first = runInShell(
      [
        `node /app/dist/tap-lms.js ${sync.join(' ')} & holder=$!`,
        waitFor('/data/refused'),
        'kill $holder; wait $holder; echo $?',
      ].join('\n'),
      options,
    );
    const folder = `${account.folder}/data`;
    await runCommand(['sh', '-c', waitFor(`${folder}/.lock`)]);
    const second = await runImage(sync, options);
    await account.write('data/refused', '');
    const { stdout } = await first;
    expect(second.code).toBe(3);
    expect(second.stderr).toMatch(/CRITICAL Another run \(process \d+ on .*\) writes to \/data/);
    expect(stdout).toBe('143\n');
  });

  test('writes into a new volume', async () => {
    const account = await open({ vendor: 'learnupon' });
    const { mounts, ...options } = await secretOf(account);
    const { code, stderr } = await runImage(sync, {
      ...options,
      mounts: { '/run/secrets/key:ro': mounts['/run/secrets/key:ro'] },
      flags: ['--read-only', '-v', '/data'],
    });
    expect({ code, rows: reportOf(stderr).rows > 0 }).toEqual({ code: 0, rows: true });
  });
});

describe('a stop by SIGTERM as first process', () => {
  /** The state as of the last STATE message. */
  const stateOf = (lines: readonly string[]): unknown => {
    const states = ofType(lines, 'STATE').map((message) => message['value'] ?? message['state']);
    return states.at(-1);
  };

  test('ends with 143, and what was read and what is read from its last state are all', async () => {
    const account = await open({ vendor: 'learnupon', users: 200, pageSize: 10 });
    account.sandbox.setFaults([{ kind: 'stall-before-headers', paths: /\/users\?.*page=9\b/ }]);
    await account.write('config.json', account.config);
    const options = { vendor: 'learnupon', mounts: { '/config:ro': account.folder } } as const;
    const args = ['sync', '--config', '/config/config.json', '--streams', 'users'];
    let isStopped = false;
    const stopped = await runImage(args, {
      ...options,
      onLine: (line, child) => {
        if (isStopped || !line.startsWith('{"type":"RECORD"')) return;
        isStopped = true;
        child.kill('SIGTERM');
      },
    });
    expect(stopped.code).toBe(143);
    expect(reportOf(stopped.stderr)).toMatchObject({ signal: 'SIGTERM' });
    await account.write('state.json', stateOf(stopped.lines));
    account.sandbox.setFaults([]);
    const rest = await runImage([...args, '--state', '/config/state.json'], options);
    expect(rest.code).toBe(0);
    const rows = [...recordsOf(stopped.lines), ...recordsOf(rest.lines)].map(([, row]) => row as Message);
    expect(recordsOf(stopped.lines).length).toBeLessThan(200);
    expect(merged(rows)).toEqual(await truthOf(account, 'users'));
  });
});

describe('run as the platform runs it', () => {
  /** A shell of the platform's own; config, catalog and state are files that it has put there. */
  const run = (account: Account, line: string) =>
    runInShell(`eval "$AIRBYTE_ENTRYPOINT ${line}"`, {
      vendor: 'learnupon',
      mounts: { '/config:ro': account.folder },
      flags: ['-w', '/config'],
    });

  test("answers every command, and a second read goes on from the first one's state", async () => {
    const account = await open({ vendor: 'learnupon' });
    await account.write('connectorConfig.json', account.config);
    expect(ofType((await run(account, 'spec')).lines, 'SPEC')).toHaveLength(1);
    const checked = await run(account, 'check --config connectorConfig.json');
    expect(messagesOf(checked.lines).at(-1)).toMatchObject({ connectionStatus: { status: 'SUCCEEDED' } });
    const { lines } = await run(account, 'discover --config connectorConfig.json');
    const [{ catalog }] = ofType(lines, 'CATALOG') as unknown as [{ catalog: { streams: Message[] } }];
    await account.write('catalog.json', {
      streams: catalog.streams
        .filter(({ name }) => name === 'users')
        .map((stream) => ({
          ...{ stream, sync_mode: 'incremental', destination_sync_mode: 'append_dedup' },
          ...{ cursor_field: stream['default_cursor_field'], primary_key: stream['source_defined_primary_key'] },
        })),
    });
    const first = await run(account, 'read --config connectorConfig.json --catalog catalog.json');
    expect(first.code).toBe(0);
    expect(recordsOf(first.lines)).toHaveLength(account.sandbox.truth('users').length);
    const states = ofType(first.lines, 'STATE').map(({ state }) => state);
    await account.write('state.json', [states.at(-1)]);
    const [changed] = account.sandbox.truth('users');
    account.sandbox.update('users', Number(changed?.['id']), { first_name: 'Renamed' });
    const second = await run(account, 'read --config connectorConfig.json --catalog catalog.json --state state.json');
    expect(second.code).toBe(0);
    expect(recordsOf(second.lines).length).toBeLessThan(recordsOf(first.lines).length);
    expect(recordsOf(second.lines)).toContainEqual(['users', expect.objectContaining({ first_name: 'Renamed' })]);
  });

  test('fails as a platform expects it', async () => {
    const account = await open({ vendor: 'learnupon' });
    await account.write('connectorConfig.json', { ...account.config, key: 'wrong' });
    const { code, lines } = await run(account, 'check --config connectorConfig.json');
    expect(code).toBe(4);
    expect(messagesOf(lines).at(-1)).toMatchObject({ connectionStatus: { status: 'FAILED' } });
  });
});
