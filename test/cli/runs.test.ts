import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '@singer-io-ts/sandbox';
import { spawn, spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  createFolder,
  messagesOf,
  runTap,
  type Folder,
  type TapOptions,
  type TapResult,
} from '../support/tap-process.ts';

let sandbox: Sandbox;
let folder: Folder;
const tapLms = fileURLToPath(new URL('../../dist/tap-lms.js', import.meta.url));
const haste = { max_requests_per_second: 1000, max_retries: 1 };

beforeAll(async () => {
  folder = await createFolder();
  sandbox = await startSandbox({ vendor: 'learnupon', users: 1200, limit: 'none' });
  await folder.write('config.json', { ...sandbox.config, ...haste });
});
beforeEach(() => {
  sandbox.setFaults([]);
});
afterAll(async () => {
  await sandbox.close();
  await folder.remove();
});

const run = (line: string, options: TapOptions = {}): Promise<TapResult> =>
  runTap(line.split(' '), { cwd: folder.path, timeoutMs: 40_000, ...options });

const key = (): string => String(sandbox.config['key']);
const lastErrorLine = ({ stderr }: TapResult): string => stderr.trimEnd().split('\n').at(-1) ?? '';

interface Report {
  readonly exit_code: number;
  readonly rows: number;
  readonly requests: number;
  readonly peak_rss_mb: number;
  readonly signal: string | null;
  readonly streams: Readonly<
    Record<string, { readonly outcome: string; readonly rows: number; readonly reason: string | null }>
  >;
}

const reportOf = ({ stderr }: TapResult): Report => {
  const lines = stderr.split('\n').filter((line) => line.startsWith('{"report"'));
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0]!) as Report;
};

const records = (result: TapResult, stream: string) =>
  messagesOf(result.lines).filter((message) => message['type'] === 'RECORD' && message['stream'] === stream);

const statusOf = ({ lines }: TapResult) => {
  const messages = messagesOf(lines);
  expect(messages.filter(({ type }) => type === 'CONNECTION_STATUS')).toHaveLength(1);
  return messages.at(-1) as { readonly connectionStatus: { readonly status: string; readonly message: string } };
};

