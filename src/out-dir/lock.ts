import { randomUUID } from 'node:crypto';
import { link, open, readFile, readlink, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { ConfigError } from '@singer-io-ts/tap/errors/config-error.ts';
import { errorCode } from '../error-code.ts';

/** Who holds a folder. `place` and `born` are null where the system has no /proc. */
const holderSchema = z.object({
  token: z.string(),
  pid: z.number(),
  host: z.string(),
  /** Boot and process number space: only within the same ones does a number name the same process. */
  place: z.string().nullable(),
  /** When the process started, in the kernel's own ticks: a number may be given to another process later. */
  born: z.string().nullable(),
  since: z.string(),
});
type Holder = z.output<typeof holderSchema>;

export interface LockTiming {
  readonly heartbeatMs: number;
  /** Without a sign of life for so long, a holder that can't be looked at is taken for dead. */
  readonly silenceMs: number;
}

const usualTiming: LockTiming = { heartbeatMs: 2000, silenceMs: 7000 };

const bornOf = async (pid: number | 'self'): Promise<string | null> => {
  try {
    const text = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
    // The name in parentheses may hold blanks; the start time is the 20th field after it.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
};

const placeOf = async (): Promise<string | null> => {
  try {
    const [boot, space] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readlink('/proc/self/ns/pid'),
    ]);
    return `${boot.trim()} ${space}`;
  } catch {
    return null;
  }
};

const readHolder = async (path: string): Promise<Holder | 'gone' | 'unreadable'> => {
  try {
    const parsed = holderSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : 'unreadable';
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? 'gone' : 'unreadable';
  }
};

const touchedMs = async (path: string): Promise<number> => {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return 0;
  }
};

/** Clocks of two machines differ, so a beat is waited for instead of reckoned. */
const beats = async (path: string, { silenceMs }: LockTiming): Promise<boolean> => {
  const before = await touchedMs(path);
  const steps = 10;
  for (let step = 0; step < steps; step += 1) {
    await delay(silenceMs / steps);
    if ((await touchedMs(path)) !== before) return true;
  }
  return false;
};

const isAlive = async (
  path: string,
  holder: Holder | 'unreadable',
  self: Holder,
  timing: LockTiming,
): Promise<boolean> => {
  if (holder !== 'unreadable' && holder.place !== null && holder.place === self.place) {
    return (await bornOf(holder.pid)) === holder.born;
  }
  return beats(path, timing);
};

const create = async (path: string, self: Holder): Promise<boolean> => {
  // Linked from a complete file, so that nobody ever reads half a lock.
  const draft = `${path}.${self.token}`;
  const handle = await open(draft, 'wx');
  try {
    await handle.writeFile(`${JSON.stringify(self)}\n`);
  } finally {
    await handle.close();
  }
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
};

/** Removes a dead holder's lock, but never one that somebody else has put in its place meanwhile. */
const bury = async (path: string, dead: Holder | 'unreadable', self: Holder): Promise<void> => {
  const grave = `${path}.${self.token}.old`;
  try {
    await rename(path, grave);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  const buried = await readHolder(grave);
  const isOther = typeof buried === 'object' && (dead === 'unreadable' || buried.token !== dead.token);
  if (isOther) await link(grave, path).catch(() => undefined);
  await rm(grave, { force: true });
};

const attempts = 5;

/**
 * One run per folder. A lock whose process has died is taken over at once; one of another machine or container after it
 * has shown no sign of life.
 *
 * @returns what gives the folder back
 * @throws ConfigError when another run holds the folder
 */
export const lockFolder = async (folder: string, timing: LockTiming = usualTiming): Promise<() => Promise<void>> => {
  const path = `${folder}/.lock`;
  const self: Holder = {
    token: randomUUID(),
    pid: process.pid,
    host: hostname(),
    place: await placeOf(),
    born: await bornOf('self'),
    since: new Date().toISOString(),
  };
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (await create(path, self)) return keep(path, self, timing);
    const holder = await readHolder(path);
    if (holder === 'gone') continue;
    if (await isAlive(path, holder, self, timing)) {
      const who =
        holder === 'unreadable'
          ? 'Another run'
          : `Another run (process ${String(holder.pid)} on ${holder.host}, since ${holder.since})`;
      throw new ConfigError(`${who} writes to ${folder}. Wait for its end, or give --out another folder.`);
    }
    await bury(path, holder, self);
  }
  throw new ConfigError(`Several runs want to write to ${folder} at once. Run them one after the other.`);
};

const keep = (path: string, self: Holder, { heartbeatMs }: LockTiming): (() => Promise<void>) => {
  const beat = setInterval(() => {
    const now = new Date();
    // A lock that can't be touched is found to be gone by whoever wants it.
    utimes(path, now, now).catch(() => undefined);
  }, heartbeatMs);
  beat.unref();
  return async () => {
    clearInterval(beat);
    const holder = await readHolder(path);
    if (typeof holder === 'object' && holder.token === self.token) await rm(path, { force: true });
  };
};
