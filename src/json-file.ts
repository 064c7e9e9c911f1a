import { readFile } from 'node:fs/promises';
import { ConfigError } from '@singer-io-ts/tap/errors/config-error.ts';
import { errorCode } from './error-code.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "doesn't exist",
  EISDIR: 'is a folder',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
};

/** @throws ConfigError that names the file and why it can't be read. */
export const readTextFile = async (path: string, title: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    throw new ConfigError(`The ${title} ${path} ${reasons[code] ?? `can't be read (${code})`}.`);
  }
};

/** Where JSON text goes wrong. Neither parser's own message may be shown: it quotes the text, keys included. */
const placeOf = async (text: string): Promise<string> => {
  const { parse } = await import('lossless-json');
  try {
    parse(text);
    return '';
  } catch (error) {
    const offset = /position (\d+)/.exec(String(error))?.[1];
    if (offset === undefined) return '';
    const before = text.slice(0, Number(offset)).split('\n');
    return ` (line ${String(before.length)}, column ${String((before.at(-1) ?? '').length + 1)})`;
  }
};

/**
 * JSON as people's editors and shells leave it: with a byte order mark or none, with any line ends. Empty text is
 * undefined.
 *
 * @throws ConfigError that names what was read, never what it holds
 */
export const parseJsonText = async (text: string, name: string): Promise<unknown> => {
  const plain = text.replace(/^\uFEFF/, '');
  if (plain.trim() === '') return undefined;
  try {
    return JSON.parse(plain);
  } catch {
    throw new ConfigError(`${name} is not valid JSON${await placeOf(plain)}.`);
  }
};

export const readJsonFile = async (path: string, title: string): Promise<unknown> =>
  parseJsonText(await readTextFile(path, title), `The ${title} ${path}`);
