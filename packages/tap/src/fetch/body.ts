import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import type { ResponseHeaders } from '../define/request.ts';

export interface Body {
  readonly text: string;
  /** After decompression. */
  readonly bytes: number;
}

/** A body that didn't arrive as its headers say (`transient`), or that can't be read at all. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly isTransient: boolean;

  constructor(message: string, isTransient: boolean, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.isTransient = isTransient;
  }
}

/**
 * Reads a body to its end. Nothing of a cut, oversized or undecodable body is returned.
 *
 * @throws BodyError, and what the chunks throw.
 */
export const readBody = async (
  chunks: AsyncIterable<unknown>,
  headers: ResponseHeaders,
  maxBytes: number,
): Promise<Body> => {
  const received = await collect(chunks, maxBytes);
  const announced = headers.get('content-length');
  if (announced !== null && /^\d+$/.test(announced) && Number(announced) !== received.length) {
    throw new BodyError(`the body has ${String(received.length)} of the ${announced} bytes announced`, true);
  }
  const decoded = await decompress(received, headers.get('content-encoding'), maxBytes);
  return { text: decodeText(decoded, headers.get('content-type')), bytes: decoded.length };
};

const collect = async (chunks: AsyncIterable<unknown>, maxBytes: number): Promise<Buffer> => {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    const part = chunk as Buffer;
    bytes += part.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    parts.push(part);
  }
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts, bytes);
};

const tooLarge = (maxBytes: number): BodyError =>
  new BodyError(`the body is larger than ${String(Math.floor(maxBytes / 1_000_000))} MB`, false);

const decompress = async (body: Buffer, encoding: string | null, maxBytes: number): Promise<Buffer> => {
  let decoded = body;
  for (const name of (encoding ?? '').toLowerCase().split(',').reverse()) {
    decoded = await decompressOne(decoded, name.trim(), maxBytes);
  }
  return decoded;
};

const decompressOne = async (body: Buffer, encoding: string, maxBytes: number): Promise<Buffer> => {
  if (encoding === '' || encoding === 'identity' || body.length === 0) return body;
  const decode = decoderOf(encoding, body);
  if (decode === undefined) throw new BodyError(`the body has the unknown encoding ${encoding}`, false);
  try {
    return await decode(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new BodyError(`the ${encoding} body is cut or damaged`, true, error);
  }
};

type Decode = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const decoderOf = (encoding: string, body: Buffer): Decode | undefined => {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return promisify(gunzip);
    case 'br':
      return promisify(brotliDecompress);
    case 'deflate':
      // Servers send both the zlib format and the bare one under this name; the zlib format's first byte gives it away.
      return promisify(((body[0] ?? 0) & 0x0f) === 8 ? inflate : inflateRaw);
    default:
      return undefined;
  }
};

const decodeText = (body: Buffer, contentType: string | null): string => {
  const label = charsetOf(body, contentType);
  const text = label === 'utf-8' ? body.toString('utf8') : decodeAs(label, body);
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
};

/** A byte order mark is surer than a header. */
const charsetOf = (body: Buffer, contentType: string | null): string => {
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le';
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be';
  if (body[0] === 0xef && body[1] === 0xbb) return 'utf-8';
  const label = /charset\s*=\s*["']?([^\s;"']+)/i.exec(contentType ?? '')?.[1]?.toLowerCase();
  return label === undefined || label === 'utf8' ? 'utf-8' : label;
};

const decodeAs = (label: string, body: Buffer): string => {
  try {
    return new TextDecoder(label).decode(body);
  } catch {
    return body.toString('utf8');
  }
};
