import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startSandbox, type Sandbox, type SandboxOptions } from '@singer-io-ts/sandbox';
import { openFolder } from './engine.ts';

/** A simulated portal has no quota, so nothing is gained by keeping to a real one's. */
const haste = { max_requests_per_second: 1000, max_requests_per_hour: 3_600_000 };

/** A simulated portal on this machine, and a folder for what a container is given and writes. */
export interface Account {
  readonly sandbox: Sandbox;
  /** What goes into a config file; without `vendor`, which a vendor's own image knows. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly folder: string;
  /** Writes a file that a container may read: JSON unless it is text. */
  readonly write: (name: string, content: unknown) => Promise<string>;
  readonly close: () => Promise<void>;
}

export const openAccount = async (options: SandboxOptions): Promise<Account> => {
  const sandbox = await startSandbox({ users: 20, limit: 'none', ...options });
  const folder = await openFolder(await mkdtemp(join(tmpdir(), 'tap-lms-container-')));
  const config = Object.fromEntries(Object.entries(sandbox.config).filter(([name]) => name !== 'vendor'));
  return {
    sandbox,
    config: { ...config, ...haste },
    folder,
    write: async (name, content) => {
      const path = join(folder, name);
      await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o644 });
      return path;
    },
    close: async () => {
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** The config as a container's environment gives it, but for the key. */
export const variablesOf = ({ sandbox, config }: Account): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ vendor: sandbox.config['vendor'], ...config })
      .filter(([name]) => name !== 'key')
      .map(([name, value]) => [
        `TAP_LMS_${name.toUpperCase()}`,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
  );

/** Asks until it holds. */
export const until = async (holds: () => boolean | Promise<boolean>, what: string): Promise<void> => {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (await holds()) return;
    await delay(200);
  }
  throw new Error(`waited in vain: ${what}`);
};
