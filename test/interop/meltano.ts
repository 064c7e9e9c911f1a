import { cp, mkdir, mkdtemp, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenedAccount } from '../support/open-account.ts';
import { createFolder } from '../support/tap-process.ts';
import { runCommand } from './run-command.ts';
import { targets, type Rows } from './targets.ts';
import { tool } from './tools.ts';

const root = join(import.meta.dirname, '../..');

/** Who runs Meltano, and for which account. */
export interface Login {
  readonly extractor: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Settings go in through the environment only. */
export const loginOf = async ({ account, config }: OpenedAccount): Promise<Login> => {
  const extractor = `tap-${account.vendor}`;
  const prefix = extractor.replaceAll('-', '_').toUpperCase();
  const values = Object.entries(JSON.parse(await readFile(config, 'utf8')) as Readonly<Record<string, unknown>>);
  const env = values
    .filter(([name]) => name !== 'vendor')
    .map(([name, value]) => [
      `${prefix}_${name.toUpperCase()}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
  return { extractor, env: Object.fromEntries(env) as Record<string, string> };
};

export interface Output {
  readonly stdout: string;
  /** What a person sees beside the output. */
  readonly screen: string;
}

export interface Project {
  readonly run: (login: Login, ...args: string[]) => Promise<Output>;
  /** `meltano run`, with the files that this run wrote. The name tells states apart. */
  readonly load: (login: Login, name: string) => Promise<Output & { readonly rows: Rows }>;
  readonly remove: () => Promise<void>;
}

const ownEnvironment = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || ['PATH', 'NODE_OPTIONS'].includes(name) ? [] : [[name, value]],
    ),
  );

/** A fresh project: nothing but meltano.yml as it was generated, and the commands on PATH. */
export const createProject = async (): Promise<Project> => {
  const folder = await createFolder();
  const project = join(folder.path, 'project');
  const commands = join(folder.path, 'bin');
  await Promise.all([mkdir(project), mkdir(commands)]);
  await cp(join(root, 'meltano.yml'), join(project, 'meltano.yml'));
  const { bin } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { bin: Record<string, string> };
  for (const [name, path] of Object.entries(bin)) await symlink(join(root, path), join(commands, name));
  const meltano = async (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Output> => {
    const { stdout, stderr } = await runCommand([tool('meltano', 'meltano'), ...args], {
      cwd: project,
      env: {
        PATH: `${commands}:${process.env['PATH'] ?? ''}`,
        MELTANO_SEND_ANONYMOUS_USAGE_STATS: 'false',
        NO_COLOR: '1',
        ...env,
      },
    });
    return { stdout, screen: stderr };
  };
  // How packages are reached is the machine's matter, so all of its environment holds here.
  await meltano(['install', 'loader', 'target-jsonl'], ownEnvironment());
  return {
    run: ({ env }, ...args) => meltano(args, env),
    load: async ({ extractor, env }, name) => {
      const output = await mkdtemp(join(folder.path, `${name}-`));
      const result = await meltano(['run', '--state-id-suffix', name, extractor, 'target-jsonl'], {
        ...{ ...env, TARGET_JSONL_DESTINATION_PATH: join(output, 'jsonl'), TARGET_JSONL_DO_TIMESTAMP_FILE: 'false' },
      });
      return { ...result, rows: await targets.jsonl.read({ path: output }, []) };
    },
    remove: folder.remove,
  };
};
