import type { Row } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { Resource, Table, TableSetup } from '../../table.ts';
import { failure } from './failures.ts';
import type { Filters } from './filters.ts';
import { anyOf, oneOf } from './filters.ts';
import { paged } from './lists.ts';
import type { Routes } from './routes.ts';
import type { Scope } from './scopes.ts';
import { surprise, text, title } from './words.ts';
import type { Kind, Part, World } from './world.ts';
import { choose, collection, groupId, iso, oid, optional, pastMs, roll, userId } from './world.ts';

interface Catalogue {
  readonly stream: string;
  readonly kind: Kind;
  readonly scope: Scope;
  readonly path: string;
  readonly size: number;
  readonly count: (world: World) => number;
  readonly make: (world: World, slot: number) => Row;
  readonly filters?: (world: World) => Filters;
  readonly onUpdate: NonNullable<TableSetup['onUpdate']>;
}

const icons = ['agenda', 'absence', 'certificate', 'convention', 'default', 'inbox', 'survey'] as const;
const needStatuses = ['new', 'exploring', 'onHold', 'projectOngoing', 'done', 'alreadyExists', 'discarded'] as const;
const targets = [
  ['user', 'user'],
  ['group', 'group'],
  ['course', 'course'],
  ['path', 'path'],
  ['session', 'pathSession'],
  ['enrollment', 'pathEnrollment'],
  ['attempt', 'attempt'],
  ['classroom', 'classroom'],
  ['slot', 'classroomSlot'],
  ['need', 'learningNeed'],
] as const satisfies readonly (readonly [Kind, string])[];

const rename: Catalogue['onUpdate'] = (_row, _atMs, revision) => ({ name: `Renamed ${String(revision)}` });