describe('check', () => {
  test('succeeds with 0 and one status', async () => {
    const result = await run('check --config config.json');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(statusOf(result).connectionStatus).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('of a partly granted key succeeds and names what is missing', async () => {
    const portal = await startSandbox({
      vendor: 'learnupon',
      users: 5,
      limit: 'none',
      options: { disabled: ['gamification', 'ecommerce'] },
    });
    try {
      await folder.write('portal.json', { ...portal.config, ...haste });
      const result = await run('check --config portal.json');
      expect(result.code).toBe(0);
      const { status, message } = statusOf(result).connectionStatus;
      expect(status).toBe('SUCCEEDED');
      expect(message).toMatch(/Not granted: badges, leaderboard, .*; the log says why\.$/);
      const messages = messagesOf(result.lines);
      expect(messages.filter(({ type }) => type === 'TRACE')).toEqual([]);
      expect(JSON.stringify(messages.filter(({ type }) => type === 'LOG'))).toMatch(/"WARN".*badges is left out/);

      const discovered = await run('discover --config portal.json');
      expect(discovered.code).toBe(0);
      expect(discovered.stderr).toMatch(/^WARNING badges is left out of the catalog/m);
      const [catalog] = messagesOf(discovered.lines).filter(({ type }) => type === 'CATALOG');
      expect(JSON.stringify(catalog)).not.toContain('"badges"');
    } finally {
      await portal.close();
    }
  });

  test('of a wrong key fails with 4 and no trace', async () => {
    await folder.write('wrong-key.json', { ...sandbox.config, ...haste, key: 'wr0ng-s3cr3t' });
    const result = await run('check --config wrong-key.json');
    expect(result.code).toBe(4);
    expect(messagesOf(result.lines).map(({ type }) => type)).toEqual(['CONNECTION_STATUS']);
    expect(statusOf(result).connectionStatus.message).toContain('API Keys');
    expect(result.lines.join() + result.stderr).not.toContain('wr0ng-s3cr3t');
  });

  test.each([['500'], ['html-503'], ['reset-before-headers'], ['rate-limit-seconds']] as const)(
    'of a vendor that answers %s fails with 5 and one trace',
    async (kind) => {
      sandbox.setFaults([{ kind, seconds: 7200 }]);
      const result = await run('check --config config.json');
      expect(result.code).toBe(5);
      expect(messagesOf(result.lines).filter(({ type }) => type === 'TRACE')).toHaveLength(1);
      expect(statusOf(result).connectionStatus.status).toBe('FAILED');
    },
  );

  test('of a connector that crashes fails with 1, one trace and one status, the last line', async () => {
    const bug = `data:text/javascript,${encodeURIComponent('setTimeout(() => { throw new Error("boom"); }, 600)')}`;
    const slow = await startSandbox({ vendor: 'learnupon', users: 5, limit: 'none', latencyMs: 300 });
    try {
      await folder.write('slow.json', { ...slow.config, ...haste });
      const result = await run('check --config slow.json', { env: { NODE_OPTIONS: `--import=${bug}` } });
      expect(result.code).toBe(1);
      expect(messagesOf(result.lines).filter(({ type }) => type !== 'LOG')).toMatchObject([
        { type: 'TRACE', trace: { error: { failure_type: 'system_error' } } },
        { type: 'CONNECTION_STATUS', connectionStatus: { status: 'FAILED' } },
      ]);
      statusOf(result);
      expect(lastErrorLine(result)).toMatch(/^CRITICAL .*boom/);
    } finally {
      await slow.close();
    }
  });

  test('that is stopped by a signal still answers', async () => {
    const slow = await startSandbox({ vendor: 'learnupon', users: 5, limit: 'none', latencyMs: 400 });
    try {
      await folder.write('slow.json', { ...slow.config, ...haste });
      const result = await run('check --config slow.json', { killAfterMs: 700, killWith: 'SIGTERM' });
      expect(result.signal).toBe('SIGTERM');
      expect(statusOf(result).connectionStatus).toMatchObject({ status: 'FAILED' });
    } finally {
      await slow.close();
    }
  });

  test('prints no secret, though the vendor echoes them', async () => {
    sandbox.setFaults([{ kind: 'echo-secrets' }]);
    const basic = Buffer.from(`${String(sandbox.config['username'])}:${key()}`).toString('base64');
    const result = await run('check --config config.json --debug', { env: { NODE_DEBUG: 'http,net,undici,fetch' } });
    const everything = result.lines.join('\n') + result.stderr;
    expect(result.code).toBe(5);
    expect(everything).not.toContain(key());
    expect(everything).not.toContain(basic);
  });
});

describe('discover', () => {
  test('asks the vendor for custom fields', async () => {
    const result = await run('--config config.json --discover');
    expect(result.code).toBe(0);
    expect(result.lines.join('')).toContain('CustomData');
  });

  test('never falls back to the static catalog', async () => {
    sandbox.setFaults([{ kind: '500' }]);
    const outage = await run('--config config.json --discover');
    expect(outage).toMatchObject({ code: 5, lines: [] });
    await folder.write('wrong-key.json', { ...sandbox.config, ...haste, key: 'wr0ng-s3cr3t' });
    sandbox.setFaults([]);
    const refused = await run('--config wrong-key.json --discover');
    expect(refused).toMatchObject({ code: 4, lines: [] });
    expect(lastErrorLine(refused)).toMatch(/^CRITICAL /);
  });

  test('leaves out what the config excludes, and refuses to exclude what is not there', async () => {
    await folder.write('excluding.json', { ...sandbox.config, ...haste, exclude: ['courses', 'users.email'] });
    const { lines, code } = await run('discover --config excluding.json');
    expect(code).toBe(0);
    const [message] = messagesOf(lines) as [
      { catalog: { streams: { name: string; json_schema: { properties: object } }[] } },
    ];
    const { streams } = message.catalog;
    expect(streams.map(({ name }) => name)).not.toContain('courses');
    expect(Object.keys(streams.find(({ name }) => name === 'users')!.json_schema.properties)).not.toContain('email');

    await folder.write('typo.json', { ...sandbox.config, ...haste, exclude: ['coarses.name'] });
    for (const verb of ['check', 'discover', 'sync']) {
      const result = await run(`${verb} --config typo.json`);
      expect(result.code).toBe(3);
      expect(lastErrorLine(result)).toContain('did you mean "courses"?');
    }
  });
});

describe('sync', () => {
  test('reports what it did on one line of standard error, and in a file', async () => {
    const result = await run('sync --config config.json --streams users,groups --report report.json');
    expect(result.code).toBe(0);
    const report = reportOf(result);
    expect(report).toMatchObject({
      exit_code: 0,
      signal: null,
      streams: { users: { outcome: 'complete', rows: 1200 } },
    });
    expect(report.requests).toBeGreaterThanOrEqual(3);
    expect(report.peak_rss_mb).toBeGreaterThan(10);
    expect(JSON.parse(await readFile(join(folder.path, 'report.json'), 'utf8'))).toEqual(report);
    expect(existsSync(join(folder.path, 'report.json.new'))).toBe(false);
  });

  test('reports its own memory, not that of a big program that started it', async () => {
    const launcher = `const ballast = Buffer.alloc(400e6, 1);
      require('node:child_process').spawnSync(process.execPath, process.argv.slice(1), { stdio: 'inherit' });
      console.error(ballast.length);`;
    const command = [tapLms, 'sync', '--config', 'config.json', '--streams', 'groups', '--report', 'memory.json'];
    const child = spawn(process.execPath, ['-e', launcher, ...command], { cwd: folder.path, stdio: 'ignore' });
    await new Promise((resolve) => child.on('close', resolve));
    const report = JSON.parse(await readFile(join(folder.path, 'memory.json'), 'utf8')) as Report;
    expect(report.peak_rss_mb).toBeGreaterThan(10);
    expect(report.peak_rss_mb).toBeLessThan(200);
  });

  test('whose report has no place is complete, and says so', async () => {
    const result = await run('sync --config config.json --streams groups --report nowhere/report.json');
    expect(result.code).toBe(1);
    expect(lastErrorLine(result)).toBe(
      "CRITICAL The report nowhere/report.json can't be written (ENOENT); the run itself is done.",
    );
  });

  test('of a sample stops after so many rows and moves no bookmark', async () => {
    const result = await run('sync --config config.json --streams users --limit 3');
    expect(result.code).toBe(0);
    expect(records(result, 'users')).toHaveLength(3);
    const states = messagesOf(result.lines).filter(({ type }) => type === 'STATE');
    expect(JSON.stringify(states)).not.toContain('"done":true');
  });

  test('--test reads one row of each stream, --test=schema none', async () => {
    const some = await run('--config config.json --test');
    expect(some.code).toBe(0);
    expect(records(some, 'users')).toHaveLength(1);
    const none = await run('--config config.json --test=schema');
    expect(none.code).toBe(0);
    expect(new Set(messagesOf(none.lines).map(({ type }) => type))).toEqual(new Set(['SCHEMA', 'STATE']));
  });

  test.each([
    ['sync --config config.json --streams usres', /did you mean "users"/],
    [
      'sync --config config.json --streams users --full-refresh groups',
      /--full-refresh: the stream "groups" is not read/,
    ],
    ['sync --config config.json --catalog absent.json', /The catalog absent\.json doesn't exist/],
    ['sync --config config.json --catalog empty.json', /The catalog empty\.json is empty/],
    ['--config config.json --state absent.json', /The state file absent\.json doesn't exist/],
    ['--config config.json --state broken.json', /not valid JSON/],
    ['--config config.json --state other.json', /state: /],
  ])('"%s" ends with 3 before anything is read', async (line, reason) => {
    await folder.write('empty.json', '');
    await folder.write('broken.json', '{');
    await folder.write('other.json', { bookmarks: { users: { v: 99 } } });
    const result = await run(line);
    expect(result.code).toBe(3);
    expect(lastErrorLine(result)).toMatch(/^CRITICAL /);
    expect(result.stderr).toMatch(reason);
    expect(records(result, 'users')).toEqual([]);
  });

  test('takes an empty state file for none, and says so', async () => {
    await folder.write('empty.json', '\uFEFF');
    const result = await run('sync --config config.json --streams groups --state empty.json');
    expect(result.code).toBe(0);
    expect(result.stderr).toMatch(/^WARNING The state file empty\.json is empty/m);
  });

  test('--full-refresh forgets the state of the named streams only', async () => {
    const first = await run('sync --config config.json --streams users,groups');
    const state = messagesOf(first.lines).at(-1) as {
      readonly type: string;
      readonly value: { bookmarks: Record<string, { value: unknown }> };
    };
    expect(state.type).toBe('STATE');
    await folder.write('state.json', state.value);
    const again = await run('sync --config config.json --streams users,groups --state state.json');
    const refreshed = await run(
      'sync --config config.json --streams users,groups --state state.json --full-refresh users',
    );
    expect([again.code, refreshed.code]).toEqual([0, 0]);
    expect(records(refreshed, 'users')).toHaveLength(1200);
  });

  test('of streams that fail reads the others, and ends with what is worst', async () => {
    sandbox.setFaults([{ kind: 'missing-envelope', paths: /\/users(\?|$)/ }]);
    const result = await run('sync --config config.json --streams users,courses');
    expect(result.code).toBe(1);
    expect(reportOf(result).streams).toMatchObject({ users: { outcome: 'failed' }, courses: { outcome: 'complete' } });
    expect(lastErrorLine(result)).toMatch(/^CRITICAL .*users/);
    sandbox.setFaults([{ kind: '500', paths: /\/users(\?|$)/ }]);
    expect((await run('sync --config config.json --streams users,courses')).code).toBe(5);
  });

  test('whose streams fail for one reason says it once, with all their names', async () => {
    const other = await startSandbox({ vendor: '360learning', users: 5, limit: 'none' });
    try {
      await folder.write('no-token.json', { ...other.config, ...haste, max_retries: 0 });
      other.setFaults([{ kind: '500', paths: /oauth2/ }]);
      const result = await run('sync --config no-token.json --streams users,tags');
      expect(result.code).toBe(5);
      expect(lastErrorLine(result)).toMatch(/^CRITICAL 2 of 2 streams failed\. users, tags: POST /);
    } finally {
      await other.close();
    }
  });

  test('of a revoked key ends with 4', async () => {
    const other = await startSandbox({ vendor: 'learnupon', users: 5, limit: 'none' });
    try {
      await folder.write('revoked.json', { ...other.config, ...haste });
      other.revokeKey();
      const result = await run('--config revoked.json');
      expect(result.code).toBe(4);
      expect(lastErrorLine(result)).toMatch(/^CRITICAL /);
    } finally {
      await other.close();
    }
  });
});

describe('read', () => {
  test('speaks Airbyte and ends with 0', async () => {
    const [message] = messagesOf((await run('discover --config config.json')).lines) as [
      { catalog: { streams: { name: string }[] } },
    ];
    const stream = message.catalog.streams.find(({ name }) => name === 'groups');
    await folder.write('configured.json', {
      streams: [{ stream, sync_mode: 'full_refresh', destination_sync_mode: 'overwrite' }],
    });
    const result = await run('read --config config.json --catalog configured.json');
    expect(result.code).toBe(0);
    const types = new Set(messagesOf(result.lines).map(({ type }) => type));
    expect([...types]).toEqual(expect.arrayContaining(['RECORD', 'STATE', 'TRACE']));
    reportOf(result);
  });

  test('of an unknown stream ends with 1, a trace and a status', async () => {
    const stream = { name: 'nothing', json_schema: { type: 'object' }, supported_sync_modes: ['full_refresh'] };
    await folder.write('unknown.json', {
      streams: [{ stream, sync_mode: 'full_refresh', destination_sync_mode: 'append' }],
    });
    const result = await run('read --config config.json --catalog unknown.json');
    expect(result.code).not.toBe(0);
    expect(JSON.stringify(messagesOf(result.lines))).toContain('INCOMPLETE');
    expect(lastErrorLine(result)).toMatch(/^CRITICAL /);
  });
});

describe('the end', () => {
  test.each([
    ['SIGTERM', 3],
    ['SIGINT', 3],
    ['SIGTERM', 1],
  ] as const)('by %s flushes the state and is the signal itself', async (signal, afterStates) => {
    let states = 0;
    const started: number[] = [];
    const slow = await startSandbox({ vendor: 'learnupon', users: 5000, limit: 'none', latencyMs: 60 });
    try {
      await folder.write('slow.json', { ...slow.config, ...haste });
      const result = await run('sync --config slow.json --streams users', {
        onLine: (line, _index, child) => {
          if (!line.startsWith('{"type":"STATE"')) return;
          states += 1;
          if (states === afterStates) {
            started.push(Date.now());
            child.kill(signal);
          }
        },
      });
      expect(result).toMatchObject({ code: null, signal, torn: '' });
      expect(Date.now() - started[0]!).toBeLessThan(5000);
      expect(messagesOf(result.lines).at(-1)).toMatchObject({ type: 'STATE' });
      expect(reportOf(result)).toMatchObject({ signal, streams: { users: { outcome: 'stopped' } } });
      expect(lastErrorLine(result)).toMatch(/^CRITICAL Stopped by SIG/);
    } finally {
      await slow.close();
    }
  });

  test('by a signal comes within five seconds though nobody reads', async () => {
    const child = spawn(process.execPath, [tapLms, 'sync', '--config', 'config.json', '--streams', 'users'], {
      cwd: folder.path,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {},
    });
    await delay(1500);
    const since = Date.now();
    child.kill('SIGTERM');
    const signal = await new Promise((resolve) =>
      child.on('exit', (_code, name) => {
        resolve(name);
      }),
    );
    expect(signal).toBe('SIGTERM');
    expect(Date.now() - since).toBeLessThan(5500);
    child.stdout.destroy();
  });

  const shell = (script: string): Promise<{ readonly code: number | null; readonly text: string }> =>
    new Promise((resolve) => {
      const child = spawn('bash', ['--norc', '-c', script], {
        stdio: ['ignore', 'pipe', 'pipe'],
        cwd: folder.path,
        env: { PATH: process.env['PATH'] ?? '', NODE: process.execPath, BIN: tapLms },
      });
      let text = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (piece: Buffer) => {
          text += piece.toString();
        });
      }
      child.on('close', (code) => {
        resolve({ code, text });
      });
    });

  test('by a signal reaches a slow reader with the state', async () => {
    const { text } = await shell(`
      mkfifo pipe; : >slow.jsonl
      while IFS= read -r line; do printf '%s\\n' "$line"; ((++n % 10)) || sleep 0.01; done <pipe >slow.jsonl & reader=$!
      "$NODE" "$BIN" sync --config config.json --streams users,modules >pipe 2>/dev/null & tap=$!
      for ((i = 0; i < 300; i++)); do (($(wc -l <slow.jsonl) >= 50)) && break; sleep 0.1; done
      kill -TERM $tap; SECONDS=0; wait $tap; echo "code $? after $SECONDS"; wait $reader`);
    expect(text).toMatch(/^code 143 after [0-4]\n$/);
    const lines = (await readFile(join(folder.path, 'slow.jsonl'), 'utf8')).split('\n');
    expect(lines.pop()).toBe('');
    expect(messagesOf(lines).at(-1)).toMatchObject({ type: 'STATE' });
    expect(lines.length).toBeLessThan(1200);
  });

  test('of the reader ends it quietly and not with 0', async () => {
    const { text } = await shell(
      '"$NODE" "$BIN" sync --config config.json --streams users | head -n 1 >/dev/null; echo "code ${PIPESTATUS[0]}"',
    );
    expect(text).toMatch(/code 1\n$/);
    expect(text).not.toMatch(/CRITICAL|EPIPE| at /);
  });

  test('of the disk is told in one sentence', async () => {
    const { code, text } = await shell('"$NODE" "$BIN" sync --config config.json --streams users >/dev/full');
    expect(code).toBe(1);
    expect(text.trim().split('\n').at(-1)).toMatch(/^CRITICAL .*no space/i);
    expect(text).not.toMatch(/\n {4}at /);
  });

  test('of the space in a folder keeps the last state', async () => {
    await mkdir(join(folder.path, 'blocked'), { recursive: true });
    await writeFile(join(folder.path, 'blocked', 'state.json.new'), '');
    const { code, text } = await shell(
      'ulimit -f 64; "$NODE" "$BIN" sync --config config.json --streams users --out blocked',
    );
    expect(code).toBe(1);
    expect(text.trim().split('\n').at(-1)).toMatch(/^CRITICAL The folder blocked can't be written/);
    const after = await run('sync --config config.json --streams users --out blocked');
    expect(after.code).toBe(0);
    const lines = (await readFile(join(folder.path, 'blocked', 'users.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(new Set(lines.map((line) => (JSON.parse(line) as { id: number }).id)).size).toBe(1200);
  });

  test('of the space on a small disk keeps the last state, from which the next run goes on', async () => {
    await mkdir(join(folder.path, 'disk'));
    const sync = '"$NODE" "$BIN" sync --config config.json --streams users --out disk/data';
    const { text } = await shell(`unshare --map-root-user --mount bash -c '
      mount -t tmpfs -o size=1000k tmpfs disk
      ${sync}; echo "code $?"
      cp disk/data/state.json left.json
      mount -o remount,size=50m disk
      ${sync} 2>/dev/null; echo "code $?"
      cp disk/data/users.jsonl whole.jsonl'`);
    const said = text.trim().split('\n');
    expect(said.filter((line) => line.startsWith('code'))).toEqual(['code 1', 'code 0']);
    expect(text).toMatch(/^CRITICAL The folder disk\/data can't be written: no space is left/m);
    expect(text).not.toMatch(/\n {4}at /);
    // What was written before was not written again.
    const left = JSON.parse(await readFile(join(folder.path, 'left.json'), 'utf8')) as Record<string, unknown>;
    expect(JSON.stringify(left)).toMatch(/"bytes":[1-9]/);
    const lines = (await readFile(join(folder.path, 'whole.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(1200);
    expect(new Set(lines.map((line) => (JSON.parse(line) as { id: number }).id)).size).toBe(1200);
  });
});

test('a second run on the same folder is refused', async () => {
  const slow = await startSandbox({ vendor: 'learnupon', users: 3000, limit: 'none', latencyMs: 300 });
  try {
    await folder.write('slow.json', { ...slow.config, ...haste });
    const first = run('sync --config slow.json --streams users --out shared');
    const lock = join(folder.path, 'shared', '.lock');
    while (!existsSync(lock)) await delay(20);
    const second = await run('sync --config slow.json --streams users --out shared');
    expect(second.code).toBe(3);
    expect(lastErrorLine(second)).toMatch(/^CRITICAL Another run \(process \d+ on .+\) writes to shared\. /);
    expect((await first).code).toBe(0);
    expect(existsSync(lock)).toBe(false);
  } finally {
    await slow.close();
  }
});

test('demo reads a simulated vendor from check to files', async () => {
  const result = await run('demo --vendor learnupon --users 10 --out demo');
  expect(result.code).toBe(0);
  expect(result.lines.join('\n')).toContain('Connected to LearnUpon');
  expect(existsSync(join(folder.path, 'demo', 'learnupon', 'users.jsonl'))).toBe(true);
});

test('where the simulated vendors are left out, demo and sandbox say so', async () => {
  const dist = fileURLToPath(new URL('../../dist', import.meta.url));
  const copy = join(folder.path, 'image');
  await cp(dist, copy, { recursive: true });
  const chunks = join(copy, 'chunks');
  for (const name of await readdir(chunks)) {
    if ((await readFile(join(chunks, name), 'utf8')).includes('async function startSandbox('))
      await rm(join(chunks, name));
  }
  for (const verb of ['sandbox', 'demo']) {
    const { status, stderr } = spawnSync(process.execPath, [join(copy, 'tap-lms.js'), verb], {
      env: {},
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'CRITICAL The simulated vendors are not part of this image; run this from the npm package.\n',
    });
  }
});

test('sandbox prints a config that works, and ends by the signal', async () => {
  let checked: TapResult | undefined;
  const served = await runTap(['sandbox', '--vendor', 'learnupon', '--users', '5'], {
    onLine: (line, _index, child) => {
      void folder
        .write('served.json', line)
        .then(() => run('check --config served.json'))
        .then((result) => {
          checked = result;
          child.kill('SIGINT');
        });
    },
  });
  expect(checked?.code).toBe(0);
  expect(served.signal).toBe('SIGINT');
});
