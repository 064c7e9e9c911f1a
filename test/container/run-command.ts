import { spawn, type ChildProcess } from 'node:child_process';

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** Whole lines of stdout. */
  readonly lines: readonly string[];
  /** null when a signal ended it. */
  readonly code: number | null;
}

export interface CommandOptions {
  readonly cwd?: string;
  /** All of the environment; default: this process's own, without what is meant for jest. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Called for each whole line of stdout; may kill. */
  readonly onLine?: (line: string, child: ChildProcess) => void;
  readonly timeoutMs?: number;
}

const ownEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || name === 'NODE_OPTIONS' ? [] : [[name, value]],
    ),
  );

/** Runs a program to its end. */
export const runCommand = (
  [program = '', ...args]: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: 'pipe',
      env: options.env ?? ownEnvironment(),
      ...(options.cwd !== undefined && { cwd: options.cwd }),
    });
    let stdout = '';
    let stderr = '';
    let told = 0;
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`did not end: ${program} ${args.join(' ')}\n${stderr.slice(-2000)}`));
    }, options.timeoutMs ?? 120_000);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      for (let end = stdout.indexOf('\n', told); end >= 0; end = stdout.indexOf('\n', told)) {
        options.onLine?.(stdout.slice(told, end), child);
        told = end + 1;
      }
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.stdin ?? '');
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ stdout, stderr, lines: stdout.split('\n').slice(0, -1), code });
    });
  });

/** @throws Error with what it said when it does not end well */
export const mustRun = async (command: readonly string[], options: CommandOptions = {}): Promise<CommandResult> => {
  const result = await runCommand(command, options);
  if (result.code !== 0) {
    const said = `${result.stdout.slice(-2000)}\n${result.stderr.slice(-4000)}`;
    throw new Error(`exit ${String(result.code)}: ${command.join(' ')}\n${said}`);
  }
  return result;
};
