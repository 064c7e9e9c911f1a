import type { Row, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { Table } from '../../table.ts';
import { constant, derived, rowSource } from '../../table.ts';
import { failure, listed, numberIn, whole } from './conventions.ts';
import { courseIdOf } from './courses.ts';
import { isIgnored } from './enrollments.ts';
import { eventIdOf, locationIdOf, sessionIdOf } from './modules.ts';
import { instructorSlot, userIdOf } from './users.ts';
import { courseTitle, text } from './words.ts';
import type { Part, World } from './world.ts';
import { get, iso, numbered, onPlan, pastMs, roll, without } from './world.ts';

/** The codes run from -4 (waitlisted) to 8 (past due) without 0. */
const statusCodes = [-4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 7, 8] as const;

function makeSession(world: World, slot: number): Row {
  const block = Math.floor(slot / 3);
  const startMs = Math.floor(pastMs(world, 400, 150, slot) / 3_600_000) * 3_600_000;
  const tutor = userIdOf(instructorSlot(world, 151, slot));
  return {
    id: sessionIdOf(block, slot % 3),
    event_id: eventIdOf(block),
    course_id: courseIdOf(block),
    title: text(world, `Yard induction – ${String(slot)}`, 152, slot),
    description: null,
    start_time: iso(startMs),
    // The write samples carry no zone suffix; some answers may not either.
    end_time: slot % 4 === 3 ? iso(startMs + 7_200_000).slice(0, -1) : iso(startMs + 7_200_000),
    timezone_id: 'Dublin',
    location_id: slot % 5 === 2 ? null : locationIdOf(world, slot),
    custom_webinar_url: slot % 5 === 2 ? 'https://meet.fernhillsupply.example/yard' : null,
    instructor_user_ids: [tutor],
    primary_instructor_user_id: tutor,
    min_capacity: 1,
    max_capacity: 12,
    minimum_attendance_threshold: 80,
  };
}

function makeEvent(world: World, slot: number): Row {
  const tutor = userIdOf(instructorSlot(world, 153, slot));
  return {
    id: eventIdOf(slot),
    title: text(world, `Yard induction ${String(slot)}`, 154, slot),
    description: '<p>On site</p>',
    owner_user_ids: [tutor],
    instructor_user_ids: [tutor],
    waitlist_status: 'disabled',
    completion_requirement: 'attendance',
    session_type: 'classroom',
    visibility: 'visible',
    session_series_tags: slot % 3 === 0 ? ['spring'] : [],
  };
}

function attendanceOf(world: World, session: Row): Row[] {
  const id = Number(session['id']);
  return Array.from({ length: Math.min(world.counts.users, roll(world, 9, 155, id)) }, (_, i) => ({
    session_id: id,
    user_id: userIdOf((id + i * 7) % world.counts.users),
    status: statusCodes[roll(world, statusCodes.length, 156, id, i)],
    duration: roll(world, 120, 157, id, i),
  }));
}

const locations = Array.from({ length: 8 }, (_, i) => ({
  id: 2_250 + i,
  title: `Depot North, Room ${String(i)}`,
  address_1: '14 Quay Road',
  address_2: 'Cork',
  address_3: '',
  timezone: 'Dublin',
  country_code: 'IE',
  notes: i % 2 === 0 ? null : 'Ring bell\r\ntwice',
}));
const timezones = [
  { id: 'Dublin', name: '(GMT+01:00) Dublin' },
  { id: 'Eastern Time (US & Canada)', name: '(GMT-04:00) Eastern Time (US & Canada)' },
  { id: 'Tokyo', name: '(GMT+09:00) Tokyo' },
];
const connections = [{ id: 31, name: 'Main webinar account', has_default_password: false }];
const webinars = [{ id: '84412345678', title: 'Yard class', webinar_connection_id: 31 }];
const sessionDefinitions = [{ id: 61_101, type_id: 4, label: 'room_setup', predefined_values: 'Theatre,Boardroom' }];

function legacyIlts(world: World): Row[] {
  return Array.from({ length: 6 }, (_, slot) => ({
    course_id: courseIdOf(slot),
    course_name: courseTitle(world, slot),
    session_enrollment_type: 0,
    component_title: `Yard class ${String(slot)}`,
    description: '',
    start_date: iso(pastMs(world, 1500, 158, slot)),
    end_date: iso(pastMs(world, 1500, 158, slot) + 7_200_000),
    max_capacity: 25,
    instructor_name: 'Ines Holt',
    location_id: null,
    location_title: null,
    timezone: 'Dublin',
    session_type: 'webinar',
    webinar_connection_name: 'Main webinar account',
    webinar_title: 'Yard class',
  }));
}

/** Selects by when a session happens, not by when it changed. */
function selected(request: VendorRequest, row: Row, startField: string): boolean {
  const { query } = request;
  const starts = String(row[startField]).slice(0, 10);
  const equals = (name: string, field = name): boolean => !query.has(name) || query.get(name) === String(row[field]);
  return (
    equals('course_id') &&
    equals('location_id') &&
    equals('event_id') &&
    equals('instructor_user_id', 'primary_instructor_user_id') &&
    starts >= (query.get('start_date') ?? '') &&
    starts <= (query.get('end_date') ?? '9999')
  );
}

export function liveLearningPart(world: World, users: Table): Part {
  const blocks = world.counts.moduleBlocks;
  const sessions = numbered(world, sessionIdOf(0, 0), {
    name: 'live_learning_sessions',
    count: blocks * 3,
    make: (slot) => makeSession(world, slot),
    onUpdate: (row, _atMs, revision) => ({ title: `${String(row['title'])} ${String(revision)}` }),
  });
  const events = numbered(world, eventIdOf(0), {
    name: 'live_learning_events',
    count: blocks,
    make: (slot) => makeEvent(world, slot),
  });
  const series = numbered(world, 8_800, {
    name: 'live_learning_session_series',
    count: Math.ceil(blocks / 2),
    make: (slot) => ({
      id: 8_800 + slot,
      course_id: courseIdOf(slot * 2),
      title: `Series ${String(slot)}`,
      session_ids: [sessionIdOf(slot * 2, 0)],
    }),
  });
  const listSessions = (request: VendorRequest) =>
    listed(
      world,
      'live_learning_sessions',
      sessions.match((row) => selected(request, row, 'start_time')),
      'sessions',
    );
  const one = (row: Row | undefined, envelope: string) =>
    row === undefined ? failure(404, 'Resource not found') : { ...json(200, { [envelope]: row }), envelope };

  return {
    resources: {
      live_learning_sessions: sessions,
      live_learning_session_attendance: derived(sessions, (row) => attendanceOf(world, row)),
      live_learning_events: events,
      live_learning_session_series: series,
      learner_sessions: derived(sessions, (row) =>
        attendanceOf(world, row).map(({ user_id: userId }) => ({ user_id: userId, ...row })),
      ),
      custom_session_data_definitions: constant(sessionDefinitions),
      ilts: constant(legacyIlts(world)),
      locations: constant(locations),
      timezones: constant(timezones),
      webinar_connections: constant(connections),
      webinars: constant(webinars),
    },
    routes: [
      ...onPlan(world, 'live_learning', [
        get('/live-learnings/sessions/list', listSessions),
        get('/live-learnings/sessions/search', listSessions),
        get('/live-learnings/sessions/{id}/attendance', ({ params }) => {
          const session = sessions.get(Number(params['id']));
          if (session === undefined) return failure(404, 'Session not found');
          const rows = attendanceOf(world, session).map((row) => without(row, 'session_id'));
          return listed(world, 'live_learning_session_attendance', rowSource(rows), 'attendance');
        }),
        get('/live-learnings/events/{id}', ({ params }) => one(events.get(Number(params['id'])), 'event')),
        get('/live-learnings/events/{event}/sessions/{id}', ({ params }) => {
          const session = sessions.get(Number(params['id']));
          return one(session?.['event_id'] === Number(params['event']) ? session : undefined, 'session');
        }),
        get('/live-learnings/session-series/search', (request) => {
          const courseId = numberIn(request, 'course_id');
          const rows = series.match((row) => courseId === undefined || row['course_id'] === courseId);
          return listed(world, 'live_learning_session_series', rows, 'session_series');
        }),
        get('/live-learnings/session-series/{id}', ({ params }) =>
          one(series.get(Number(params['id'])), 'session_series'),
        ),
        get('/live-learnings/learners/{id}/sessions', ({ params }) => {
          const userId = Number(params['id']);
          if (!users.has(userId)) return failure(404, 'User not found');
          const rows = sessions.match((row) => attendanceOf(world, row).some((seat) => seat['user_id'] === userId));
          return listed(world, 'learner_sessions', rows, 'sessions');
        }),
        get('/live-learnings/custom_session_data_definitions/list', () =>
          whole(world, 'custom_session_data_definitions', sessionDefinitions, 'customDataFieldDefinitions'),
        ),
      ]),
      get('/ilts/search', (request) => {
        const selectors = ['course_id', 'location_id', 'instructor_pm_id', 'course_status', 'start_date'];
        if (!selectors.some((name) => request.query.has(name)))
          return failure(400, 'At least one search parameter is required');
        return listed(
          world,
          'ilts',
          rowSource(
            legacyIlts(world).filter(
              (row) => isIgnored(world, request.query, 'course_id') || selected(request, row, 'start_date'),
            ),
          ),
          'ilts',
        );
      }),
      get('/locations', () => whole(world, 'locations', locations, 'locations')),
      get('/timezones', () => whole(world, 'timezones', timezones, 'timezones')),
      get('/webinar_connections', () => whole(world, 'webinar_connections', connections, 'webinar_connections')),
      get('/webinars', (request) => {
        const id = numberIn(request, 'webinar_connection_id');
        const rows = webinars.filter((row) => row.webinar_connection_id === id);
        return whole(
          world,
          'webinars',
          rows.map((row) => without(row, 'webinar_connection_id')),
          'webinars',
        );
      }),
    ],
  };
}
