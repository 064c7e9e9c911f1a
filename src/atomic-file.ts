import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes what was renamed or created in a folder survive a power cut. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Whoever opens the file sees the old text or the new one, whole, whenever this is interrupted. */
export const writeFileAtomically = async (path: string, text: string): Promise<void> => {
  const draft = `${path}.new`;
  try {
    const handle = await open(draft, 'w');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
};
