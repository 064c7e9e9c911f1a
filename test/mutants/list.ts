export interface Mutant {
  /** The protection that is taken away. */
  readonly name: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
  /** The proof that must fail. */
  readonly test: string;
}

const honest = 'test/tap/run/honest-state.test.ts';
const list = 'test/tap/read/list.test.ts';

export const mutants: readonly Mutant[] = [
  {
    name: 'lists that can shift are read a second time',
    file: 'packages/tap/src/read/passes.ts',
    from: '  if (pass <= 2) yield* secondPass',
    to: '  if (pass <= 0) yield* secondPass',
    test: honest,
  },
  {
    name: 'lists that moved are read a third time',
    file: 'packages/tap/src/read/passes.ts',
    from: 'if (pass === 3 || reading.moved) yield* thirdPass',
    to: 'if (pass === 4) yield* thirdPass',
    test: honest,
  },
  {
    name: 'the bookmark does not pass the start of the window',
    file: 'packages/tap/src/read/stream.ts',
    from: 'compareInstants(seen, startedAt()) < 0 ? seen : startedAt()',
    to: 'seen',
    test: honest,
  },
  {
    name: 'a window that was stopped keeps its first start',
    file: 'packages/tap/src/read/stream.ts',
    from: 'const carried = window?.startedAt ?? null;',
    to: 'const carried = null;',
    test: honest,
  },
  {
    name: 'the state stays before a partition that failed',
    file: 'packages/tap/src/read/partitions.ts',
    from: 'yield { partition, item: null, resumable: failure === null };',
    to: 'yield { partition, item: null, resumable: true };',
    test: honest,
  },
  {
    name: 'a resumed list looks whether it shifted',
    file: 'packages/tap/src/read/relocate.ts',
    from: 'if (anchor === null || predict === undefined) return at;',
    to: 'if (anchor !== null || predict === undefined) return at;',
    test: list,
  },
  {
    name: 'a missing envelope is an error',
    file: 'packages/tap/src/read/rows.ts',
    from: '  if (!Array.isArray(rows)) {',
    to: '  if (rows === undefined) return [];\n  if (!Array.isArray(rows)) {',
    test: list,
  },
  {
    name: 'a list in circles is an error',
    file: 'packages/tap/src/read/list.ts',
    from: 'if (repeats >= REPEATED_PAGES) {',
    to: 'if (repeats >= 1e9) {',
    test: list,
  },
];
