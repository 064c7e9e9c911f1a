import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { fileURLToPath } from 'node:url';

const binary = (name: string) => fileURLToPath(new URL(`../../dist/${name}.js`, import.meta.url));

export interface TapResult {
  /** Whole lines of stdout; a torn last line (after a kill) is in `torn`. */
  readonly lines: readonly string[];
  readonly torn: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface TapOptions {
  readonly bin?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Called for each whole line; may kill. */
  readonly onLine?: (line: string, index: number, child: ChildProcess) => void;
  /** false: lines are only told to `onLine`, since there are too many to keep. */
  readonly keepLines?: boolean;
  /** Kills after so many milliseconds, at whatever it does then. */
  readonly killAfterMs?: number;
  /** Kills as soon as this holds; asked every few milliseconds. For moments that a busy machine must not shift. */
  readonly killWhen?: () => boolean;
  readonly killWith?: NodeJS.Signals;
  /** Bytes per second that stdout is read with. */
  readonly readBytesPerSecond?: number;
  readonly timeoutMs?: number;
}

/** Runs the built command as a user would: its own process, its real pipes. */
export const runTap = (args: readonly string[], options: TapOptions = {}): Promise<TapResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [binary(options.bin ?? 'tap-lms'), ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', ...options.env },
      ...(options.cwd !== undefined && { cwd: options.cwd }),
    });
    const lines: string[] = [];
    let torn = '';
    let stderr = '';
    const timers: NodeJS.Timeout[] = [];
    const later = (ms: number, action: () => void) => timers.push(setTimeout(action, ms));
    later(options.timeoutMs ?? 120_000, () => {
      child.kill('SIGKILL');
      reject(new Error(`the command did not end: ${args.join(' ')}\n${stderr.slice(-2000)}`));
    });
    if (options.killAfterMs !== undefined) later(options.killAfterMs, () => child.kill(options.killWith ?? 'SIGKILL'));
    const { killWhen } = options;
    if (killWhen !== undefined) {
      const look = () => {
        if (killWhen()) child.kill(options.killWith ?? 'SIGKILL');
      };
      timers.push(setInterval(look, 3));
    }
    const take = (text: string) => {
      const parts = (torn + text).split('\n');
      torn = parts.pop() ?? '';
      for (const line of parts) {
        if (options.keepLines !== false) lines.push(line);
        options.onLine?.(line, lines.length - 1, child);
      }
    };
    if (options.readBytesPerSecond === undefined) {
      child.stdout.setEncoding('utf8');
      child.stdout.on('data', take);
    } else {
      // A stream that decodes by itself fails now and then when it is read in pieces.
      const decoder = new StringDecoder('utf8');
      const bytes = Math.max(1, Math.round(options.readBytesPerSecond / 100));
      const read = () => {
        const piece = child.stdout.read(Math.min(bytes, child.stdout.readableLength)) as Buffer | null;
        if (piece !== null) take(decoder.write(piece));
      };
      timers.push(setInterval(read, 10));
      // After the end of a process Node throws away what nobody listens for.
      child.on('exit', () => {
        child.stdout.on('data', (piece: Buffer) => {
          take(decoder.write(piece));
        });
      });
    }
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text: string) => {
      stderr += text;
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.stdin ?? '');
    child.on('error', reject);
    child.on('close', (code, signal) => {
      timers.forEach(clearTimeout);
      resolve({ lines, torn, stderr, code, signal });
    });
  });

export interface Folder {
  readonly path: string;
  /** Writes a file (JSON unless it is text) and returns its path. */
  readonly write: (name: string, content: unknown) => Promise<string>;
  readonly remove: () => Promise<void>;
}

export const createFolder = async (): Promise<Folder> => {
  const path = await mkdtemp(join(tmpdir(), 'tap-lms-test-'));
  return {
    path,
    write: async (name, content) => {
      const file = join(path, name);
      await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
      return file;
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
};

export const messagesOf = (lines: readonly string[]): readonly Readonly<Record<string, unknown>>[] =>
  lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
