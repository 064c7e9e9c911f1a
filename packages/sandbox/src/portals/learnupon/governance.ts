import type { Route, Row } from '../../portal.ts';
import { json } from '../../portal.ts';
import { uuid } from '../../random.ts';
import { Table } from '../../table.ts';
import { failure, listed, numberIn, whole } from './conventions.ts';
import { courseIdOf } from './courses.ts';
import { courseTitle, person, text } from './words.ts';
import type { Part, World } from './world.ts';
import { clamp, get, iso, numbered, onPlan, pastMs, roll } from './world.ts';

const firstPortalId = 16_200;
const monthMs = 30 * 86_400_000;

function makePortal(world: World, slot: number): Row {
  return {
    id: firstPortalId + slot,
    title: `Fernhill Dealers ${String(slot)}`,
    subdomain: `fernhill-dealers-${String(slot)}`,
    description: text(world, '', 170, slot),
    ui_theme: 1,
    allow_course_authoring: true,
    number_licenses_purchased: null,
    number_licenses_used: null,
    number_of_members: roll(world, 500, 171, slot),
    logo_image_url: null,
    header_color: slot % 2 === 0 ? null : '#003366',
    navigation_color: null,
    created_at: iso(pastMs(world, 900, 172, slot)),
    updated_at: iso(pastMs(world, 90, 173, slot)),
  };
}

function makeLicense(world: World, slot: number): Row {
  return {
    id: 9_000 + slot,
    course_id: courseIdOf(slot),
    portal_id: firstPortalId + (slot % 5),
    expiry_date: slot % 3 === 0 ? null : '2026-12-31',
    learner_limit: slot % 2 === 0 ? null : 50,
    created_at: iso(pastMs(world, 300, 174, slot)),
    updated_at: iso(pastMs(world, 100, 175, slot)),
    allow_managers_to_enroll_learners: true,
    resale_option: (['not_allowed', 'allowed_without_price_change', 'allowed_with_price_change'] as const)[slot % 3],
  };
}

function makeResource(world: World, slot: number): Row {
  return {
    id: 3_300 + slot,
    title: `Site map ${String(slot)}`,
    description: text(world, '<p>PDF</p>', 176, slot),
    file_name: `sitemap-${String(slot)}.pdf`,
    file_size: 100 + slot,
    content_type: 'application/pdf',
    is_visible: slot % 4 !== 3,
  };
}

function makeJob(world: World, slot: number): Row {
  const atMs = pastMs(world, 60, 177, slot);
  const isDone = slot % 4 !== 0;
  return {
    job_id: uuid(world.setup.seed, 178, slot),
    status: isDone ? 'completed' : 'in_progress',
    operation: slot % 2 === 0 ? 'bulk-enrollment' : 'bulk-unenrollment',
    num_operations: 40,
    num_completed_operations: isDone ? 39 : 12,
    num_failed_operations: isDone ? 1 : 0,
    created_at: iso(atMs),
    completed_at: isDone ? iso(atMs + 72_000) : null,
    report_url: isDone ? 'https://reports.fernhillsupply.example/report.csv?signature=abc' : null,
  };
}

export interface Audit {
  readonly trails: Table;
  /** Adds what an admin just did. */
  readonly record: (entry: Row) => void;
}

/** Only the last 30 days exist, so these, unlike all other data, hang on the clock at the start. */
export function openAudit(world: World): Audit {
  const { setup } = world;
  const startMs = setup.nowMs();
  const count = clamp(world.counts.users, 20, 3000);
  const trails = new Table(
    {
      name: 'audit_trails',
      count,
      idOf: (slot) => slot,
      slotOf: (id) => Number(id),
      make: (slot) => {
        const who = person(world, slot % world.counts.users);
        const action = 1 + roll(world, 12, 180, slot);
        const isCourse = [1, 2, 6, 7, 10].includes(action);
        return {
          action,
          initiated_by_user: 'Ines Holt',
          initiated_by_user_email: 'ines.holt@fernhillsupply.example',
          impacted_user: [6, 7, 8, 9, 11].includes(action) ? null : `${who.first_name} ${who.last_name}`,
          impacted_user_email: [6, 7, 8, 9, 11].includes(action) ? null : who.email,
          impacted_data: isCourse ? courseTitle(world, slot % world.counts.courses) : null,
          // Even spacing over 40 days, oldest first: a quarter is too old to be seen.
          date_and_time_utc: iso(startMs - ((count - slot) / count) * 40 * 86_400_000),
        };
      },
      onInsert: (_slot, atMs) => ({ date_and_time_utc: iso(atMs) }),
    },
    setup.nowMs,
  );
  return {
    trails,
    record: (entry) =>
      void trails.insert({ impacted_user: null, impacted_user_email: null, impacted_data: null, ...entry }),
  };
}

