import { mkdir, rename } from 'node:fs/promises';
import type { Bookmark } from '@singer-io-ts/tap/state/bookmark.ts';
import { reportDrift } from '@singer-io-ts/tap/emit/drift.ts';
import type { Output } from '@singer-io-ts/tap/emit/output.ts';
import { recordJson, shapeOf } from '@singer-io-ts/tap/emit/records.ts';
import { ConfigError } from '@singer-io-ts/tap/errors/config-error.ts';
import { OutputFailedError } from '@singer-io-ts/tap/errors/output-failed-error.ts';
import { TapError } from '@singer-io-ts/tap/errors/tap-error.ts';
import type { Log } from '@singer-io-ts/tap/run/log.ts';
import type { SelectedStream } from '@singer-io-ts/tap/select/selection.ts';
import { openBookmark } from '@singer-io-ts/tap/state/open-bookmark.ts';
import { readState } from '@singer-io-ts/tap/state/read-state.ts';
import { syncFolder } from './atomic-file.ts';
import { errorCode } from './error-code.ts';
import { openAppender, type Appender } from './out-dir/appender.ts';
import {
  mainFile,
  nextFile,
  readFolderState,
  recover,
  writeFolderState,
  type Entry,
  type FolderState,
} from './out-dir/folder-state.ts';
import { lockFolder, type LockTiming } from './out-dir/lock.ts';

export interface OutDirOptions {
  readonly folder: string;
  readonly vendorName: string;
  /** Streams whose state is forgotten: their files are replaced when they are read. */
  readonly fullRefresh: readonly string[];
  readonly log: Log;
  /** IANA zone of the vendor's times without an offset. */
  readonly timezone: string;
  readonly lockTiming?: LockTiming;
}

export interface OutDir {
  readonly output: Output;
  /** What the folder's last run left, as a Singer state. */
  readonly state: { readonly bookmarks: Readonly<Record<string, unknown>> };
  /** Gives the folder back; what no state covers yet is not kept. */
  readonly close: () => Promise<void>;
}

interface OpenStream {
  readonly shape: ReturnType<typeof shapeOf>;
  /** `next`: a file of its own that replaces the old one when complete; `main`: rows are added to what is there. */
  target: 'main' | 'next';
  readonly from: number;
  appender: Appender | null;
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on its disk',
  EDQUOT: "the user's disk quota is used up",
  EACCES: 'this user may not write there',
  EFBIG: 'a file may not grow further',
  EROFS: 'it is read-only',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'there is a file of that name',
};

const guarded = async <Result>(folder: string, action: () => Promise<Result>): Promise<Result> => {
  try {
    return await action();
  } catch (error) {
    if (error instanceof TapError) throw error;
    const code = errorCode(error);
    if (code === '') throw error;
    throw new OutputFailedError(
      `The folder ${folder} can't be written: ${reasons[code] ?? code}. Mend it and run again; rows up to the last state are kept.`,
      { cause: error },
    );
  }
};

