/**
 * `npm run bench`: the numbers of the design as ratios within one run on one machine. `npm run bench -- output sync` runs
 * some of them.
 */
import { startSandbox, type SandboxOptions } from '@singer-io-ts/sandbox';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const command = join(root, 'dist', 'tap-lms.js');
const runTs = join(root, 'scripts', 'run-ts.mjs');

interface Ran {
  readonly seconds: number;
  readonly stderr: string;
  readonly bytes: number;
}

/** Runs a child and throws its output away, at a given speed if one is given. */
const run = (args: readonly string[], bytesPerSecond?: number): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] },
    });
    let stderr = '';
    let bytes = 0;
    let timer: NodeJS.Timeout | undefined;
    if (bytesPerSecond === undefined) {
      child.stdout.on('data', (piece: Buffer) => (bytes += piece.length));
    } else {
      timer = setInterval(() => {
        const piece = child.stdout.read(Math.min(bytesPerSecond / 20, child.stdout.readableLength)) as Buffer | null;
        bytes += piece?.length ?? 0;
      }, 50);
      child.stdout.on('readable', () => undefined);
    }
    child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(timer);
      if (code === 0) resolve({ seconds: (performance.now() - started) / 1000, stderr, bytes });
      else reject(new Error(`${args.join(' ')} ended with ${String(code)}: ${stderr.slice(-500)}`));
    });
  });

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const print = (what: string, measured: string, target: string): void => {
  process.stdout.write(`${what.padEnd(58)} ${measured.padEnd(44)} ${target}\n`);
};

const reportOf = ({ stderr }: Ran): Record<string, number> => {
  const line = stderr.split('\n').find((text) => text.startsWith('{"report"')) ?? '{}';
  return JSON.parse(line) as Record<string, number>;
};

const withSandbox = async (
  options: Omit<SandboxOptions, 'vendor'>,
  config: Readonly<Record<string, unknown>>,
  measure: (configFile: string, sandbox: Awaited<ReturnType<typeof startSandbox>>) => Promise<void>,
): Promise<void> => {
  const sandbox = await startSandbox({ vendor: 'learnupon', gzip: false, ...options });
  const folder = await mkdtemp(join(tmpdir(), 'tap-lms-bench-'));
  try {
    const file = join(folder, 'config.json');
    await writeFile(file, JSON.stringify({ ...sandbox.config, ...config }));
    await measure(file, sandbox);
  } finally {
    await sandbox.close();
    await rm(folder, { recursive: true });
  }
};

const unverified = { stream_options: [{ stream: 'users', verify: false }] };

const benches: Readonly<Record<string, () => Promise<void>>> = {
  output: async () => {
    for (const protocol of ['singer', 'airbyte']) {
      const { stderr } = await run([runTs, join(root, 'bench/output-path.ts'), protocol, '1000000']);
      const { recordsPerSecond, rssMb } = JSON.parse(stderr) as { recordsPerSecond: number; rssMb: number };
      print(
        `output path, ${protocol}, 1,000,000 records in memory`,
        `${String(Math.round(recordsPerSecond / 1000))} k records/s, ${rssMb.toFixed(0)} MB`,
        '>= 150 k records/s, < 100 MB',
      );
    }
  },

  sync: async () => {
    const users = 50_000;
    await withSandbox(
      { users, limit: 'none' },
      { max_requests_per_second: 1000, ...unverified },
      async (config, sandbox) => {
        const { username = '', key = '' } = sandbox.config as { username?: string; key?: string };
        const authorization = `Basic ${Buffer.from(`${username}:${key}`).toString('base64')}`;
        const bare: number[] = [];
        const ours: number[] = [];
        for (let round = 0; round < 5; round += 1) {
          const loop = await run([
            runTs,
            join(root, 'bench/bare-loop.ts'),
            sandbox.url,
            authorization,
            String(users / 500),
          ]);
          bare.push((JSON.parse(loop.stderr) as { seconds: number }).seconds);
          ours.push(reportOf(await run([command, 'sync', '--config', config, '--streams', 'users']))['seconds'] ?? NaN);
        }
        const ratio = median(bare) / median(ours);
        print(
          'sync at no latency, 100 pages of 500, against a bare loop',
          `${ratio.toFixed(2)} of its speed`,
          '>= 0.7',
        );
      },
    );
  },

  latency: async () => {
    const pages = 300;
    await withSandbox(
      {
        users: pages * 20,
        pageSize: 20,
        limit: { requests: 10, windowMs: 1000 },
        latencyMs: 200,
        options: { quotaHeaders: false },
      },
      { max_requests_per_second: 9.5, ...unverified },
      async (config, sandbox) => {
        const ran = await run([command, 'sync', '--config', config, '--streams', 'users']);
        const { seconds = NaN, requests = NaN, rate_limited = NaN } = reportOf(ran);
        print(
          'sync at 200 ms latency, 300 pages, limit 10 requests/s',
          `${(seconds / (pages / 10)).toFixed(2)} x the bound, at most ${String(sandbox.log.maxPerWindow)} in a second, ${String(rate_limited)} of ${String(requests)} refused`,
          '<= 1.15 x, never over 10',
        );
      },
    );
  },

  quota: async () => {
    await withSandbox(
      { users: 240 * 20, pageSize: 20, otherClient: { share: 0.5 } },
      unverified,
      async (config, sandbox) => {
        const ran = await run([command, 'sync', '--config', config, '--streams', 'users']);
        const { requests = NaN, seconds = NaN } = reportOf(ran);
        print(
          "at the vendor's limit, another client using half of it",
          `${((100 * sandbox.log.deniedCount) / requests).toFixed(2)} % refused of ${String(requests)} in ${seconds.toFixed(0)} s`,
          '< 1 %',
        );
      },
    );
  },

  memory: async () => {
    const users = 60_000;
    await withSandbox({ users, limit: 'none' }, { max_requests_per_second: 1000, ...unverified }, async (config) => {
      const ran = await run([command, 'sync', '--config', config, '--streams', 'users'], 1_000_000);
      print(
        `${String(users)} records through a reader of 1 MB/s`,
        `${(reportOf(ran)['peak_rss_mb'] ?? NaN).toFixed(0)} MB at the peak, ${(ran.bytes / 1e6).toFixed(0)} MB read`,
        '< 150 MB (npm run soak: 1,000,000)',
      );
    });
  },

  start: async () => {
    const times: Record<string, number[]> = {};
    const commands: Readonly<Record<string, readonly string[]>> = {
      'node -e 0': ['-e', '0'],
      '--version': [command, '--version'],
      spec: [command, 'spec'],
      'static catalog': [command, 'discover', '--static', '--config', await staticConfig()],
    };
    for (let round = 0; round < 9; round += 1) {
      for (const [name, args] of Object.entries(commands)) (times[name] ??= []).push((await run(args)).seconds);
    }
    const base = median(times['node -e 0'] ?? []);
    for (const [name, target] of [
      ['--version', ''],
      ['spec', '<= 2.5'],
      ['static catalog', '<= 4'],
    ] as const) {
      print(`cold start of ${name}`, `${(median(times[name] ?? []) / base).toFixed(2)} x node -e 0`, target);
    }
  },
};

const staticConfig = async (): Promise<string> => {
  const file = join(await mkdtemp(join(tmpdir(), 'tap-lms-bench-')), 'config.json');
  await writeFile(file, JSON.stringify({ vendor: 'learnupon' }));
  return file;
};

const wanted = process.argv.slice(2);
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) await bench();
}
