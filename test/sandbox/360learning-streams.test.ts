import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../packages/sandbox/src/index.ts';
import { startSandbox } from '../../packages/sandbox/src/index.ts';
import type { Json } from './360learning-client.ts';
import { code, get, readAll } from './360learning-client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ vendor: '360learning', users: 40, pageSize: 15, limit: 'none' });
});
afterAll(() => sandbox.close());

const topLevel: Record<string, string> = {
  users: '/users',
  groups: '/groups',
  courses: '/courses',
  course_stats: '/courses/stats',
  paths: '/paths',
  path_sessions: '/paths/sessions',
  path_stats: '/paths/stats',
  classrooms: '/classrooms',
  certificate_outlines: '/certificate-outlines',
  custom_fields: '/custom-fields',
  custom_links: '/custom-links',
  external_ids: '/external-ids',
  integrations: '/integrations',
  learning_needs: '/learning-needs',
  projects: '/projects',
  skills: '/skills',
  skill_powers: '/skills/powers',
  tags: '/tags',
  bulk_operations: '/bulk/operations',
  webhook_subscriptions: '/webhooks/subscriptions',
};

interface Child {
  readonly parent: string;
  /** `{key}` is a column of `added`. */
  readonly path: string;
  /** What a reader of the URL adds to each row. */
  readonly added: (parent: Json) => Json;
  /** Column of a bare value. */
  readonly value?: string;
}

const id =
  (name: string) =>
  (parent: Json): Json => ({ [name]: parent['_id'] });
const ofSession = (parent: Json): Json => ({ pathId: parent['pathId'], sessionId: parent['_id'] });
const ofGroup =
  (contentType: string) =>
  (parent: Json): Json => ({ groupId: parent['_id'], contentType });

const children: Record<string, Child | Child[]> = {
  group_memberships: { parent: 'groups', path: '/groups/{groupId}/roles', added: id('groupId') },
  group_catalog_contents: ['course', 'path-session'].map((type) => ({
    parent: 'groups',
    path: '/groups/{groupId}/catalog/{contentType}-ids',
    added: ofGroup(type),
    value: 'contentId',
  })),
  group_library_contents: ['course', 'path'].map((type) => ({
    parent: 'groups',
    path: '/groups/{groupId}/library/{contentType}-ids',
    added: ofGroup(type),
    value: 'contentId',
  })),
  course_tags: { parent: 'courses', path: '/courses/{courseId}/tags', added: id('courseId') },
  course_custom_field_values: {
    parent: 'courses',
    path: '/courses/{courseId}/custom-fields/values',
    added: id('courseId'),
  },
  path_enrollments: { parent: 'paths', path: '/paths/{pathId}/enrollments', added: id('pathId') },
  path_sessions_detailed: { parent: 'paths', path: '/paths/{pathId}/sessions', added: id('pathId') },
  path_tags: { parent: 'paths', path: '/paths/{pathId}/tags', added: id('pathId') },
  path_session_user_stats: {
    parent: 'path_sessions',
    path: '/paths/{pathId}/sessions/{sessionId}/user-stats',
    added: ofSession,
  },
  path_session_metrics: {
    parent: 'path_sessions',
    path: '/paths/{pathId}/sessions/{sessionId}/user-statuses',
    added: ofSession,
  },
  path_session_audiences: {
    parent: 'path_sessions',
    path: '/paths/{pathId}/sessions/{sessionId}/audiences',
    added: ofSession,
  },
  path_session_custom_field_values: {
    parent: 'path_sessions',
    path: '/paths/{pathId}/sessions/{sessionId}/custom-fields/values',
    added: ofSession,
  },
  classroom_slots: { parent: 'classrooms', path: '/classrooms/{classroomId}/slots', added: id('classroomId') },
  classroom_registrations: {
    parent: 'classrooms',
    path: '/classrooms/{classroomId}/registrations',
    added: id('classroomId'),
  },
  classroom_slot_registrations: {
    parent: 'classroom_slots',
    path: '/classroom-slots/{classroomSlotId}/registrations',
    added: id('classroomSlotId'),
  },
  classroom_slot_waitlist_requests: {
    parent: 'classroom_slots',
    path: '/classroom-slots/{slotId}/waitlist',
    added: id('slotId'),
  },
  attendance_sheets: {
    parent: 'classroom_slots',
    path: '/classroom-slots/{classroomSlotId}/attendance-sheets',
    added: id('classroomSlotId'),
  },
  attendances: {
    parent: 'attendance_sheets',
    path: '/classroom-slots/{classroomSlotId}/attendance-sheets/{attendanceSheetId}/attendances',
    added: (parent) => ({ classroomSlotId: parent['classroomSlotId'], attendanceSheetId: parent['_id'] }),
  },
  user_certificates: { parent: 'users', path: '/users/{userId}/certificates', added: id('userId') },
  user_custom_field_values: { parent: 'users', path: '/users/{userId}/custom-fields/values', added: id('userId') },
  user_custom_links: { parent: 'users', path: '/users/{userId}/custom-links', added: id('userId') },
  user_managers: { parent: 'users', path: '/users/{userId}/managers', added: id('userId'), value: 'managerId' },
  user_subordinates: {
    parent: 'users',
    path: '/users/{userId}/subordinates',
    added: id('userId'),
    value: 'subordinateId',
  },
  user_memberships: { parent: 'users', path: '/users/{userId}/roles', added: id('userId') },
  custom_field_authorized_values: {
    parent: 'custom_fields',
    path: '/custom-fields/{customFieldId}/authorized-values',
    added: id('customFieldId'),
    value: 'value',
  },
  bulk_operation_results: {
    parent: 'bulk_operations',
    path: '/bulk/operations/{operationId}/results',
    added: id('operationId'),
  },
  webhook_events: {
    parent: 'webhook_subscriptions',
    path: '/webhooks/subscriptions/{subscriptionId}/events',
    added: id('subscriptionId'),
  },
};

