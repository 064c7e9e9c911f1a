import { execFile } from 'node:child_process';
import { chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runCommand } from './run-command.ts';
import type { Rows } from './targets.ts';

const run = promisify(execFile);

const account = { user: 'lms', password: 'not-secret', database: 'postgres' };

export interface Postgres {
  readonly connection: typeof account & { readonly host: string; readonly port: number };
  /** All tables of a schema. */
  readonly read: (schema: string) => Promise<Rows>;
  readonly close: () => Promise<void>;
}

const programs = async (): Promise<string> => {
  const root = '/usr/lib/postgresql';
  const newest = (await readdir(root)).toSorted((a, b) => Number(a) - Number(b)).at(-1);
  return join(root, newest ?? '', 'bin');
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });

/** PostgreSQL refuses to run as root. */
const unprivileged = async (): Promise<{ uid: number; gid: number } | null> => {
  if (process.getuid?.() !== 0) return null;
  const idOf = async (option: string) => Number((await run('id', [option, 'nobody'])).stdout);
  return { uid: await idOf('-u'), gid: await idOf('-g') };
};

/** A cluster of its own on a loopback port, gone with `close`. */
export const startPostgres = async (): Promise<Postgres> => {
  const bin = await programs();
  const folder = await mkdtemp(join(tmpdir(), 'tap-lms-postgres-'));
  const owner = await unprivileged();
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, account.password);
  if (owner !== null) {
    for (const path of [folder, passwordFile]) await chown(path, owner.uid, owner.gid);
  }
  const command = async (name: string, ...args: string[]) => {
    await run(join(bin, name), args, { cwd: folder, timeout: 120_000, ...owner });
  };
  const data = join(folder, 'data');
  await command(
    'initdb',
    '-D',
    data,
    '-U',
    account.user,
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '-A',
    'scram-sha-256',
    '--pwfile',
    passwordFile,
  );
  const start = async (attempts: number): Promise<number> => {
    const port = await freePort();
    const settings = `-h 127.0.0.1 -p ${String(port)} -k ${folder} -c fsync=off`;
    try {
      await command('pg_ctl', '-D', data, '-w', '-t', '100', '-l', join(folder, 'log'), '-o', settings, 'start');
      return port;
    } catch (error) {
      // Someone else may have taken the port meanwhile.
      if (attempts === 1) throw error;
      return start(attempts - 1);
    }
  };
  const port = await start(3);

  const query = async (text: string): Promise<string> => {
    const address = ['-h', '127.0.0.1', '-p', String(port), '-U', account.user, '-d', account.database];
    const command = [join(bin, 'psql'), '--no-psqlrc', ...address, '-At', '-v', 'ON_ERROR_STOP=1', '-c', text] as const;
    return (await runCommand([...command], { env: { PGPASSWORD: account.password } })).stdout.trim();
  };
  return {
    connection: { ...account, host: '127.0.0.1', port },
    read: async (schema) => {
      const listed = await query(`select table_name from information_schema.tables where table_schema = '${schema}'`);
      const rowsOf = (name: string): string =>
        `select '${name}' as name, (select coalesce(json_agg(t), '[]') from ${schema}."${name}" t) as rows`;
      const all = listed.split('\n').map(rowsOf).join(' union all ');
      return JSON.parse(await query(`select json_object_agg(name, rows) from (${all}) tables`)) as Rows;
    },
    close: async () => {
      await command('pg_ctl', '-D', data, '-w', '-m', 'immediate', 'stop');
      await rm(folder, { recursive: true, force: true });
    },
  };
};
