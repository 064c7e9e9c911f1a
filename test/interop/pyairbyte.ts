import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { home } from './tools.ts';
import type { Rows } from './targets.ts';

export interface Job {
  /** A command's name; PyAirbyte looks for it in the environment that it makes for a pip_url. */
  readonly name: string;
  readonly config: object;
  readonly executable?: string;
  readonly pip_url?: string;
  /** Default: all. */
  readonly streams?: readonly string[];
  /** A stream of which the first five records are read. */
  readonly sample?: string;
  /** The DuckDB file to read into. */
  readonly cache?: string;
}

export interface Found {
  readonly spec: { readonly properties: object };
  /** What the check said, if it failed; nothing was done after it. */
  readonly refused?: string;
  readonly streams?: readonly string[];
  readonly sample?: readonly Readonly<{ [column: string]: unknown }>[];
  readonly processed?: number;
  readonly tables?: Rows;
  /** What a person would have seen. */
  readonly said: string;
}

export interface PyAirbyte {
  /** One use of the connector, by a process of its own; see pyairbyte.py. */
  readonly use: (job: Job) => Promise<Found>;
  readonly close: () => Promise<void>;
}

/** Starts PyAirbyte, which keeps all it writes in the folder. */
export const startPyAirbyte = (folder: string, env: Readonly<Record<string, string>> = {}): PyAirbyte => {
  const child = spawn(join(home(), 'airbyte/bin/python'), [join(import.meta.dirname, 'pyairbyte.py')], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      LANG: 'C.UTF-8',
      HOME: folder,
      TMPDIR: folder,
      AIRBYTE_PROJECT_DIR: folder,
      AIRBYTE_LOGGING_ROOT: join(folder, 'logs'),
      // No registry, no telemetry.
      AIRBYTE_OFFLINE_MODE: '1',
      ...env,
    },
    // A group, so that nothing is left of a use that hangs.
    detached: true,
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  child.on('error', ({ message }) => {
    complaints += message;
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise((resolve) => child.once('close', resolve));
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    use: async (job) => {
      child.stdin.write(`${JSON.stringify(job)}\n`);
      const answer = await answers.next();
      if (answer.done === true) throw new Error(`PyAirbyte ended: ${complaints.slice(-8000)}`);
      const { found, said } = JSON.parse(answer.value) as { found: Omit<Found, 'said'> | null; said: string };
      if (found === null) throw new Error(`PyAirbyte failed: ${said.slice(-8000)}`);
      return { ...found, said };
    },
    close: async () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, 'SIGKILL');
      await ended;
    },
  };
};
