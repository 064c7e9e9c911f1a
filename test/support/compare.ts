import assert from 'node:assert/strict';
import { inspect, isDeepStrictEqual } from 'node:util';
import type { Expected } from './reference.ts';
import type { EmittedRow, Record } from './run-protocol.ts';

/** All rows of a stream as they should come, in the portal's own order. */
export interface ExpectedRows {
  readonly name: string;
  readonly reference: {
    /** Columns that tell rows apart; none: all of them. */
    readonly key: readonly string[];
    /** Columns that the connector makes up: not compared with the portal, but never empty and never shared. */
    readonly madeUp?: readonly string[];
  };
  readonly rows: readonly Expected[];
}

/** More differences than this tell nothing new. */
const SHOWN = 3;

const keyIn = (record: Record, key: readonly string[]): string => JSON.stringify(key.map((part) => record[part]));

/** Columns that differ, as `column: expected, got`. */
const differences = (expected: Record, got: Record): Record =>
  Object.fromEntries(
    [...new Set([...Object.keys(expected), ...Object.keys(got)])]
      .filter((name) => !isDeepStrictEqual(expected[name], got[name]) || name in expected !== name in got)
      .map((name) => [name, { expected: expected[name], got: got[name] }]),
  );

/** Keys that are made up have no counterpart in the portal: rows are then told apart by all that is left. */
const splitMadeUp = (record: Record, madeUp: readonly string[]): { own: Record; made: readonly unknown[] } => ({
  own: Object.fromEntries(Object.entries(record).filter(([name]) => !madeUp.includes(name))),
  made: madeUp.map((name) => record[name]),
});

export interface Comparison {
  /** Rows may come more than once, each time the same. */
  readonly repeats?: boolean;
  /** `meta.changes` is told. */
  readonly changes?: boolean;
  /** Rows come in the portal's own order. */
  readonly ordered?: boolean;
  /** What of a record is compared; default all of it. */
  readonly compared?: ((record: Record, expected: ExpectedRows) => Record) | undefined;
}

/** Every row of the portal came, no other one did, and each has exactly the expected values. */
export const expectRows = (
  expectation: ExpectedRows,
  emitted: readonly EmittedRow[],
  comparison: Comparison = {},
): void => {
  const { name, reference, rows } = expectation;
  const { madeUp = [] } = reference;
  const { compared = (record: Record) => record } = comparison;
  const isWhole = madeUp.length > 0 || reference.key.length === 0;
  const key = isWhole ? Object.keys(rows[0]?.record ?? {}) : reference.key;
  const wanted = new Map(rows.map((row) => [keyIn(row.record, key), row]));
  const problems: unknown[] = [];
  const seen = new Map<string, string>();
  const order: string[] = [];
  for (const { record, nulled } of emitted) {
    const { own, made } = splitMadeUp(compared(record, expectation), madeUp);
    const rowKey = keyIn(own, key);
    const expected = wanted.get(rowKey);
    if (made.some((part) => typeof part !== 'string' || part === '')) problems.push({ withoutKey: record });
    if (expected === undefined) problems.push({ notInThePortal: record });
    else if (!isDeepStrictEqual(expected.record, own)) {
      problems.push({ key: rowKey, differs: differences(expected.record, own) });
    } else if (comparison.changes === true && !isDeepStrictEqual(expected.nulled, nulled)) {
      problems.push({ key: rowKey, changes: { expected: expected.nulled, got: nulled } });
    }
    if (seen.has(rowKey) && comparison.repeats !== true) problems.push({ twice: rowKey });
    if (seen.has(rowKey) && seen.get(rowKey) !== JSON.stringify(made)) problems.push({ keyChanges: rowKey });
    if (!seen.has(rowKey)) order.push(rowKey);
    seen.set(rowKey, JSON.stringify(made));
  }
  const missing = [...wanted.keys()].filter((rowKey) => !seen.has(rowKey));
  if (missing.length > 0) problems.push({ missing: missing.slice(0, SHOWN), count: missing.length });
  const madeUpKeys = new Set(seen.values());
  if (madeUp.length > 0 && madeUpKeys.size !== seen.size) problems.push({ sharedKeys: seen.size - madeUpKeys.size });
  const found = { stream: name, problems: problems.slice(0, SHOWN), count: problems.length };
  // Not Jest's `expect`, which does not exist where the soaks run.
  if (problems.length > 0) assert.fail(inspect(found, { depth: 6 }));
  if (comparison.ordered === true)
    assert.deepEqual({ stream: name, order }, { stream: name, order: [...wanted.keys()] });
};
