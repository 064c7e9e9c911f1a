import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../error-code.ts';

/** Text by path below the root. */
export type Files = ReadonlyMap<string, string>;

/** null: there is no such file. */
const readIfThere = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
};

/** Paths whose files differ from what they should be. */
export const checkFiles = async (root: string, files: Files): Promise<readonly string[]> => {
  const stale: string[] = [];
  for (const [path, text] of files) {
    if ((await readIfThere(join(root, path))) !== text) stale.push(path);
  }
  return stale;
};

/** Writes what differs and returns its paths. */
export const writeFiles = async (root: string, files: Files): Promise<readonly string[]> => {
  const stale = await checkFiles(root, files);
  for (const path of stale) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), files.get(path) ?? '');
  }
  return stale;
};
