import type { Stream } from '@singer-io-ts/tap';
import type { Fields } from '@singer-io-ts/tap/define/fields.ts';
import { nestedFields } from '@singer-io-ts/tap/select/nested.ts';

/** Meltano's patterns reach into objects, but not into lists. */
const sensitiveIn = (fields: Fields, at: string): string[] =>
  Object.entries(fields).flatMap(([name, field]) => {
    const pattern = `${at}.${name}`;
    if (field.sensitive === true) return [pattern];
    const nested = nestedFields(field);
    return nested === null || nested.lists > 0 ? [] : sensitiveIn(nested.fields, pattern);
  });

/**
 * What is read unless the user says otherwise. Meltano heeds no `selected-by-default`: without patterns it would select
 * the expensive streams and the sensitive fields, too.
 */
export const meltanoSelect = (streams: readonly Stream[]): readonly string[] => {
  const isRead = (stream: Stream): boolean => stream.selectedByDefault !== false;
  const read = new Set(streams.filter(isRead).map(({ name }) => name));
  const excluded = streams.flatMap(({ name, fields }) => (read.has(name) ? sensitiveIn(fields, name) : [`${name}.*`]));
  return ['*.*', ...[...new Set(excluded)].map((pattern) => `!${pattern}`)];
};
