import { isRow } from '../define/json.ts';

/** Envelopes within envelopes that are looked into. */
const DEEPEST = 2;

/** Where vendors and frameworks put their message, the most telling first. */
const PATHS = [
  'error.message.value',
  'error.message',
  'error.error_msg',
  'odata.error',
  'message.value',
  'message',
  'Message',
  'error_description',
  'description',
  'error.code',
  'error',
  'errors',
  'detail',
  'title',
];

/** The vendor's message in an error body, or null when the body has none. Neither cut nor redacted. */
export const vendorMessage = (body: unknown, text: string): string | null => {
  const found = typeof body === 'string' ? body : isRow(body) ? fromEnvelope(body) : null;
  if (found !== null) return found;
  return body === undefined && text.trim() !== '' ? fromText(text) : null;
};

export const isHtml = (text: string): boolean => /^\s*(<!doctype html|<html|<head|<body)/i.test(text.slice(0, 1000));

const fromText = (text: string): string => {
  if (isHtml(text)) return htmlTitle(text);
  // OData's error document: https://www.odata.org/documentation/odata-version-3-0/atom-format/
  return /<(?:\w+:)?message[^>]*>([^<]*)</i.exec(text.slice(0, 10_000))?.[1] ?? text;
};

const fromEnvelope = (body: Readonly<Record<string, unknown>>, depth = 0): string | null => {
  if (depth > DEEPEST) return null;
  for (const path of PATHS) {
    const text = textOf(valueAt(body, path), depth);
    if (text !== null) return text;
  }
  return null;
};

/** A key may itself contain a dot (`odata.error`). */
const valueAt = (body: Readonly<Record<string, unknown>>, path: string): unknown => {
  if (path in body) return body[path];
  return path.split('.').reduce<unknown>((value, key) => (isRow(value) ? value[key] : undefined), body);
};

const textOf = (value: unknown, depth: number): string | null => {
  if (typeof value === 'string') return value.trim() === '' ? null : value;
  if (Array.isArray(value)) {
    const texts = value.slice(0, 5).map((item) => (Array.isArray(item) ? null : textOf(item, depth)));
    const known = texts.filter((text) => text !== null);
    return known.length === 0 ? null : known.join('; ');
  }
  if (!isRow(value)) return null;
  const inner = fromEnvelope(value, depth + 1);
  if (inner !== null) return inner;
  // `errors: {field: ["is missing"]}`
  const parts = Object.entries(value).map(
    ([name, item]) => [name, typeof item === 'object' && depth >= DEEPEST ? null : textOf(item, depth + 1)] as const,
  );
  const known = parts.filter(([, item]) => item !== null).map(([name, item]) => `${name}: ${item ?? ''}`);
  return known.length === 0 ? null : known.slice(0, 5).join('; ');
};

const htmlTitle = (text: string): string => {
  const title = /<title[^>]*>([^<]*)</i.exec(text.slice(0, 10_000))?.[1]?.trim();
  return title === undefined || title === '' ? 'a web page' : `a web page titled ${JSON.stringify(title)}`;
};
