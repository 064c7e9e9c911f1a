import { afterEach, expect } from '@jest/globals';
import { startSandbox, type Sandbox, type SandboxOptions } from '@singer-io-ts/sandbox';
import { isDeepStrictEqual } from 'node:util';
import type { LearningBuilderOptions } from '../../packages/sandbox/src/portals/learningbuilder/options.ts';
import type { Row } from '../support/reference.ts';
import { openVendor, runVendor, type VendorRun, type VendorRunOptions } from '../support/vendor-run.ts';
import { recordOf, sets } from './learningbuilder-reference.ts';

const opened: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of opened.splice(0)) await sandbox.close();
});

type Options = Omit<SandboxOptions, 'vendor' | 'options'> & { readonly options?: LearningBuilderOptions };

export const open = async (options: Options = {}): Promise<Sandbox> => {
  const sandbox = await startSandbox({
    ...{ vendor: 'learningbuilder', users: 20, pageSize: 7, limit: 'none', gzip: false },
    ...options,
  });
  opened.push(sandbox);
  return sandbox;
};

export const read = async (sandbox: Sandbox, options: VendorRunOptions = {}, config: object = {}): Promise<VendorRun> =>
  await runVendor(await openVendor({ ...sandbox.config, ...config }), { discovers: true, ...options });

export type Adapt = (record: Row, name: string) => Row;

export const asIs: Adapt = (record) => record;

/** A few of the differences between what came and what the portal has. */
const differences = (set: string, truth: readonly Row[], run: VendorRun, adapt: Adapt): readonly unknown[] => {
  const { stream, key } = sets[set] ?? { stream: '', key: [] };
  const rows = run.records.get(stream) ?? [];
  const keyOf = (record: Row): string =>
    JSON.stringify(key.length === 0 ? Object.entries(record).toSorted() : key.map((name) => String(record[name])));
  const wanted = new Map<string, Row>();
  for (const row of truth) {
    const record = adapt(recordOf(row), set);
    wanted.set(keyOf(record), record);
  }
  const problems: unknown[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    const names = Object.keys(truth[0] ?? {});
    // What truth leaves out of a row is null in a record.
    const record = Object.fromEntries(
      Object.entries(row).filter(([name]) => name === '_extra' || names.includes(name)),
    );
    const emitted = adapt(record, set);
    const expected = wanted.get(keyOf(emitted));
    if (expected === undefined) problems.push({ notThere: emitted });
    else if (!isDeepStrictEqual(expected, emitted)) problems.push({ expected, emitted });
    if (key.length > 0 && seen.has(keyOf(emitted))) problems.push({ twice: keyOf(emitted) });
    seen.add(keyOf(emitted));
  }
  const missing = [...wanted].filter(([rowKey]) => !seen.has(rowKey));
  if (missing.length > 0) problems.push({ missing: missing.length, first: missing[0] });
  return problems.slice(0, 2);
};

export const expectTruth = (
  sandbox: Sandbox,
  run: VendorRun,
  names: readonly string[] = Object.keys(sets),
  adapt: Adapt = asIs,
): void => {
  const failed = Object.entries(run.report.streams).filter(([, { outcome }]) => outcome !== 'complete');
  expect(failed.map(([stream, { reason }]) => ({ stream, reason }))).toEqual([]);
  for (const set of names) {
    expect({ set, differences: differences(set, sandbox.truth(set), run, adapt) }).toEqual({ set, differences: [] });
  }
};

/** What a dialect can't say, taken out on both sides. */
export const without =
  (names: readonly string[], adapt: Adapt = asIs): Adapt =>
  (record, name) =>
    Object.fromEntries(Object.entries(adapt(record, name)).filter(([column]) => !names.includes(column)));

/** `12.50` and `12.5`, `.120` and `.12` are the same; dialects differ in what they write. */
export const withPlainDigits: Adapt = (record) =>
  Object.fromEntries(
    Object.entries(record).map(([column, value]) => [
      column,
      typeof value === 'string' && /^-?\d+\.\d+$|T\d\d:\d\d:\d\d\.\d+Z$/.test(value)
        ? value.replace(/\.?0*(Z?)$/, '$1')
        : value,
    ]),
  );

/** What the portal knows only as doubles where the dialect has numbers. */
export const asDoubles: Adapt = (record, name) =>
  Object.fromEntries(
    Object.entries(withPlainDigits(record, name)).map(([column, value]) => [
      column,
      (column === 'AnInt64' || column === 'ADecimal') && typeof value === 'string' ? Number(value) : value,
    ]),
  );
