import type { Log } from '../run/log.ts';
import type { Shape } from '../shape/compile.ts';

/** Names shown of each kind; the rest is counted. */
const SHOWN = 20;

const listed = (counts: ReadonlyMap<string, number>): string => {
  const names = [...counts].sort(([, left], [, right]) => right - left);
  const shown = names.slice(0, SHOWN).map(([name, count]) => `${name} (${String(count)})`);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${String(more)} more` : shown.join(', ');
};

/** Says once per stream what did not fit its fields. */
export const reportDrift = (stream: string, statistics: Shape['statistics'], log: Log): void => {
  const { unknownFields, wrongTypes, inexactNumbers } = statistics;
  if (unknownFields.size > 0) {
    log('info', `fields that are not described went to _extra: ${listed(unknownFields)}`, { stream });
  }
  if (wrongTypes.size > 0) {
    log('warning', `values of another type than described became null: ${listed(wrongTypes)}`, { stream });
  }
  if (inexactNumbers.size > 0) {
    log('warning', `numbers that can't be held exactly became null: ${listed(inexactNumbers)}`, { stream });
  }
};
