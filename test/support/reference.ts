/**
 * A second, independent reading of what a vendor's row should become: types come from the vendor's documentation, the
 * rules from the README, nothing from the connector. Tests compare what the connector wrote with what this expects.
 */
export type Row = Readonly<Record<string, unknown>>;

/** What a value should become, or WRONG when its column can't hold it. Never sees null or undefined. */
export type Convert = (value: unknown, note: Note, path: string) => unknown;

/** Told of everything that should be kept aside in `_extra`; `nulled` also goes into Airbyte's `meta.changes`. */
export interface Note {
  readonly unknown: (path: string, value: unknown) => void;
  readonly nulled: (path: string, value: unknown) => void;
}

const WRONG = Symbol('wrong');

/** Databases take neither U+0000 nor half a surrogate pair. */
export const cleaned = (text: string): string => {
  let clean = '';
  // By code points: a lone surrogate comes as one of its own.
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point !== 0 && !(point >= 0xd800 && point <= 0xdfff)) clean += character;
  }
  return clean;
};

const cleanedDeep = (value: unknown): unknown => {
  if (typeof value === 'string') return cleaned(value);
  if (Array.isArray(value)) return value.map(cleanedDeep);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [cleaned(key), cleanedDeep(item)]));
};

const number: Convert = (value) => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return WRONG;
  if (value === '') return null;
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : WRONG;
};

const int: Convert = (value, note, path) => {
  const read = number(value, note, path);
  return typeof read === 'number' && !Number.isInteger(read) ? WRONG : read;
};

const text: Convert = (value) =>
  typeof value === 'string' ? cleaned(value) : typeof value === 'number' ? String(value) : WRONG;

const flag: Convert = (value) => {
  if (value === true || value === 1 || value === '1' || value === 'true') return true;
  if (value === false || value === 0 || value === '0' || value === 'false') return false;
  return value === '' ? null : WRONG;
};

/** UTC with seconds and `Z`, as it is sent. */
const time: Convert = (value) => {
  if (value === '') return null;
  const isTime = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value);
  return isTime && !Number.isNaN(Date.parse(value)) ? value : WRONG;
};

const day: Convert = (value) => {
  if (value === '') return null;
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? value : WRONG;
};

/** Anything, as text. */
const json: Convert = (value) => (typeof value === 'string' ? cleaned(value) : JSON.stringify(cleanedDeep(value)));

/** The customer's own keys. */
const open: Convert = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? cleanedDeep(value) : WRONG;

export const listOf =
  (item: Convert): Convert =>
  (value, note, path) =>
    Array.isArray(value)
      ? value.map((each: unknown, index) => converted(item, each, note, `${path}.${String(index)}`))
      : WRONG;

export const objectOf =
  (columns: Columns): Convert =>
  (value, note, path) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? convertedRow(columns, value as Row, note, `${path}.`)
      : WRONG;

const converted = (convert: Convert, value: unknown, note: Note, path: string): unknown => {
  if (value === undefined || value === null) return null;
  const result = convert(value, note, path);
  if (result !== WRONG) return result;
  note.nulled(path, value);
  return null;
};

export type Columns = Readonly<Record<string, Convert>>;

const kinds: Columns = { int, number, text, flag, time, day, json, open };

/** `id:int first_name:text ...`; columns that the words can't say are given beside them. */
export const columns = (words: string, more: Columns = {}): Columns => ({
  ...Object.fromEntries(
    words
      .trim()
      .split(/\s+/)
      .map((word) => {
        const [name = '', kind = ''] = word.split(':');
        const convert = kinds[kind];
        if (convert === undefined) throw new RangeError(`${word}: no such kind`);
        return [name, convert];
      }),
  ),
  ...more,
});

export const convertOf = (kind: string): Convert => kinds[kind] ?? json;

const convertedRow = (known: Columns, row: Row, note: Note, prefix = ''): Record<string, unknown> => {
  for (const [name, value] of Object.entries(row)) {
    if (!Object.hasOwn(known, name)) note.unknown(`${prefix}${name}`, cleanedDeep(value));
  }
  return Object.fromEntries(
    Object.entries(known).map(([name, convert]) => [name, converted(convert, row[name], note, `${prefix}${name}`)]),
  );
};

export interface Expected {
  /** `_extra` included. */
  readonly record: Readonly<Record<string, unknown>>;
  /** Columns that could not hold their value. */
  readonly nulled: readonly string[];
}

export const expectedOf = (known: Columns, row: Row): Expected => {
  const extra: Record<string, unknown> = {};
  const nulled: string[] = [];
  const note: Note = {
    unknown: (path, value) => {
      extra[path] = value;
    },
    nulled: (path, value) => {
      nulled.push(path);
      extra[path] = cleanedDeep(value);
    },
  };
  const record = convertedRow(known, row, note);
  return { record: { ...record, _extra: Object.keys(extra).length === 0 ? null : extra }, nulled };
};
