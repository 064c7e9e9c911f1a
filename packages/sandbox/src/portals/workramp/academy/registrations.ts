import type { List, Reply, Row, VendorRequest } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import { hash } from '../../../random.ts';
import type { RowSource } from '../../../table.ts';
import { derived } from '../../../table.ts';
import { enveloped, notFound } from '../conventions.ts';
import { adminId } from '../elc/people.ts';
import type { ChildTable } from '../tables.ts';
import { passing } from '../tables.ts';
import type { Part, World } from '../world.ts';
import { choose, fractional, iso, kinds, laterMs, pastMs, roll, slotOfUid, without } from '../world.ts';
import { contact, nestedContact } from './contacts.ts';
import type { Contacts } from './contacts.ts';
import type { Trainings } from './trainings.ts';
import { trainingTitle, trainingType } from './trainings.ts';
import type { AcademyCounts, Link } from './world.ts';
import { academyGet, detail, linkTable, placeIn } from './world.ts';

const kind = kinds.registration;

export interface Registrations extends Part {
  readonly registrations: ChildTable;
}

/**
 * `academy_registrations` (`academy_id` added; key `id`), content and user doubly nested; a deleted one vanishes.
 * The same registrations otherwise: `academy_training_registrations` (`academy_id`, `training_id` added; `id`) without
 * the user, `academy_contact_registrations` (`academy_id`, `contact_id` added; `id`) without the user.
 */
export function registrationsPart(world: World, counts: AcademyCounts): Registrations {
  const updatedMs = new Map<string, number>();
  const registrations = linkTable(world, {
    kind,
    parentKind: kinds.training,
    parents: counts.trainings,
    contacts: counts.contacts,
    name: 'academy_registrations',
    count: counts.registrations,
    make: (link) => makeRegistration(world, link),
    onInsert: (_slot, atMs) => ({
      created_at: fractional(atMs),
      completed_at: null,
      is_completed: false,
      completion_percentage: 0,
    }),
    onUpdate: (row, atMs) => {
      updatedMs.set(String(row['id']), atMs);
      return { completed_at: fractional(atMs), is_completed: true, completion_percentage: 100, pass_status: 'passed' };
    },
  });
  const comparedMs = (row: Row): number => comparedDate(world, row, updatedMs);
  return {
    registrations,
    resources: {
      academy_registrations: registrations,
      academy_training_registrations: derived(registrations, (row) => [
        { academy_id: row['academy_id'], training_id: contentOf(row)['id'], ...byTraining(world, row) },
      ]),
      academy_contact_registrations: derived(registrations, (row) => [
        { academy_id: row['academy_id'], contact_id: userOf(row)['id'], ...byContact(world, row) },
      ]),
    },
    routes: [
      academyGet(world, '/registrations/by_date_range', (request, academyId) =>
        listByDate(world, registrations.where('academy_id', academyId), request, comparedMs),
      ),
      academyGet(world, '/registrations/{id}', ({ params }, academyId) => {
        const row = registrations.get(params['id'] ?? '');
        return detail('registration', row?.['academy_id'] === academyId ? single(row) : undefined);
      }),
      academyGet(world, '/registrations', (_request, academyId) =>
        enveloped({ world, key: 'registrations', source: registrations.where('academy_id', academyId), render: bare }),
      ),
    ],
  };
}

/** Registrations below a training or a contact, which must exist. */
export function childRegistrationsPart(
  world: World,
  { registrations }: Registrations,
  { contacts }: Contacts,
  { trainings }: Trainings,
): Part {
  const key = 'registrations';
  const isIn = (table: ChildTable, id: string, academyId: string): boolean =>
    table.get(id)?.['academy_id'] === academyId;
  return {
    resources: {},
    routes: [
      academyGet(world, '/trainings/{id}/registrations', ({ params }, academyId) => {
        const { id = '' } = params;
        if (!isIn(trainings, id, academyId)) return notFound;
        return enveloped({
          world,
          key,
          source: registrations.where('_parent', id),
          render: (row) => byTraining(world, row),
        });
      }),
      academyGet(world, '/contacts/{id}/registrations', ({ params }, academyId) => {
        const { id = '' } = params;
        if (!isIn(contacts, id, academyId)) return notFound;
        const data = { contact: nestedContact(world, slotOfUid(id)) };
        const source = registrations.where('_contact', id);
        return enveloped({ world, key, source, data, render: (row) => byContact(world, row) });
      }),
      // The deprecated twin, whose example has integers for ids.
      academyGet(world, '/users/{id}/registrations', ({ params }, academyId) => {
        const { id = '' } = params;
        if (!isIn(contacts, id, academyId)) return notFound;
        const render = (row: Row): Row => ({ ...byContact(world, row), id: slotOfUid(String(row['id'])) });
        return enveloped({ world, key, source: registrations.where('_contact', id), render });
      }),
      academyGet(world, '/users/{id}/registrations/{registration_id}', ({ params }, academyId) => {
        const row = registrations.get(params['registration_id'] ?? '');
        const isOwn = row?.['academy_id'] === academyId && userOf(row)['id'] === params['id'];
        return detail('registration', isOwn ? single(row) : undefined);
      }),
    ],
  };
}