/** Refusals that mean "nothing here". */
const harmless = [
  'sessionIsNotAudienceBuilder',
  'unsupportedAudienceFilter',
  'classroomSlotWaitlistNotFound',
  'bulkOperationNotRun',
];

async function readChild(child: Child): Promise<Json[]> {
  const rows: Json[] = [];
  for (const parent of sandbox.truth(child.parent)) {
    const added = child.added(parent);
    const path = child.path.replace(/\{(\w+)\}/g, (_whole, key: string) => String(added[key]));
    const first = await get(sandbox, path);
    if (first.status !== 200) {
      expect(harmless).toContain(code(first));
      continue;
    }
    const items = Array.isArray(first.json) ? ((await readAll(sandbox, path)) as unknown[]) : [first.json];
    rows.push(
      ...items.map((item, index) => ({
        ...added,
        ...(child.value === undefined ? (item as Json) : { [child.value]: item }),
        ...(child.parent === 'bulk_operations' ? { index } : {}),
      })),
    );
  }
  return rows;
}

/** As JSON text with sorted keys, which keeps lone surrogates comparable, in sorted order. */
function comparable(rows: readonly Json[]): string[] {
  return rows
    .map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))))
    .sort();
}

describe('every stream', () => {
  test('of the dossier has a truth', () => {
    const v2 = sandbox.resources.filter((name) => !name.startsWith('v1_'));
    expect([...v2].sort()).toEqual([...Object.keys(topLevel), ...Object.keys(children)].sort());
    expect(v2).toHaveLength(47);
  });

  test.each(Object.entries(topLevel))('%s is served as its truth says', async (stream, path) => {
    const rows = await readAll(sandbox, path);
    expect(rows.length).toBeGreaterThan(1);
    expect(comparable(rows)).toEqual(comparable(sandbox.truth(stream)));
  });

  test.each(Object.entries(children))('%s is served as its truth says, parents added', async (stream, child) => {
    const rows = (await Promise.all([child].flat().map(readChild))).flat();
    expect(rows.length).toBeGreaterThan(1);
    expect(comparable(rows)).toEqual(comparable(sandbox.truth(stream)));
  });

  test('takes inserts, updates and deletes where it is a table', async () => {
    const fresh = await startSandbox({ vendor: '360learning', users: 20, limit: 'none' });
    try {
      for (const stream of Object.keys({ ...topLevel, ...children })) {
        const [row] = fresh.truth(stream);
        if (row?.['_id'] === undefined || /_(detailed|user_stats|slot_registrations)$/.test(stream)) continue;
        const inserted = fresh.insert(stream);
        const key = String(inserted['_id']);
        expect(fresh.update(stream, key)).not.toEqual(inserted);
        expect(fresh.delete(stream, key)).toBe(true);
      }
    } finally {
      await fresh.close();
    }
  });
});
