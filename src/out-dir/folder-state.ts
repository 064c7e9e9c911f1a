import { rename, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { ConfigError } from '@singer-io-ts/tap/errors/config-error.ts';
import { syncFolder, writeFileAtomically } from '../atomic-file.ts';
import { errorCode } from '../error-code.ts';
import { parseJsonText, readTextFile } from '../json-file.ts';

const bytes = z.int().min(0);

/** How much of a stream's files the state covers. */
const entrySchema = z.object({
  /** Bytes of `<stream>.jsonl`. */
  bytes,
  /** Bytes of `<stream>.jsonl.new`, which replaces the other when its read is complete; null: there is none. */
  next: z.object({ bytes, complete: z.boolean() }).nullable(),
});
export type Entry = z.output<typeof entrySchema>;

const stateSchema = z.object({
  v: z.literal(1),
  vendor: z.string(),
  bookmarks: z.record(z.string(), z.unknown()),
  files: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), entrySchema),
});

export interface FolderState {
  readonly bookmarks: Map<string, unknown>;
  readonly files: Map<string, Entry>;
}

const stateFile = (folder: string): string => join(folder, 'state.json');
export const mainFile = (folder: string, stream: string): string => join(folder, `${stream}.jsonl`);
export const nextFile = (folder: string, stream: string): string => join(folder, `${stream}.jsonl.new`);

const lengthOf = async (path: string): Promise<number | null> => {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
};

/** @throws ConfigError for a state of another vendor, of a newer version, or that can't be read. */
export const readFolderState = async (folder: string, vendorName: string): Promise<FolderState> => {
  const path = stateFile(folder);
  if ((await lengthOf(path)) === null) return { bookmarks: new Map(), files: new Map() };
  const json = await parseJsonText(await readTextFile(path, 'state file'), `The state file ${path}`);
  const version = typeof json === 'object' && json !== null && 'v' in json ? json.v : undefined;
  if (typeof version === 'number' && version > 1) {
    throw new ConfigError(
      `The state file ${path} was written by a newer version. Update the connector, or use another folder.`,
    );
  }
  const parsed = stateSchema.safeParse(json);
  if (!parsed.success) {
    throw new ConfigError(
      `The state file ${path} is not one that this connector wrote. Restore it, or use another folder.`,
    );
  }
  const { vendor, bookmarks, files } = parsed.data;
  if (vendor !== vendorName) {
    throw new ConfigError(
      `The folder ${folder} holds data of ${vendor}, not of ${vendorName}. Use a folder for each account.`,
    );
  }
  return { bookmarks: new Map(Object.entries(bookmarks)), files: new Map(Object.entries(files)) };
};

export const writeFolderState = (folder: string, vendor: string, { bookmarks, files }: FolderState): Promise<void> =>
  writeFileAtomically(
    stateFile(folder),
    `${JSON.stringify({ v: 1, vendor, bookmarks: Object.fromEntries(bookmarks), files: Object.fromEntries(files) })}\n`,
  );

/**
 * Makes the files what the state says, whatever ended the last run: takes off what was written after the last state, and
 * finishes a replacement that had begun.
 *
 * @param notice told what the user should know
 * @throws ConfigError when rows are gone that the state says are there
 */
export const recover = async (folder: string, state: FolderState, notice: (text: string) => void): Promise<void> => {
  for (const [stream, entry] of state.files) {
    const main = mainFile(folder, stream);
    const next = nextFile(folder, stream);
    if (entry.next?.complete === true) {
      const length = await lengthOf(next);
      if (length !== null) {
        if (length < entry.next.bytes) throw new ConfigError(shorter(next, stream));
        await truncate(next, entry.next.bytes);
        await rename(next, main);
        await syncFolder(folder);
      }
      state.files.set(stream, { bytes: entry.next.bytes, next: null });
    } else if (entry.next !== null) {
      const length = (await lengthOf(next)) ?? -1;
      if (length < entry.next.bytes) {
        notice(`${stream}: ${next} has lost rows of an unfinished read, which begins anew.`);
        state.bookmarks.delete(stream);
        state.files.set(stream, { ...entry, next: null });
        await rm(next, { force: true });
      } else {
        await truncate(next, entry.next.bytes);
      }
    }
    await recoverMain(main, stream, state, notice);
  }
};

const shorter = (path: string, stream: string): string =>
  `The file ${path} is shorter than the state says, so rows are missing. Restore it, or read them again with --full-refresh ${stream}.`;

const recoverMain = async (
  path: string,
  stream: string,
  state: FolderState,
  notice: (text: string) => void,
): Promise<void> => {
  const entry = state.files.get(stream);
  if (entry === undefined) return;
  const length = await lengthOf(path);
  if (length === null) {
    // Loaders often take the files away.
    if (entry.bytes > 0) notice(`${stream}: ${path} was taken away; new rows go into a new file.`);
    state.files.set(stream, { ...entry, bytes: 0 });
  } else if (length < entry.bytes) {
    throw new ConfigError(shorter(path, stream));
  } else {
    await truncate(path, entry.bytes);
  }
};
