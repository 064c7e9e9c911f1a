import { join } from 'node:path';
import { runCommand } from './run-command.ts';
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
  readonly stderr: string;
}

/** Uses the connector through PyAirbyte, which keeps all it writes in the folder; see pyairbyte.py. */
export const runPyAirbyte = async (
  folder: string,
  job: Job,
  env: Readonly<Record<string, string>> = {},
): Promise<Found> => {
  const { stdout, stderr } = await runCommand(
    [join(home(), 'airbyte/bin/python'), join(import.meta.dirname, 'pyairbyte.py'), JSON.stringify(job)],
    {
      cwd: folder,
      env: {
        HOME: folder,
        TMPDIR: folder,
        AIRBYTE_PROJECT_DIR: folder,
        // No registry, no telemetry.
        AIRBYTE_OFFLINE_MODE: '1',
        ...env,
      },
    },
  );
  return { ...(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Omit<Found, 'stderr'>), stderr };
};