/** Takes a folder for one run: locks it and makes its files what its state says. */
export const openOutDir = async (options: OutDirOptions): Promise<OutDir> => {
  const { folder, vendorName, log } = options;
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new ConfigError(`The folder ${folder} can't be used: ${reasons[errorCode(error)] ?? errorCode(error)}.`);
  }
  const unlock = await guarded(folder, () => lockFolder(folder, options.lockTiming));
  try {
    const state = await readFolderState(folder, vendorName);
    for (const stream of options.fullRefresh) {
      // What is there stays until the new read replaces it.
      state.files.delete(stream);
      state.bookmarks.delete(stream);
    }
    await guarded(folder, async () => {
      await recover(folder, state, (text) => {
        log('warning', text);
      });
      // A replacement that was finished now must not be finished once more with the next one's rows.
      if (state.files.size > 0 || options.fullRefresh.length > 0) await writeFolderState(folder, vendorName, state);
    });
    const { output, closeFiles } = createFilesOutput(options, state);
    return {
      output,
      state: { bookmarks: Object.fromEntries(state.bookmarks) },
      close: async () => {
        await closeFiles();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
};

const createFilesOutput = (
  options: OutDirOptions,
  state: FolderState,
): { output: Output; closeFiles: () => Promise<void> } => {
  const { folder, vendorName, log, timezone } = options;
  const bookmarks = readState({ bookmarks: Object.fromEntries(state.bookmarks) }, vendorName);
  const open = new Map<string, OpenStream>();

  const entryOf = (stream: string) => state.files.get(stream) ?? { bytes: 0, next: null };

  /** A read from nothing replaces the file; one that goes on from a completed window adds to it. */
  const plan = (selected: SelectedStream): Pick<OpenStream, 'target' | 'from'> => {
    const { name } = selected.stream;
    const input = bookmarks.get(name) ?? null;
    const { value } = openBookmark(selected, vendorName, input);
    const { bytes, next } = entryOf(name);
    if (selected.mode === 'incremental' && value !== null) return { target: 'main', from: bytes };
    const goesOn = input !== null && !input.done && input.mode === selected.mode && input.window !== null;
    return { target: 'next', from: goesOn ? (next?.bytes ?? 0) : 0 };
  };

  const opened = async (name: string): Promise<{ stream: OpenStream; appender: Appender }> => {
    const stream = open.get(name);
    if (stream === undefined) throw new TypeError(`${name}: rows before startStream`);
    const path = stream.target === 'main' ? mainFile(folder, name) : nextFile(folder, name);
    stream.appender ??= await openAppender(path, stream.from);
    return { stream, appender: stream.appender };
  };

  const commit = async ({ stream: { name } }: SelectedStream, bookmark: Bookmark): Promise<void> => {
    const replaces = open.get(name)?.target === 'next' && bookmark.done;
    state.bookmarks.set(name, bookmark);
    state.files.set(name, await committed(name, replaces));
    await writeFolderState(folder, vendorName, state);
    if (!replaces) return;
    // The state already says that it is complete, so a run that finds it half done finishes it.
    await rename(nextFile(folder, name), mainFile(folder, name));
    await syncFolder(folder);
    const stream = open.get(name);
    if (stream !== undefined) stream.target = 'main';
    state.files.set(name, { bytes: entryOf(name).next?.bytes ?? 0, next: null });
  };

  /** What the state may say of the files once all that was written is on the disk. */
  const committed = async (name: string, replaces: boolean): Promise<Entry> => {
    const before = entryOf(name);
    const stream = open.get(name);
    if (stream === undefined) return before;
    // No file is made for a stream that has no rows yet.
    if (stream.appender === null && !replaces) return stream.from === 0 ? { ...before, next: null } : before;
    const bytes = await (await opened(name)).appender.commit();
    return stream.target === 'main' ? { ...before, bytes } : { ...before, next: { bytes, complete: replaces } };
  };

  const close = async (name: string): Promise<void> => {
    const appender = open.get(name)?.appender;
    open.delete(name);
    await appender?.close();
  };

  const output: Output = {
    begin: () => Promise.resolve(),

    startStream(selected) {
      open.set(selected.stream.name, { shape: shapeOf(selected, timezone), ...plan(selected), appender: null });
      return Promise.resolve();
    },

    writeRows: ({ stream: { name } }, { rows, partition }) =>
      guarded(folder, async () => {
        if (rows.length === 0) return 0;
        const { stream, appender } = await opened(name);
        for (const row of rows) {
          const blocked = appender.write(recordJson(stream.shape, name, row, partition));
          if (blocked !== undefined) await blocked;
        }
        return rows.length;
      }),

    writeState: (selected, bookmark) => guarded(folder, () => commit(selected, bookmark)),

    waiting: () => Promise.resolve(),

    async finishStream({ stream: { name } }) {
      const stream = open.get(name);
      if (stream !== undefined) reportDrift(name, stream.shape.statistics, log);
      await close(name);
    },

    fail(streamName, error) {
      log('error', error.message, { error, ...(streamName === null ? {} : { stream: streamName }) });
      return Promise.resolve();
    },

    end: () => guarded(folder, () => writeFolderState(folder, vendorName, state)),
  };

  const closeFiles = async (): Promise<void> => {
    for (const name of [...open.keys()]) await close(name);
  };
  return { output, closeFiles };
};
