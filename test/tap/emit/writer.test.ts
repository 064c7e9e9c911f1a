import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import { createLineWriter } from '../../../packages/tap/src/emit/writer.ts';
import { OutputClosedError } from '../../../packages/tap/src/errors/output-closed-error.ts';
import { OutputFailedError } from '../../../packages/tap/src/errors/output-failed-error.ts';
import { captured } from './capture.ts';

const errno = (code: string): Error => Object.assign(new Error(`${code}: refused`), { code });

describe('the line writer', () => {
  test('gathers lines into pieces that end with a whole line', async () => {
    const { writer, pieces } = captured(10);
    for (const line of ['12345', 'abc', 'defgh', 'i']) await writer.write(line);
    expect(pieces).toEqual(['12345\nabc\n']);
    await writer.flush();
    expect(pieces).toEqual(['12345\nabc\n', 'defgh\ni\n']);
    await writer.flush();
    expect(pieces).toHaveLength(2);
    expect(writer.bytesWritten).toBe(18);
  });

  test('resolves at once while there is room', () => {
    const { writer } = captured(100);
    expect(writer.write('a')).toBeUndefined();
  });

  test('counts bytes, not characters', async () => {
    const { writer, text } = captured();
    await writer.write('äöü 🎓');
    await writer.flush();
    expect(text()).toBe('äöü 🎓\n');
    expect(writer.bytesWritten).toBe(12);
  });

  test('loses and reorders nothing, whatever the lines, the pieces and the speed of the reader', async () => {
    const lines = fc.array(
      fc.string().filter((line) => !line.includes('\n')),
      { maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.integer({ min: 1, max: 80 }),
        fc.func(fc.boolean()),
        async (given, chunkBytes, slow) => {
          let text = '';
          const stream = new Writable({
            write: (piece: Buffer, _encoding, done) => {
              text += piece.toString('utf8');
              if (slow(text.length)) setImmediate(done);
              else done();
            },
          });
          const writer = createLineWriter(stream, { chunkBytes });
          for (const line of given) await writer.write(line);
          await writer.flush();
          expect(text).toBe(given.map((line) => `${line}\n`).join(''));
        },
      ),
    );
  });

  test('has one piece on its way and waits for a slow reader, so that memory stays flat', async () => {
    const line = 'x'.repeat(450);
    let mostWaiting = 0;
    let piecesUnderway = 0;
    let received = 0;
    const stream = new Writable({
      write: (piece: Buffer, _encoding, done) => {
        piecesUnderway += 1;
        expect(piecesUnderway).toBe(1);
        received += piece.byteLength;
        setImmediate(() => {
          piecesUnderway -= 1;
          done();
        });
      },
    });
    const writer = createLineWriter(stream);
    let handed = 0;
    for (let count = 0; count < 50_000; count += 1) {
      const blocked = writer.write(line);
      handed += line.length + 1;
      if (blocked !== undefined) await blocked;
      mostWaiting = Math.max(mostWaiting, handed - received, stream.writableLength);
    }
    await writer.flush();
    expect(received).toBe(50_000 * 451);
    expect(mostWaiting).toBeLessThan(3 * 65_536);
  });

  test('keeps lines whole when several callers wait at once', async () => {
    const { writer, lines } = captured(20);
    const all = Array.from({ length: 200 }, (_, index) => `line ${String(index)}`);
    await Promise.all(
      all.map(async (line) => {
        await writer.write(line);
      }),
    );
    await writer.flush();
    expect(lines()).toEqual(all);
  });
});

describe('the line writer whose output fails', () => {
  test('says that the reader went away, at once and ever after', async () => {
    const reader = spawn(process.execPath, ['-e', 'process.stdin.once("data", () => process.exit())'], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: {},
    });
    const exited = once(reader, 'exit');
    const writer = createLineWriter(reader.stdin);
    const writeMuch = async (): Promise<void> => {
      for (let count = 0; count < 100_000; count += 1) await writer.write('x'.repeat(1000));
    };
    await expect(writeMuch()).rejects.toThrow(OutputClosedError);
    await expect(writer.write('more')).rejects.toThrow(OutputClosedError);
    await expect(writer.flush()).rejects.toThrow(OutputClosedError);
    await exited;
  });

  test('says that no space is left', async () => {
    const writer = createLineWriter(createWriteStream('/dev/full'));
    await writer.write('x');
    await expect(writer.flush()).rejects.toThrow(OutputFailedError);
    await expect(writer.flush()).rejects.toThrow(/no space is left on the device\. Make room/);
  });

  test.each([
    ['EPIPE', OutputClosedError],
    ['ECONNRESET', OutputClosedError],
    ['EIO', OutputFailedError],
    ['ENOSPC', OutputFailedError],
  ])('turns %s into its error for everybody who waits', async (code, kind) => {
    const stream = new Writable({
      write: (_piece, _encoding, done) => {
        setImmediate(done, errno(code));
      },
    });
    const writer = createLineWriter(stream, { chunkBytes: 4 });
    await writer.write('first piece');
    const more = async (line: string): Promise<void> => {
      await writer.write(line);
    };
    const waiting = [more('second'), writer.flush(), more('third')];
    const results = await Promise.allSettled(waiting);
    for (const result of results) {
      expect(result).toMatchObject({ status: 'rejected' });
      expect(result.status === 'rejected' && result.reason).toBeInstanceOf(kind);
    }
  });

  test('notices a stream that was closed before', async () => {
    const stream = new Writable({
      write: (_piece, _encoding, done) => {
        done();
      },
    });
    const writer = createLineWriter(stream);
    stream.destroy();
    await writer.write('x');
    await expect(writer.flush()).rejects.toThrow(OutputClosedError);
  });
});
