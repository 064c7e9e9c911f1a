import type { Sandbox, SandboxOptions } from '@singer-io-ts/sandbox';
import {
  attemptsIn,
  expectedRecord,
  numberedIn,
  referencesOfV1,
  referencesOfV2,
} from '../streams/360learning-reference.ts';
import { recordOf as learningbuilderRecord, sets } from '../streams/learningbuilder-reference.ts';
import {
  normalised,
  recordOf as workrampRecord,
  references as workrampReferences,
} from '../streams/workramp-reference.ts';
import type { ExpectedRows } from './compare.ts';
import { expectedFlowluRows } from './flowlu-reference.ts';
import { expectedStream, learnuponReference } from './learnupon-reference.ts';
import type { Row } from './reference.ts';
import type { Record } from './run-protocol.ts';

/** A vendor's account (360Learning has two generations of them), and what its records should be. */
export interface Account {
  readonly title: string;
  readonly vendor: SandboxOptions['vendor'];
  /** What the simulated portal is told beside its size. */
  readonly options?: object;
  /** Every stream there is. */
  readonly streams: (sandbox: Sandbox) => readonly string[];
  readonly expected: (sandbox: Sandbox, stream: string) => ExpectedRows;
  /** What of an emitted record is compared; default all of it. */
  readonly compared?: (record: Record, expected: ExpectedRows) => Record;
  /** Whether the reference knows what Airbyte's `meta.changes` should say. */
  readonly knowsChanges: boolean;
  /** The resource of the simulated portal that holds a stream's rows, where it has another name. */
  readonly resourceOf?: (stream: string) => string;
}

const learnupon: Account = {
  title: 'learnupon',
  vendor: 'learnupon',
  knowsChanges: true,
  streams: (sandbox) => Object.keys(learnuponReference(sandbox)),
  expected: (sandbox, stream) => expectedStream(sandbox, stream),
};

const rowsOf360V1 = (sandbox: Sandbox, stream: string): readonly Row[] => {
  const rows = sandbox.truth(`v1_${stream}`);
  if (stream === 'course_stats') return attemptsIn(rows);
  if (stream === 'path_session_user_stats') return numberedIn(rows);
  if (stream !== 'custom_user_links') return rows;
  // Links are asked for by the users that are listed.
  const listed = new Set(sandbox.truth('v1_users').map(({ mail }) => mail));
  return rows.filter(({ mail }) => listed.has(mail));
};

const learning360 = (generation: 'v1' | 'v2'): Account => {
  const references = generation === 'v1' ? referencesOfV1 : referencesOfV2;
  return {
    title: `360learning ${generation}`,
    vendor: '360learning',
    options: { generation },
    knowsChanges: false,
    streams: () => Object.keys(references),
    expected: (sandbox, stream) => {
      const reference = references[stream];
      if (reference === undefined) throw new RangeError(`${stream}: not in the reference`);
      const rows = generation === 'v1' ? rowsOf360V1(sandbox, stream) : sandbox.truth(stream);
      return {
        name: stream,
        reference: {
          key: reference.key,
          ...(reference.madeUp !== undefined && { madeUp: [reference.madeUp] }),
        },
        rows: rows.map((row) => ({ record: expectedRecord(reference, row), nulled: [] })),
      };
    },
    resourceOf: (stream) => (generation === 'v1' ? `v1_${stream}` : stream),
  };
};

const setOf = (stream: string): string => {
  const found = Object.entries(sets).find(([, each]) => each.stream === stream)?.[0];
  if (found === undefined) throw new RangeError(`${stream}: not in the reference`);
  return found;
};

const learningbuilder: Account = {
  title: 'learningbuilder',
  vendor: 'learningbuilder',
  knowsChanges: false,
  streams: () => Object.values(sets).map(({ stream }) => stream),
  expected: (sandbox, stream) => ({
    name: stream,
    reference: { key: sets[setOf(stream)]?.key ?? [] },
    rows: sandbox.truth(setOf(stream)).map((row) => ({ record: learningbuilderRecord(row), nulled: [] })),
  }),
  // What the portal leaves out of a row is null in a record.
  compared: (record, { rows: [first] }) =>
    Object.fromEntries(
      Object.entries(record).filter(([name, value]) => value !== null || Object.hasOwn(first?.record ?? {}, name)),
    ),
  resourceOf: setOf,
};

const workramp: Account = {
  title: 'workramp',
  vendor: 'workramp',
  knowsChanges: false,
  streams: () => Object.keys(workrampReferences),
  expected: (sandbox, stream) => {
    const { key = [], madeUp } = workrampReferences[stream] ?? {};
    return {
      name: stream,
      reference: { key, ...(madeUp !== undefined && { madeUp: [madeUp] }) },
      rows: sandbox
        .truth(stream)
        .map((row) => ({ record: normalised(workrampRecord(stream, row)) as Record, nulled: [] })),
    };
  },
  compared: (record) => normalised(record) as Record,
};

const flowlu: Account = {
  title: 'flowlu',
  vendor: 'flowlu',
  options: { absent: [] },
  knowsChanges: true,
  streams: (sandbox) => sandbox.resources,
  expected: (sandbox, stream) => ({
    name: stream,
    reference: { key: ['id'] },
    rows: expectedFlowluRows(sandbox, stream),
  }),
};

export const accounts: readonly Account[] = [
  ...[learnupon, learning360('v2'), learning360('v1')],
  ...[learningbuilder, workramp, flowlu],
];
