import type { RequestContext, Stream } from '../define/stream.ts';
import { isRow, type Row } from '../define/json.ts';
import { ResponseShapeError } from '../errors/response-shape-error.ts';
import { valueAt } from './value-at.ts';

/**
 * The rows of an answer. A missing envelope is an error, never an empty list.
 *
 * @throws ResponseShapeError with the names (not the values) that the body has instead.
 */
export const rowsOf = (stream: Stream, body: unknown, context: RequestContext): readonly Row[] => {
  const found = envelope(stream, body, context);
  const rows = stream.single === true && isRow(found) ? [found] : found;
  if (!Array.isArray(rows)) {
    throw new ResponseShapeError(
      `${stream.name}: the answer has no list ${wanted(stream)}; it has ${outline(body)}. Report it: the vendor's answer changed.`,
      { stream: stream.name },
    );
  }
  return rows.map((row: unknown) => {
    if (isRow(row)) return stream.prepare === undefined ? row : stream.prepare(row, context.partition);
    throw new ResponseShapeError(`${stream.name}: a row should be an object, but is ${outline(row)}.`, {
      stream: stream.name,
    });
  });
};

const envelope = (stream: Stream, body: unknown, context: RequestContext): unknown => {
  const { records } = stream;
  if (typeof records === 'function') return records(body, context);
  const candidates = typeof records === 'string' ? [records] : records;
  for (const path of candidates) {
    const value = valueAt(body, path);
    if (value !== undefined && (path !== '' || Array.isArray(value) || stream.single === true)) return value;
  }
  return undefined;
};

const wanted = ({ records }: Stream): string => {
  if (typeof records === 'function') return 'where one is expected';
  const named = (typeof records === 'string' ? [records] : records).map((path) =>
    path === '' ? 'as its body' : `under "${path}"`,
  );
  return named.join(' or ');
};

/** What a value is, without what is in it: answers hold personal data. */
export const outline = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${String(value.length)}`;
  if (typeof value !== 'object') return `a ${typeof value}`;
  const names = Object.keys(value);
  const shown = names.slice(0, 12).map((name) => JSON.stringify(name.slice(0, 40)));
  return `an object with ${shown.length === 0 ? 'no keys' : shown.join(', ')}${names.length > shown.length ? ', ...' : ''}`;
};
