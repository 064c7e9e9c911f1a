import { spawn } from 'node:child_process';
import { Transform } from 'node:stream';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../dist/tap-lms.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

export interface PipelineResult {
  readonly tap: Ended;
  readonly target: Ended;
  /** What the target printed, line by line: the states that it vouches for. */
  readonly printed: readonly string[];
  /** Records that went through, by stream. */
  readonly records: ReadonlyMap<string, number>;
}

export interface Passed {
  readonly records: number;
  readonly printed: number;
}

export interface PipelineOptions {
  readonly tap: readonly string[];
  readonly target: readonly [command: string, ...args: string[]];
  readonly cwd?: string;
  /** Ends one side with SIGKILL as soon as this holds. */
  readonly kill?: { readonly side: 'tap' | 'target'; readonly when: (passed: Passed) => boolean };
}

const STREAM = /^\{"type":"RECORD","stream":"([^"]+)"/;

/** `tap-lms ... | target ...` with real pipes; what goes through is only counted. */
export const runPipeline = async ({
  tap: args,
  target: command,
  cwd,
  kill,
}: PipelineOptions): Promise<PipelineResult> => {
  const environment = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', HOME: process.env['HOME'] ?? '/' };
  const options = { env: environment, ...(cwd !== undefined && { cwd }) };
  const tap = spawn(process.execPath, [bin, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const [program, ...rest] = command;
  const target = spawn(program, rest, options);

  const printed: string[] = [];
  const records = new Map<string, number>();
  let total = 0;
  const look = (): void => {
    if (kill?.when({ records: total, printed: printed.length }) !== true) return;
    (kill.side === 'tap' ? tap : target).kill('SIGKILL');
  };

  const count = linesOf((line) => {
    const stream = STREAM.exec(line)?.[1];
    if (stream === undefined) return;
    records.set(stream, (records.get(stream) ?? 0) + 1);
    total += 1;
    look();
  });
  const relay = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count(chunk.toString('latin1'));
      done(null, chunk);
    },
  });
  tap.stdout.pipe(relay).pipe(target.stdin);
  // The tap learns of a target that is gone as from a shell's pipe.
  target.stdin.on('error', () => undefined);
  target.on('exit', () => tap.stdout.destroy());

  target.stdout.setEncoding('utf8');
  target.stdout.on(
    'data',
    linesOf((line) => {
      printed.push(line);
      look();
    }),
  );
  const [tapEnded, targetEnded] = await Promise.all([endOf(tap), endOf(target)]);
  return { tap: tapEnded, target: targetEnded, printed, records };
};

const linesOf = (take: (line: string) => void): ((text: string) => void) => {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(take);
  };
};

const endOf = (child: ReturnType<typeof spawn>): Promise<Ended> =>
  new Promise((resolve, reject) => {
    let stderr = '';
    child.stderr?.setEncoding('utf8');
    child.stderr?.on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code, signal, stderr });
    });
  });