export interface KeyRing {
  rotate(): { readonly username: string; readonly password: string };
}

export function governancePart(world: World, audit: Audit, keys: KeyRing): Part {
  const { setup } = world;
  const portals = numbered(world, firstPortalId, {
    name: 'portals',
    count: 5,
    make: (slot) => makePortal(world, slot),
  });
  const licenses = numbered(world, 9_000, { name: 'licenses', count: 9, make: (slot) => makeLicense(world, slot) });
  const resources = numbered(world, 3_300, { name: 'resources', count: 14, make: (slot) => makeResource(world, slot) });
  const membershipTypes = numbered(world, 700, {
    name: 'portal_membership_types',
    count: 3,
    make: (slot) => ({ id: 700 + slot, name: ['Member', 'Non-member', 'Student'][slot % 3] }),
  });
  const certifications = new Table(
    {
      name: 'certifications',
      count: 6,
      idOf: (slot) => uuid(setup.seed, 181, slot),
      make: (slot) => ({ guid: uuid(setup.seed, 181, slot), title: `Operator ${String(slot)}` }),
    },
    setup.nowMs,
  );
  const jobs = new Table(
    {
      name: 'bulk_operation_jobs',
      count: 7,
      idOf: (slot) => uuid(setup.seed, 178, slot),
      make: (slot) => makeJob(world, slot),
    },
    setup.nowMs,
  );
  const rotateKeys: Route['reply'] = ({ params }) => {
    setup.flag('keys-rotated');
    const { username, password } = keys.rotate();
    return json(200, { portal: [{ id: Number(params['id']), username, password }] });
  };
  const rotation = { path: '/api/v1/portals/{id}/generate_keys', reply: rotateKeys };

  return {
    resources: {
      portals,
      portal_membership_types: membershipTypes,
      licenses,
      resources,
      certifications,
      audit_trails: audit.trails,
      bulk_operation_jobs: jobs,
    },
    routes: [
      // Documented as a GET, and yet it makes new keys and kills the old ones at once.
      { method: 'GET', ...rotation },
      { method: 'POST', ...rotation },
      ...onPlan(world, 'associations', [
        get('/portals/membership_types', () =>
          whole(world, 'portal_membership_types', [...membershipTypes.rows()], 'membership_types'),
        ),
      ]),
      get('/portals', ({ query }) => {
        const title = query.get('title')?.toLowerCase();
        const rows = portals.match((row) => title === undefined || String(row['title']).toLowerCase().includes(title));
        return listed(world, 'portals', rows, 'portals');
      }),
      ...onPlan(world, 'licenses', [
        get('/licenses', (request) => {
          const courseId = numberIn(request, 'course_id');
          const rows = licenses.match((row) => courseId === undefined || row['course_id'] === courseId);
          return listed(world, 'licenses', rows, 'licenses');
        }),
      ]),
      get('/resources', () => listed(world, 'resources', resources.all(), 'learner_resources')),
      get('/certifications', () => listed(world, 'certifications', certifications.all(), 'certifications')),
      get('/audit-trails', (request) => {
        const range = request.query.get('date_range');
        const [from = NaN, to = NaN] = (range ?? '').split(',').map((text) => Date.parse(text));
        if (range !== null && (Number.isNaN(from) || Number.isNaN(to))) return failure(400, 'date_range is invalid');
        const action = numberIn(request, 'action');
        const oldestMs = setup.nowMs() - monthMs;
        if (range !== null && world.options.auditWindow === 'refused') {
          if (from < oldestMs || to - from > monthMs) return failure(422, 'date_range must lie in the last 30 days');
        }
        const rows = audit.trails.match((row) => {
          const atMs = Date.parse(String(row['date_and_time_utc']));
          return (
            atMs >= oldestMs &&
            (range === null || (atMs >= from && atMs <= to)) &&
            (action === undefined || row['action'] === action)
          );
        });
        return listed(world, 'audit_trails', rows, 'audit_trails');
      }),
      ...onPlan(world, 'bulk_operations', [
        get('/bulk-operations/jobs', () => listed(world, 'bulk_operation_jobs', jobs.all(), 'jobs')),
      ]),
    ],
  };
}
