export interface Mutant {
  /** The protection that is taken away. */
  readonly name: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
  /** The file with the proof that must fail. */
  readonly test: string;
  /** Its title, where the rest of the file would take long. */
  readonly title?: string;
}

const honest = 'test/tap/run/honest-state.test.ts';
const list = 'test/tap/read/list.test.ts';
const sync = 'test/tap/run/sync.test.ts';
const airbyte = 'test/tap/emit/airbyte.test.ts';
const outcome = 'test/tap/fetch/outcome.test.ts';
const origin = 'test/tap/fetch/origin.test.ts';
const paginate = 'test/tap/read/paginate.test.ts';
const outDir = 'test/cli/out-dir.test.ts';
const learnupon = 'test/conformance/learnupon.test.ts';

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
    file: 'packages/tap/src/read/circle-guard.ts',
    from: 'if (repeats >= REPEATED_PAGES) {',
    to: 'if (repeats >= 1e9) {',
    test: list,
  },
  {
    name: 'a page that came before is asked for again',
    file: 'packages/tap/src/read/circle-guard.ts',
    from: 'isRepeat(pages, checked) && ask < 2;',
    to: 'isRepeat(pages, checked) && ask < 0;',
    test: list,
    title: 'asks again for a page that repeats an earlier one',
  },
  {
    name: 'a missing sign does not end a list',
    file: 'packages/tap/src/read/paginate/page-number.ts',
    from: "(sign === 'unknown' && page.rows.length === 0)",
    to: "sign === 'unknown'",
    test: paginate,
  },
  {
    name: 'a short page does not end a list',
    file: 'packages/tap/src/read/paginate/page-number.ts',
    from: "const ended = sign === 'end' ||",
    to: 'const ended = page.rows.length < 2 ||',
    test: paginate,
  },
  {
    name: 'a page past the end ends a list',
    file: 'packages/tap/src/read/paginate/page-number.ts',
    from: 'missingMeansEnd: true',
    to: 'missingMeansEnd: false',
    test: list,
    title: 'ends at a page that no longer exists, but fails when the first one does not',
  },
  {
    name: 'a paging header that a proxy took away is not the last page',
    file: 'packages/tap/src/read/paginate/end-sign.ts',
    from: "value === '') return 'unknown'",
    to: "value === '') return 'end'",
    test: paginate,
  },
  {
    name: "rows of the bookmark's own instant are read again",
    file: 'packages/tap/src/read/stream.ts',
    from: 'compareInstants(value, since) >= 0',
    to: 'compareInstants(value, since) > 0',
    test: 'test/tap/read/window-bounds.test.ts',
  },
  {
    name: 'counts have a decimal point',
    file: 'packages/tap/src/emit/airbyte-messages.ts',
    from: 'count.toFixed(1)',
    to: 'String(count)',
    test: airbyte,
    title: 'writes its messages exactly so',
  },
  {
    name: 'an empty stream runs',
    file: 'packages/tap/src/emit/airbyte.ts',
    from: '        await run(opened);\n        if (!opened.stated)',
    to: '        if (!opened.stated)',
    test: airbyte,
    title: 'runs an empty stream too, and states it even when no bookmark came',
  },
  {
    name: 'the unchanged state comes first',
    file: 'packages/tap/src/emit/singer.ts',
    from: 'if (given !== null) await writeLine',
    to: 'if (given === undefined) await writeLine',
    test: 'test/tap/emit/singer.test.ts',
    title: 'begins with the unchanged input state and carries what it does not read',
  },
  {
    name: 'no two states are equal',
    file: 'packages/tap/src/run/sync.ts',
    from: 'run.seq += 1;',
    to: 'run.seq += 0;',
    test: sync,
    title: 'a STATE is written at least every minute while nothing comes, each one different',
  },
  {
    name: 'a rejected key is confirmed and ends with its own code',
    file: 'packages/tap/src/run/sync.ts',
    from: '    if (dead !== null) return ofNoStream(dead);\n',
    to: '',
    test: sync,
  },
  {
    name: 'a stream that is stopped leaves its state',
    file: 'packages/tap/src/run/sync.ts',
    from: "    if (run.active) await finish(run, { kind: 'stopped' });\n",
    to: '    if (run.active) return;\n',
    test: learnupon,
    title: 'X13 SIGTERM',
  },
  {
    name: 'a signal stops the run',
    file: 'src/cli.ts',
    from: '      stop.abort(new StoppedError(name));\n',
    to: '',
    test: learnupon,
    title: 'X13 SIGTERM',
  },
  {
    name: 'only free-form objects are described by the account',
    file: 'packages/tap/src/run/discover.ts',
    from: "if (known?.kind === 'object' && known.properties === null && field.kind === 'object')",
    to: "if (known !== undefined && field.kind === 'object')",
    test: 'test/tap/run/discover.test.ts',
    title: 'says what is inside an object that was free-form, and of no other field what it is',
  },
  {
    name: 'text that no database takes is cleaned',
    file: 'packages/tap/src/shape/clean.ts',
    from: 'const UNSTORABLE = /[\\0\\p{Surrogate}]/gu;',
    to: 'const UNSTORABLE = /[\\0]/gu;',
    test: 'test/tap/shape/compile.test.ts',
    title: 'U+0000 and lone surrogates are removed from text',
  },
  {
    name: 'a bad moment of a proxy is an outage',
    file: 'packages/tap/src/fetch/outcome.ts',
    from: 'const WRONG_KIND: Judgement = MEANINGS.retry;',
    to: 'const WRONG_KIND: Judgement = { ...MEANINGS.retry, atMostRetries: REFUSED_RETRIES };',
    test: 'test/tap/fetch/create-fetcher.test.ts',
    title: 'with status 200 is asked again as an outage is',
  },
  {
    name: 'a redirect is a mistake of the config',
    file: 'packages/tap/src/fetch/outcome.ts',
    from: 'return { ...MEANINGS.config, reason: `a redirect',
    to: 'return { ...MEANINGS.retry, reason: `a redirect',
    test: outcome,
  },
  {
    name: 'an error under a good status is an error',
    file: 'src/streams/learnupon/failures.ts',
    from: "answer.status < 300 && isError(answer), outcome: 'retry'",
    to: "answer.status < 200 && isError(answer), outcome: 'retry'",
    test: 'test/streams/learnupon-failures.test.ts',
  },
  {
    name: 'a next link stays on its origin',
    file: 'packages/tap/src/fetch/origin.ts',
    from: '    url.origin === wanted.origin &&\n',
    to: '',
    test: origin,
  },
  {
    name: 'a next link stays on its path',
    file: 'packages/tap/src/fetch/origin.ts',
    from: "    url.password === '' &&\n    samePath(url.pathname, wanted.pathname);",
    to: "    url.password === '';",
    test: origin,
  },
  {
    name: 'paths that change keys are never asked',
    file: 'packages/tap/src/fetch/origin.ts',
    from: '    refuseForbidden(wanted.pathname, forbidden);\n',
    to: '',
    test: origin,
  },
  {
    name: 'standard error is redacted',
    file: 'packages/tap/src/run/wrap-stderr.ts',
    from: 'write(redactor.redact(text.slice(0, length)), callback)',
    to: 'write(text.slice(0, length), callback)',
    test: 'test/tap/run/redact.test.ts',
  },
  {
    name: 'LOG messages are redacted',
    file: 'packages/tap/src/run/log-airbyte.ts',
    from: 'logLine(level, redact(text), stack)',
    to: 'logLine(level, text, stack)',
    test: airbyte,
    title: 'hides secrets in LOG messages',
  },
  {
    name: 'TRACE messages are redacted',
    file: 'packages/tap/src/emit/airbyte-messages.ts',
    from: 'internal_message: redact(internalMessage(error))',
    to: 'internal_message: internalMessage(error)',
    test: airbyte,
    title: 'traces a failed stream once, without secrets, and goes on with the next',
  },
  {
    name: 'a state holds no secret',
    file: 'packages/tap/src/emit/state-text.ts',
    from: 'at === redact(at) ? bookmark',
    to: "at !== '' ? bookmark",
    test: airbyte,
    title: 'starts a list again rather than write a secret into the state',
  },
  {
    name: 'what a vendor says is redacted',
    file: 'packages/tap/src/fetch/failure.ts',
    from: 'const line = redact(text.slice(0, longest + 8000))',
    to: 'const line = text.slice(0, longest + 8000)',
    test: outcome,
  },
  {
    name: 'what no state covers is cut off a file',
    file: 'src/out-dir/folder-state.ts',
    from: '    await truncate(path, entry.bytes);\n',
    to: '',
    test: outDir,
  },
  {
    name: 'what no state covers is cut off a replacement',
    file: 'src/out-dir/folder-state.ts',
    from: '      } else {\n        await truncate(next, entry.next.bytes);\n      }',
    to: '      }',
    test: outDir,
    title: 'that was written far beyond its last state keeps nothing of it',
  },
  {
    name: "LearnUpon's users have their time zone",
    file: 'src/streams/learnupon/users.ts',
    from: "version_id: '1.2'",
    to: "version_id: '1.1'",
    test: learnupon,
    title: 'R05',
  },
  {
    name: "LearnUpon's drafts are asked for",
    file: 'src/streams/learnupon/courses.ts',
    from: 'include_draft: true, ',
    to: '',
    test: learnupon,
    title: 'R06',
  },
];
