import { copyFile, mkdir, readFile, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import manifest from '../../package.json' with { type: 'json' };
import { messagesOf } from '../support/tap-process.ts';
import { openAccount, until, variablesOf, type Account } from './account.ts';
import { environmentOf, manifestsOf, readRecipe } from './cron-job.ts';
import { startCron, type Cron } from './cron.ts';
import { compose, imageOf, openFolder, podman, python, runImage, runInShell } from './engine.ts';
import { merged, reportOf, reportsIn, rowsIn, truthOf, type Message } from './records.ts';
import { mustRun, runCommand } from './run-command.ts';
import { readYaml } from './yaml.ts';

const deploy = resolve('deploy');
const command = resolve('dist/tap-lms.js');

const opened: Account[] = [];
const open = async (): Promise<Account> => {
  const account = await openAccount({ vendor: 'learnupon' });
  opened.push(account);
  return account;
};

/** A change that an incremental run has to bring. */
const rename = ({ sandbox }: Account): void => {
  const [user] = sandbox.truth('users');
  sandbox.update('users', Number(user?.['id']), { first_name: 'Renamed' });
};

const expectHeld = async (account: Account, rows: readonly Message[]): Promise<void> => {
  const held = merged(rows);
  expect(held).toEqual(await truthOf(account, 'users'));
  expect(held).toHaveLength(account.sandbox.truth('users').length);
};

const rowsInVolume = async (volume: string): Promise<readonly Message[]> => {
  const { lines } = await runInShell('cat /data/users.jsonl', { mounts: { '/data': volume } });
  return messagesOf(lines);
};

// cron acts once a minute, so it is started first and looked at last.
let cron: Cron;
let cronAccount: Account;
beforeAll(async () => {
  cronAccount = await openAccount({ vendor: 'learnupon' });
  const { folder, config } = cronAccount;
  await cronAccount.write('config.json', { vendor: 'learnupon', ...config });
  await openFolder(folder, 'out');
  await mkdir(join(folder, 'bin'));
  await symlink(command, join(folder, 'bin/tap-lms'));
  await symlink(process.execPath, join(folder, 'bin/node'));
  cron = await startCron(await readFile(join(deploy, 'crontab'), 'utf8'), {
    PATH: `${folder}/bin:/usr/bin:/bin`,
    CONFIG: `${folder}/config.json`,
    OUT: `${folder}/out`,
  });
});
afterEach(async () => {
  for (const account of opened.splice(0)) await account.close();
});
afterAll(async () => {
  await cron.stop();
  await cronAccount.close();
});

describe('compose.yaml', () => {
  test('reads again and again from where it was, and a stop lets the run write its state', async () => {
    const account = await open();
    const { folder, sandbox, config } = account;
    const project = `tap-lms-test-${String(process.pid)}`;
    await copyFile(join(deploy, 'compose.yaml'), join(folder, 'compose.yaml'));
    await account.write('key.txt', config['key']);
    await account.write('test.yaml', {
      services: {
        'tap-lms': {
          image: imageOf(null),
          network_mode: 'host',
          environment: { ...variablesOf(account), PAUSE_SECONDS: '1' },
        },
      },
    });
    const run = (...args: readonly string[]) =>
      mustRun([...compose, '-p', project, '-f', 'compose.yaml', '-f', 'test.yaml', ...args], { cwd: folder });
    const log = async (): Promise<string> => {
      const { stdout, stderr } = await run('logs');
      return stdout + stderr;
    };
    try {
      await run('up', '--detach', '--no-build');
      await until(async () => reportsIn(await log()).length >= 1, 'the first run');
      rename(account);
      const before = reportsIn(await log()).length;
      await until(async () => reportsIn(await log()).length >= before + 2, 'another run');
      const [first, ...others] = reportsIn(await log());
      expect(first?.exit_code).toBe(0);
      expect(others.at(-1)?.exit_code).toBe(0);
      expect(others.at(-1)?.streams['users']?.rows).toBeLessThan(first?.streams['users']?.rows ?? 0);
      await expectHeld(account, await rowsInVolume(`${project}_data`));

      // Every run asks for these after it has begun to write.
      sandbox.setFaults([{ kind: 'stall-before-headers', paths: /\/courses/ }]);
      await until(() => (sandbox.log.faults['stall-before-headers'] ?? 0) > 0, 'a run that waits for an answer');
      await run('stop');
      expect(reportsIn(await log()).at(-1)?.signal).toBe('SIGTERM');
    } finally {
      await run('down', '--volumes');
    }
  });
});

describe('kubernetes.yaml', () => {
  const path = join(deploy, 'kubernetes.yaml');

  test('is what Kubernetes accepts', async () => {
    const { stdout, stderr } = await mustRun([python('kubernetes-validate'), '--strict', path]);
    expect((stdout + stderr).match(/passed for resource/g)).toHaveLength(3);
    expect((await readRecipe(path)).container.image).toBe(`registry.example/tap-lms:${manifest.version}`);
  });

  test("gives the container what it needs, on a root that can't be written and without privileges", async () => {
    const account = await open();
    const { container } = await readRecipe(path);
    await account.write('key', account.config['key']);
    const sources: Readonly<Record<string, string>> = {
      data: await openFolder(account.folder, 'data'),
      key: account.folder,
    };
    const { code, stderr } = await runImage(container.args, {
      flags: ['--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges', '-m', '256m'],
      mounts: Object.fromEntries(
        container.volumeMounts.map(({ name, mountPath, readOnly }) => [
          `${mountPath}${readOnly === true ? ':ro' : ''}`,
          sources[name] ?? '',
        ]),
      ),
      variables: environmentOf(container, variablesOf(account)),
    });
    expect({ code, exitCode: reportOf(stderr).exit_code }).toEqual({ code: 0, exitCode: 0 });
    await expectHeld(account, await rowsIn(`${account.folder}/data`, 'users'));
  });

  const program = podman;
  if (program === null) return;

  test('runs as pods, one after the other on the same claim', async () => {
    const account = await open();
    const recipe = await readRecipe(path);
    const name = `tap-lms-test-${String(process.pid)}`;
    const { kept, pod } = manifestsOf(recipe, {
      ...{ name, image: `localhost/${imageOf(null)}`, key: String(account.config['key']) },
      variables: variablesOf(account),
    });
    const play = [program, 'kube', 'play', '--network', 'host'];
    const podFile = await account.write('pod.yaml', pod);
    const id = `${name}-${recipe.container.name}`;
    const runPod = async () => {
      await mustRun([...play, podFile]);
      const code = (await mustRun([program, 'wait', id])).stdout.trim();
      const logs = await mustRun([program, 'logs', id]);
      const inspected = await mustRun([program, 'inspect', id]);
      const [{ HostConfig, Config, EffectiveCaps }] = JSON.parse(inspected.stdout) as [
        { HostConfig: { ReadonlyRootfs: boolean }; Config: { User: string }; EffectiveCaps: readonly string[] | null },
      ];
      await mustRun([program, 'kube', 'down', podFile]);
      return {
        ...{ code, report: reportOf(logs.stderr + logs.stdout) },
        settings: { readOnly: HostConfig.ReadonlyRootfs, user: Config.User, capabilities: EffectiveCaps ?? [] },
      };
    };
    try {
      await mustRun([...play, await account.write('kept.yaml', kept)]);
      const first = await runPod();
      expect(first.code).toBe('0');
      expect(first.settings).toEqual({ readOnly: true, user: '1000:1000', capabilities: [] });
      rename(account);
      const second = await runPod();
      expect(second.code).toBe('0');
      expect(second.report.streams['users']?.rows).toBeLessThan(first.report.streams['users']?.rows ?? 0);
      await expectHeld(account, await rowsInVolume(`${name}-data`));
    } finally {
      for (const kind of ['pod', 'secret']) await runCommand([program, kind, 'rm', name]);
      await runCommand([program, 'volume', 'rm', name, `${name}-data`]);
    }
  });
});

interface Workflow {
  readonly jobs: {
    readonly check: {
      readonly env: Readonly<Record<string, string>>;
      readonly steps: readonly { readonly run?: string; readonly uses?: string }[];
    };
  };
}

describe('github-actions-check.yml', () => {
  /** Runs the steps as a runner does; `uses` has no part here but Node itself. */
  const runSteps = async (account: Account, key: string) => {
    const [workflow] = (await readYaml(join(deploy, 'github-actions-check.yml'))) as [Workflow];
    const { env, steps } = workflow.jobs.check;
    const { folder, config } = account;
    await mustRun(['npm', 'pack', '--ignore-scripts', '--pack-destination', folder]);
    const settings: Readonly<Record<string, string>> = {
      'vars.TAP_LMS_SUBDOMAIN': 'acme',
      'vars.TAP_LMS_USERNAME': String(config['username']),
      'secrets.TAP_LMS_KEY': key,
    };
    expect(env['PACKAGE']).toBe(`tap-lms@${manifest.version}`);
    const variables = Object.fromEntries(
      Object.entries(env).map(([name, value]) => [
        name,
        value.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => settings[expression] ?? 'unknown'),
      ]),
    );
    const results = [];
    for (const { run } of steps) {
      if (run === undefined) continue;
      await account.write('step.sh', run);
      const result = await runCommand(['bash', '-e', join(folder, 'step.sh')], {
        cwd: folder,
        env: {
          HOME: folder,
          PATH: `${folder}/bin:${process.env['PATH'] ?? ''}`,
          npm_config_prefix: folder,
          ...variables,
          PACKAGE: join(folder, `tap-lms-${manifest.version}.tgz`),
          TAP_LMS_BASE_URL: account.sandbox.url,
        },
      });
      results.push(result);
      if (result.code !== 0) break;
    }
    return results;
  };

  test('installs the package, and is green with a good key', async () => {
    const account = await open();
    const results = await runSteps(account, String(account.config['key']));
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(messagesOf(results[1]?.lines ?? []).at(-1)).toMatchObject({ connectionStatus: { status: 'SUCCEEDED' } });
  });

  test('is red with exit 4 when the key was revoked', async () => {
    const account = await open();
    const results = await runSteps(account, 'revoked');
    expect(results.map(({ code }) => code)).toEqual([0, 4]);
    expect(results[1]?.stderr).toMatch(/^CRITICAL .*/m);
  });
});

describe('crontab', () => {
  test('reads into files when cron says so, and prints nothing', async () => {
    await cron.ran();
    const { folder } = cronAccount;
    const log = await readFile(join(folder, 'out/run.log'), 'utf8');
    expect(reportOf(log).exit_code).toBe(0);
    await expectHeld(cronAccount, await rowsIn(join(folder, 'out'), 'users'));
  });

  test('prints what to do when a run fails', async () => {
    await cronAccount.write('config.json', { vendor: 'learnupon', ...cronAccount.config, key: 'revoked' });
    const { stdout, code } = await cron.runLine();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^CRITICAL .*\n$/);
  });
});
