import type * as z from 'zod';
import { suggest } from '@singer-io-ts/tap/select/suggest.ts';
import { optionWords, wordsFor, type FieldName, type Words } from './words.ts';
import type { VendorName } from './vendor-facts.ts';

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${String(part)}]` : `${text}${text === '' ? '' : '.'}${String(part)}`,
    '',
  );

const typeName = (value: unknown): string => {
  if (value === null || value === undefined) return 'is missing';
  if (Array.isArray(value)) return 'is a list';
  const names: Record<string, string> = { string: 'is text', boolean: 'is true or false', object: 'is an object' };
  return names[typeof value] ?? 'is a number';
};

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    input,
  );

/** The values themselves are never shown: a key may have been pasted into any field. */
const reasonOf = (issue: z.core.$ZodIssue, value: unknown): string => {
  if (value === undefined || value === null) return 'is missing';
  if (issue.code === 'invalid_type') {
    if (typeof value !== 'number' || !['number', 'int'].includes(issue.expected)) return typeName(value);
    return Number.isFinite(value) ? 'is not a whole number' : 'is not a finite number';
  }
  if (issue.code !== 'invalid_value') return issue.message;
  if (typeof value !== 'string') return typeName(value);
  const near = suggest(value, issue.values.map(String));
  return `is none of them${near === undefined ? '' : ` (did you mean ${near}?)`}`;
};

/** One line: the field, what is wrong with it, what is expected and where a person finds it. */
export const problemLine = (path: readonly PropertyKey[], reason: string, { expected, where }: Words): string =>
  `${pathText(path)}: ${reason}. Expected: ${expected}.${where === undefined ? '' : ` Where: ${where}.`}`;

const wordsAt = (path: readonly PropertyKey[], vendor: VendorName | null): Words => {
  const [name, index, option] = path;
  const inner =
    index === undefined || typeof option !== 'string' ? undefined : optionWords[option as keyof typeof optionWords];
  return inner ?? wordsFor(name as FieldName, vendor);
};

export const issueLine = (issue: z.core.$ZodIssue, input: unknown, vendor: VendorName | null): string =>
  problemLine(issue.path, reasonOf(issue, valueAt(input, issue.path)), wordsAt(issue.path, vendor));
