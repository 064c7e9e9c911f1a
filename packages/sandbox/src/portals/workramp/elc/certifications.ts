import type { Row } from '../../../portal.ts';
import type { Key, Table as TableOf } from '../../../table.ts';
import { derived, Table } from '../../../table.ts';
import { camelRow } from '../casing.ts';
import { enveloped, isLegacy, notFound, whole } from '../conventions.ts';
import { ChildTable, passing } from '../tables.ts';
import { title } from '../words.ts';
import type { Part, World } from '../world.ts';
import { fractional, get, kinds, laterMs, pastMs, roll, uid, uuidSetup, without } from '../world.ts';
import { firstUserId } from './people.ts';
import type { Users } from './users.ts';

const sources = [
  'courseUserAssignmentId',
  'challengeUserAssignmentId',
  'trainingSeriesUserAssignmentId',
  'trainingClassSessionAttendeeId',
  'assignmentId',
] as const;

/**
 * `certifications`, `certification_awards`, `user_certification_awards` (key `id` each). The two award streams are the
 * same awards; by user they have no `fileUrl` and whole milliseconds. `userId` and `certificationId` are the vendor's.
 */
export function certificationsPart(world: World, { users }: Users): Part {
  const kind = kinds.certification;
  const certifications: TableOf = new Table(
    uuidSetup(world, kind, {
      name: 'certifications',
      count: world.counts.certifications,
      make: (slot) => {
        const createdMs = pastMs(world, 1400, kind, slot, 80);
        return {
          id: uid(world, kind, slot),
          title: title(world, kind, slot),
          is_deleted: slot % 6 === 4,
          created_at: createdMs,
          updated_at: laterMs(world, createdMs, kind, slot, 81),
        };
      },
      onInsert: (_slot, atMs) => ({ created_at: atMs, updated_at: atMs }),
      onUpdate: (row, atMs, revision) => ({
        title: `${String(row['title'])} v${String(revision + 1)}`,
        updated_at: atMs,
      }),
      cascade: () => [{ table: awards, index: 'certificationId' }],
    }),
    world.setup.nowMs,
  );
  const awards: TableOf = awardsTable(world);
  return {
    resources: {
      certifications,
      certification_awards: awards,
      user_certification_awards: derived(awards, (row) => (users.has(row['userId'] as Key) ? [byUser(row)] : [])),
    },
    routes: [
      get('/api/v1/certifications/{id}/awards', ({ params }) => {
        const { id = '' } = params;
        return certifications.has(id) ? whole(awards.where('certificationId', id)) : notFound;
      }),
      get('/api/v1/users/{id}/certifications', ({ params }) => {
        const id = Number(params['id']);
        return users.has(id)
          ? whole(
              passing(awards.where('userId', id), () => true),
              { render: byUser },
            )
          : notFound;
      }),
      get('/api/v1/certifications', (request) =>
        isLegacy(world, request)
          ? whole(certifications.all(), { render: legacyRow })
          : enveloped({ world, key: 'certifications', source: certifications.all(), isStated: true }),
      ),
    ],
  };
}

function byUser(row: Row): Row {
  const times = { createdAt: Math.floor(Number(row['createdAt'])), updatedAt: Math.floor(Number(row['updatedAt'])) };
  return { ...without(row, 'fileUrl'), ...times };
}

function legacyRow(row: Row): Row {
  const [createdAt, updatedAt] = [fractional(Number(row['created_at'])), fractional(Number(row['updated_at']))];
  return { ...camelRow(row), createdAt, updatedAt };
}

function awardsTable(world: World): TableOf {
  const kind = kinds.award;
  const certificationOf = (slot: number): string =>
    uid(world, kinds.certification, roll(world, world.counts.certifications, kind, slot, 82));
  const userOf = (slot: number): number => firstUserId + roll(world, world.counts.users, kind, slot, 83);
  return new ChildTable(
    uuidSetup(world, kind, {
      name: 'certification_awards',
      count: Math.ceil(world.counts.users / 2),
      indexes: { certificationId: certificationOf, userId: userOf },
      make: (slot) => {
        const createdMs = pastMs(world, 900, kind, slot, 84);
        const source = sources[slot % sources.length] ?? 'assignmentId';
        return {
          id: uid(world, kind, slot),
          userId: userOf(slot),
          certificationId: certificationOf(slot),
          // The others are absent, not null.
          [source]: uid(world, kinds.guideAssignment, slot),
          fileUrl: `https://files.example.test/${String(slot)}.pdf`,
          createdAt: fractional(createdMs),
          updatedAt: fractional(laterMs(world, createdMs, kind, slot, 85)),
        };
      },
      onInsert: (_slot, atMs) => ({ createdAt: fractional(atMs), updatedAt: fractional(atMs) }),
      onUpdate: (_row, atMs) => ({ updatedAt: fractional(atMs) }),
    }),
    world.setup.nowMs,
    (_turn, within) => (within === undefined ? {} : { [within.index]: within.key }),
  );
}
