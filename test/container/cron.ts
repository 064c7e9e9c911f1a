import { spawn } from 'node:child_process';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from './account.ts';
import { mustRun, runCommand, type CommandResult } from './run-command.ts';

export interface Cron {
  /** Resolves after cron has run the line. */
  readonly ran: () => Promise<void>;
  /** Runs the line as cron does, at once. */
  readonly runLine: () => Promise<CommandResult>;
  readonly stop: () => Promise<void>;
}

const isRunning = async (): Promise<boolean> => {
  try {
    process.kill(Number(await readFile('/var/run/crond.pid', 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
};

/**
 * Gives a crontab to this machine's cron, or to one started for it, so that its line is due every minute.
 *
 * @param text a file for /etc/cron.d with one line to run
 * @param variables replaces the values that the crontab sets
 */
export const startCron = async (text: string, variables: Readonly<Record<string, string>>): Promise<Cron> => {
  const path = `/etc/cron.d/tap-lms-test-${String(process.pid)}`;
  const user = (await mustRun(['id', '-un'])).stdout.trim();
  let line = '';
  const lines = text.split('\n').map((each) => {
    const [, name = ''] = /^(\w+)=/.exec(each) ?? [];
    if (name !== '') return `${name}=${variables[name] ?? ''}`;
    // Five fields of time and the user.
    const [, due] = /^15 \* \* \* \* tap-lms (.*)$/.exec(each) ?? [];
    if (due === undefined) return each;
    line = due;
    return `* * * * * ${user} ${due}; date > "$OUT/ran"`;
  });
  const runLine = (): Promise<CommandResult> =>
    runCommand(['sh', '-c', line], { env: { HOME: '/', LOGNAME: user, SHELL: '/bin/sh', ...variables }, cwd: '/' });
  // Only root may give cron a line; others run it themselves, in the bare environment that cron would give it.
  if (user !== 'root') return { runLine, ran: () => runLine().then(() => undefined), stop: () => Promise.resolve() };
  await writeFile(path, lines.join('\n'), { mode: 0o644 });
  const own = (await isRunning()) ? null : spawn('cron', ['-f'], { stdio: 'ignore' });
  return {
    ran: () =>
      until(async () => {
        return await stat(join(variables['OUT'] ?? '', 'ran')).then(
          () => true,
          () => false,
        );
      }, 'cron'),
    runLine,
    stop: async () => {
      await rm(path, { force: true });
      own?.kill();
    },
  };
};
