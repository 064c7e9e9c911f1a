import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Both outputs of a command that ends well; it throws what else happens, with both outputs. */
export const runCommand = async (
  [program, ...args]: readonly [string, ...string[]],
  { env = {}, cwd }: CommandOptions = {},
): Promise<{ readonly stdout: string; readonly stderr: string }> => {
  try {
    return await run(program, args, {
      env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', HOME: process.env['HOME'] ?? '/', ...env },
      maxBuffer: 256 * 1024 * 1024,
      ...(cwd !== undefined && { cwd }),
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${[program, ...args].join(' ')}\n${stdout.slice(-4000)}\n${stderr.slice(-8000)}`, {
      cause: error,
    });
  }
};