/** `start_time` (required) and `end_time`: Unix time, in seconds or milliseconds by its size, or ISO 8601. */
function listByDate(
  world: World,
  source: RowSource,
  { query }: VendorRequest,
  comparedMs: (row: Row) => number,
): List | Reply {
  if (world.options.registrationsByDateRange === 'disabled') return json(404, { error: 'Not found' });
  const start = query.get('start_time');
  if (start === null) return json(400, { error: 'Missing required parameter: start_time' });
  const [fromMs, toMs] = [unixOrIso(start), unixOrIso(query.get('end_time') ?? iso(world.setup.nowMs()))];
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) {
    return json(400, { error: 'Invalid date format. Use Unix timestamp or ISO8601.' });
  }
  const trainingId = query.get('training_id');
  const found = passing(source, (row) => {
    const ms = comparedMs(row);
    return ms >= fromMs && ms <= toMs && (trainingId === null || contentOf(row)['id'] === trainingId);
  });
  const render = world.options.dateRangeNesting === 'single' ? single : bare;
  return enveloped({ world, key: 'registrations', source: found, render });
}

function unixOrIso(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) return /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  const value = Number(text);
  return value < 1e11 ? value * 1000 : value;
}

function comparedDate({ options }: World, row: Row, updatedMs: ReadonlyMap<string, number>): number {
  const [createdMs, completedMs] = [Number(row['created_at']), Number(row['completed_at'] ?? Number.NaN)];
  switch (options.registrationsByDateRange) {
    case 'completed':
      return completedMs;
    case 'updated':
      return updatedMs.get(String(row['id'])) ?? (Number.isNaN(completedMs) ? createdMs : completedMs);
    default:
      return createdMs;
  }
}

function contentOf(row: Row): Row {
  return (row['content'] as { readonly content: Row }).content;
}

function userOf(row: Row): Row {
  return (row['user'] as { readonly user: Row }).user;
}

function bare(row: Row): Row {
  return without(row, 'academy_id');
}

function single(row: Row): Row {
  return { ...bare(row), content: contentOf(row), user: userOf(row) };
}

function byTraining(world: World, row: Row): Row {
  const slot = hash(slotOfUid(String(row['id'])));
  const method = slot % 2 === 0 ? 'self-started' : 'invited';
  return {
    ...without(row, 'academy_id', 'user', 'created_at'),
    enrollment_method: method,
    internal_assigner_id: method === 'invited' ? adminId(world, slot, 130) : null,
    content: contentOf(row),
  };
}

function byContact(world: World, row: Row): Row {
  const content = contentOf(row);
  const trainingSlot = slotOfUid(String(content['id']));
  const type = trainingType(world, trainingSlot);
  return {
    ...without(row, 'academy_id', 'user'),
    time_spent: Number(row['completion_percentage']) * 3,
    content: {
      ...without(content, 'description'),
      type: type === 'course' ? 'guide' : type,
      created_at: pastMs(world, 1300, kinds.training, trainingSlot, 120),
    },
  };
}

function makeRegistration(world: World, link: Link): Row {
  const { slot } = link;
  const createdMs = pastMs(world, 800, kind, slot, 131);
  const percent = choose(world, [0, 35, 100, 100], kind, slot, 132);
  const isDone = percent === 100;
  const dueMs = placeIn(world, slot) % 3 === 0 ? null : createdMs + 14 * 86_400_000;
  // One widely used client declares the due dates as text.
  const due = world.odd && placeIn(world, slot) % 33 === 4 && dueMs !== null ? iso(dueMs) : dueMs;
  return {
    academy_id: link.academyId,
    id: link.id,
    created_at: fractional(createdMs),
    completed_at: isDone ? fractional(laterMs(world, createdMs, kind, slot, 133)) : null,
    due_at: due,
    due_date: due,
    is_completed: isDone,
    completion_percentage: percent,
    score: isDone ? roll(world, 101, kind, slot, 134) : null,
    grading_status: isDone ? 'completed' : null,
    pass_status: isDone ? choose(world, ['passed', 'completed', 'failed'], kind, slot, 135) : null,
    content: {
      content: {
        id: link.parentId,
        title: trainingTitle(world, link.parentSlot),
        description: trainingType(world, link.parentSlot) === 'course' ? 'Getting started' : null,
        academy_overview_description: null,
        card_banner: null,
      },
    },
    user: { user: contact(world, link.contactSlot) },
  };
}