const catalogues: readonly Catalogue[] = [
  {
    stream: 'custom_links',
    kind: 'customLink',
    scope: 'customLinks:read',
    path: '/custom-links',
    size: 1000,
    count: () => 6,
    make: (world, slot) => ({
      _id: oid(world, 'customLink', slot),
      name: text(world, title(world, slot, 200), 201, slot),
      order: slot,
      type: `link-${String(slot)}`,
      ...optional(slot % 3 !== 2, { iconName: icons[slot % icons.length] }),
    }),
    onUpdate: rename,
  },
  {
    stream: 'external_ids',
    kind: 'externalId',
    scope: 'externalIds:read',
    path: '/external-ids',
    size: 5000,
    count: ({ counts }) => counts.users,
    make: (world, slot) => {
      const [kind, targetType] = targets[slot % 3 === 0 ? 0 : slot % targets.length] ?? targets[0];
      return {
        _id: oid(world, 'externalId', slot),
        platform: choose(world, ['workday', 'sap', 'SkillVideo', 'LMS "old"'], 202, slot),
        targetId: oid(world, kind, roll(world, 4, 203, slot)),
        targetType,
        value: world.odd && slot % 21 === 2 ? '' : `WD-${String(slot).padStart(6, '0')}`,
      };
    },
    // The filter is called `type`, the field `targetType`.
    filters: () => ({
      platform: anyOf,
      value: anyOf,
      targetId: anyOf,
      type: { ...anyOf, read: (row) => row['targetType'] },
    }),
    onUpdate: (_row, _atMs, revision) => ({ value: `CHANGED-${String(revision)}` }),
  },
  {
    stream: 'integrations',
    kind: 'integration',
    scope: 'integrations:read',
    path: '/integrations',
    size: 100,
    count: () => 4,
    make: (world, slot) => ({
      _id: oid(world, 'integration', slot),
      externalPlatform: slot === 0 ? 'SkillVideo' : `Platform ${String(slot)}`,
      authorId: userId(world, 204, slot),
      groupId: groupId(world, 205, slot),
      ...optional(slot % 2 === 0, { defaultCompletion: false, defaultProgress: 0, noGroupPropagation: slot % 4 === 0 }),
      ...optional(slot % 3 === 0, { externalPlatformLogoUrl: 'https://skillvideo.example/logo.png' }),
    }),
    filters: () => ({ externalPlatform: anyOf }),
    onUpdate: (_row, _atMs, revision) => ({ defaultProgress: revision % 101 }),
  },
  {
    stream: 'learning_needs',
    kind: 'need',
    scope: 'learningNeeds:read',
    path: '/learning-needs',
    size: 500,
    count: ({ counts }) => Math.ceil(counts.users / 8),
    make: (world, slot) => ({
      _id: oid(world, 'need', slot),
      groupId: groupId(world, 206, slot),
      name: text(world, title(world, slot, 207), 208, slot),
      status: needStatuses[slot % needStatuses.length],
      createdAt: iso(pastMs(world, 300, 209, slot)),
      authorId: userId(world, 210, slot),
      questions: Array.from({ length: slot % 3 }, (_, i) => ({
        title: 'Which problem would it solve?',
        ...optional(i === 0, { answer: text(world, 'We lose tenders.', 211, slot) }),
      })),
      suggestedExpertIds: slot % 2 === 0 ? [userId(world, 212, slot)] : [],
      volunteerIds: [],
    }),
    onUpdate: (_row, _atMs, revision) => ({ status: needStatuses[revision % needStatuses.length] }),
  },
  {
    stream: 'projects',
    kind: 'project',
    scope: 'projects:read',
    path: '/projects',
    size: 500,
    count: ({ counts }) => Math.ceil(counts.users / 9),
    make: (world, slot) => ({
      _id: oid(world, 'project', slot),
      name: text(world, title(world, slot, 213), 214, slot),
      completed: slot % 2 === 1,
      groupId: groupId(world, 215, slot),
      ...surprise(world, slot),
    }),
    onUpdate: (row) => ({ completed: row['completed'] !== true }),
  },
  {
    stream: 'tags',
    kind: 'tag',
    scope: 'tags:read',
    path: '/tags',
    size: 5000,
    count: ({ counts }) => counts.tags,
    make: (world, slot) => ({
      _id: oid(world, 'tag', slot),
      name: text(world, title(world, slot, 216), 217, slot),
      isMain: slot % 2 === 0,
      source: slot % 3 === 0 ? 'integration' : 'native',
      ...optional(slot % 3 === 0, { externalId: `tag-${String(slot)}` }),
    }),
    filters: () => ({ isMain: oneOf(['true', 'false'], 'eq') }),
    onUpdate: rename,
  },
];

/** custom_links, external_ids, integrations, learning_needs, projects, tags: no parents. */
export function cataloguesPart(
  world: World,
  routes: Routes,
): Part & { readonly integrations: Resource; readonly tags: Table } {
  const tables = catalogues.map((one) => ({
    ...one,
    table: collection(world, one.kind, {
      name: one.stream,
      count: one.count(world),
      make: (slot) => one.make(world, slot),
      onUpdate: one.onUpdate,
    }),
  }));
  const [integrations, tags] = ['integrations', 'tags'].map(
    (name) => tables.find(({ stream }) => stream === name)?.table,
  );
  if (integrations === undefined || tags === undefined) throw new Error('a catalogue is missing');
  return {
    integrations,
    tags,
    resources: Object.fromEntries(tables.map(({ stream, table }) => [stream, table])),
    routes: [
      ...tables.map(({ stream, size, scope, path, table, filters }) =>
        routes.get(scope, path, (request) =>
          paged(world, request, { stream, size, table, filters: filters?.(world) ?? {} }),
        ),
      ),
      routes.get('tags:read', '/tags/{tagId}', ({ params }) => {
        const row = tags.get(params['tagId'] ?? '');
        return row === undefined ? failure(404, 'tagNotFound') : json(200, row);
      }),
    ],
  };
}
