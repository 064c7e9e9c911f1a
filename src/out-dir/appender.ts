import { open, type FileHandle } from 'node:fs/promises';

const pieceBytes = 256 * 1024;

/** A file that grows by whole pieces and knows its length. */
export interface Appender {
  /** Appends a line; `line` is without its newline. */
  write(line: string): Promise<void> | undefined;
  /** Everything written so far is on the disk afterwards; returns the file's length. */
  commit(): Promise<number>;
  /** Without writing what is not committed. */
  close(): Promise<void>;
}

/** @param from length to go on from; what lies behind it is cut off */
export const openAppender = async (path: string, from: number): Promise<Appender> => {
  const handle: FileHandle = await open(path, from === 0 ? 'w' : 'r+');
  let position = from;
  let pending = '';
  let dirty = false;

  const send = async (): Promise<void> => {
    const piece = Buffer.from(pending, 'utf8');
    pending = '';
    let sent = 0;
    while (sent < piece.length) {
      const { bytesWritten } = await handle.write(piece, sent, piece.length - sent, position);
      sent += bytesWritten;
      position += bytesWritten;
    }
    dirty = true;
  };

  return {
    write(line) {
      pending += `${line}\n`;
      return pending.length < pieceBytes ? undefined : send();
    },
    async commit() {
      if (pending !== '') await send();
      if (dirty) await handle.datasync();
      dirty = false;
      return position;
    },
    close: () => handle.close(),
  };
};
