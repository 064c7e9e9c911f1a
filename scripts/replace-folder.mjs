import { mkdir, readdir, readFile, rename, rm, writeFile, chmod } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** @typedef {{ path: string, contents: Uint8Array, executable: boolean }} OutputFile */

/**
 * Makes the folder hold exactly these files. A command that is running meanwhile never meets a half-written
 * file: each one is renamed into place, the commands after the chunks that they import.
 * @param {string} folder
 * @param {OutputFile[]} files
 */
export async function replaceFolder(folder, files) {
  const commandsLast = files.toSorted((a, b) => Number(a.executable) - Number(b.executable));
  for (const file of commandsLast) await place(file);

  const wanted = new Set(files.map(({ path }) => path));
  const present = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of present) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !wanted.has(path)) await rm(path, { force: true });
  }
}

/** @param {OutputFile} file */
async function place({ path, contents, executable }) {
  const current = await readFile(path).catch(() => undefined);
  if (current?.equals(contents)) return;
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${String(process.pid)}`;
  await writeFile(draft, contents);
  await chmod(draft, executable ? 0o755 : 0o644);
  await rename(draft, path);
}
