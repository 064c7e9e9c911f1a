import type { Sandbox } from '@singer-io-ts/sandbox';
import type { Json } from './support.ts';

type ValuesOf = (row: Json) => Json;

interface Documented {
  /** The row's id in the portal; default its `id`. */
  readonly id?: (row: Json) => unknown;
  readonly values: Json | ValuesOf;
}

/**
 * What the vendors document and a simulated account of this size happens not to hold: by resource of the simulated
 * portal, values for its first row. Every declared field has one at least once, so that none is declared in vain.
 */
type DocumentedRows = Readonly<Record<string, Documented>>;

const day = '2026-09-01';
const iso = `${day}T10:00:00Z`;
const local = `${day} 10:00:00`;
const ms = Date.parse(iso);
const objectId = '65f1c0a2b4d3e90012ab34ce';
const mongoId = (row: Json): unknown => row['_id'];
const joined =
  (...columns: readonly string[]) =>
  (row: Json): string =>
    columns.map((column) => String(row[column])).join('|');
const translations = [
  {
    lang: 'fr',
    published: true,
    translatorIds: [objectId],
    translatedFields: { name: 'Les bases', description: 'Pour tous' },
  },
];

const learnupon: DocumentedRows = {
  users: {
    values: {
      ...{ can_manage_trainings: true, can_manage_sessions: false },
      ...{ membership_type: 'Individual', sf_user_id: '0055g00000AbCdE' },
    },
  },
  courses: { values: { due_date_reminder_days: 7, due_date_reminder_days_2: 1 } },
  enrollments: { values: { calculated_due_date: iso, course_access_expires_at: iso } },
  group_invites: { values: { username: 'tlind', sf_contact_id: '0035g00000XyZ', sf_user_id: '0055g00000AbCdE' } },
  group_invite_course_enrollments: { values: { last_reminder_sent_at: iso, user_id: 30_112_001 } },
  learning_paths: {
    values: {
      ...{ due_date_reminder_days: 7, due_date_reminder_days_2: 1, due_date_after_enrollment: iso },
      thumbnail_image_url: 'https://cdn.fernhillsupply.example/path.png',
    },
  },
  learning_path_enrollments: { values: { certificate_name: 'Warehouse Starter', cert_expires_at: iso } },
  course_modules: {
    id: joined('course_id', 'id'),
    values: { creator_username: 'iholt', tutor_username: 'iholt', assignment_passing_percentage: 70 },
  },
  modules: {
    // The session is part of the id where there is one.
    id: (row) => [row['id'], row['session_id'] ?? []].flat().map(String).join('-'),
    values: { creator_username: 'iholt', tutor_username: 'iholt' },
  },
  course_instructors: {
    values: {
      ...{ owner_user_id: 30_112_001, owner_email: 'ines.holt@fernhillsupply.example' },
      ...{ owner_first_name: 'Ines', owner_last_name: 'Holt', keywords: 'forklift', reference_code: 'FS-1' },
      ...{ sellable: false, cataloged: true, manager_can_enroll: true, allow_users_rate_course: true },
      ...{ number_of_reviews: 3, number_of_stars: 12, minute_length: 45, course_length_unit: 'minutes' },
      ...{ difficulty_level: 'basic', description_html: '<p>Safety.</p>', description_text: 'Safety.' },
      ...{ objectives_html: '<p>Drive.</p>', objectives_text: 'Drive.' },
    },
  },
  exams: { id: (row) => row['exam_id'], values: { pass_mark: 8 } },
  assignment_answers: { values: { was_rejected: true, rejected_at: iso, rejected_by_user_id: 30_112_001 } },
  portals: {
    values: {
      ...{ number_licenses_purchased: 50, number_licenses_used: 12, navigation_color: '#20406f' },
      logo_image_url: 'https://cdn.fernhillsupply.example/logo.png',
    },
  },
  ecommerce_products: { values: { discontinue_on: iso, taxons: [{ id: 3, name: 'Safety' }] } },
};

const learning360: DocumentedRows = {
  users: { id: mongoId, values: { toBeDeactivatedAt: '2026-12-31T23:00:00.000Z' } },
  groups: { id: mongoId, values: { backgroundImageId: objectId, url: 'acme' } },
  courses: { id: mongoId, values: { translations } },
  paths: { id: mongoId, values: { translations } },
  classroom_slots: { id: mongoId, values: { mediaIds: [objectId] } },
  integrations: { id: mongoId, values: { externalPlatformUnicolorLogoUrl: 'https://cdn.acme.example/mono.png' } },
  learning_needs: { id: mongoId, values: { volunteerIds: [objectId] } },
  v1_program_templates: { id: mongoId, values: { skills: [objectId] } },
  v1_program_sessions: { id: mongoId, values: { skills: [objectId] } },
};

const learningbuilder: DocumentedRows = {
  Profiles: { id: (row) => row['MemberId'], values: { Website: 'https://org.example.org/' } },
  AssessmentInstances: { id: (row) => row['AssessmentId'], values: { Source: 'Import' } },
};

const softDeleted = Object.fromEntries(
  `account_categories industries lead_sources pipelines pipeline_stages task_workflows task_stages`
    .split(' ')
    .map((stream) => [stream, { values: { deleted_at: local } }] as const),
);

const flowlu: DocumentedRows = {
  ...softDeleted,
  users: {
    values: {
      ...{ email_personal: 'anna@home.example', phone_mobile: '+351910000000', phone_work: '+351910000001' },
      ...{
        phone_internal: '12',
        web: 'https://northwind.example',
        description: 'Works in sales',
        ref: 'crm',
        ref_id: '7',
      },
    },
  },
  accounts: {
    values: {
      ...Object.fromEntries(
        [1, 2, 3, 4, 5, 6].map((n) => [`social_network_link_${String(n)}`, `https://s.example/${String(n)}`]),
      ),
      ...{ cf_segment: '14', cf_segment_value: 'Retainer', cf_6: '1500.50' },
    },
  },
  leads: { values: { cf_regions_value: 'Retainer', cf_11: 'VIP', cf_13: 'VIP' } },
  projects: { values: { cf_7: day } },
  invoices: { values: { cf_10: 'VIP', cf_12: 'VIP', cf_14: 'VIP', paid_at: local } },
  tasks: { values: { cf_checked: '1', deleted_at: local } },
  loss_reasons: { values: { created_by: 7, created_date: local, updated_by: 7, updated_date: local } },
};

/** An employee as range assignments and webhooks show one. */
const learner = {
  ...{ is_admin: false, is_deleted: false, is_permanently_deleted: false, created_at: ms, updated_at: ms },
  groups: [{ id: 88, name: 'SDR Cohort 7' }],
  custom_attributes: [{ id: 3, api_name: 'cost_center', name: 'Cost center', type: 'text', value: 'B-12' }],
  user_identifiers: [{ namespace: 'sso_scim', value: '00u8zq' }],
  managers: [{ id: 4101, name: 'Ines Calder', email: 'ines.calder@acme.test' }],
};

const inner = (row: Json, name: string): Json => row[name] as Json;

const workramp: DocumentedRows = {
  path_assignments: {
    id: (row) => inner(row, 'path_assignment')['id'],
    values: (row) => ({
      user: { ...inner(row, 'user'), ...learner },
      path_assignment: { ...inner(row, 'path_assignment'), expires_at: ms },
    }),
  },
  scorm_assignments: {
    id: (row) => inner(row, 'scorm_assignment')['id'],
    values: (row) => ({
      user: { ...inner(row, 'user'), ...learner },
      scorm_assignment: { ...inner(row, 'scorm_assignment'), training_series_user_assignment_ids: ['019487d2-70b1'] },
    }),
  },
  item_folder_trees: { values: { isHidden: false, isLocked: true } },
  academy_registrations: {
    values: (row) => ({
      ...{ enrollment_method: 'invited', internal_assigner_id: 4101, time_spent: 8 },
      content: {
        content: {
          ...inner(inner(row, 'content'), 'content'),
          ...{ type: 'guide', academy_overview_description: 'Start here', created_at: ms },
          ...{ card_banner: 'https://cdn.acme.test/banner.png', description: 'Getting started' },
        },
      },
    }),
  },
  group_users: {
    id: joined('group_id', 'id'),
    values: {
      directReports: [{ id: 4102, name: 'Tomas Reyes', email: 'tomas.reyes@acme.test' }],
      certifications: [{ id: 'c-1', title: 'Safety' }],
    },
  },
  academy_contacts: {
    values: {
      custom_registration_field_values: [{ name: 'region', value: 'EMEA', academy_registration_field_id: 'f-1' }],
    },
  },
  academy_contact_paths: { values: { awarded: true, awarded_at: ms, public_url: '/certificate/Ab3', short_id: 'Ab3' } },
};

const byTitle: Readonly<Record<string, DocumentedRows>> = {
  learnupon,
  '360learning v2': learning360,
  '360learning v1': learning360,
  learningbuilder,
  workramp,
  flowlu,
};

export const addDocumentedValues = (sandbox: Sandbox, title: string): void => {
  for (const [resource, { id = (row: Json) => row['id'], values }] of Object.entries(byTitle[title] ?? {})) {
    const [row = {}] = sandbox.truth(resource);
    const key = id(row) as string | number;
    const added = sandbox.update(resource, key, typeof values === 'function' ? values(row) : values);
    if (added === undefined) throw new RangeError(`${resource}: no row ${String(key)}`);
  }
};

/** Documented, but for another answer than those that this account gives. Everything else must have been seen. */
export const otherwiseSeen: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  learnupon: {
    'enrollments.modules': 'only where one enrollment is asked for',
    'modules.sequence': 'only in the list of one course; course_modules has it',
    'ilts.location_id': 'empty in the only list that was ever published',
    'ilts.location_title': 'empty in the only list that was ever published',
  },
  '360learning v2': {
    'path_sessions_detailed.translations[].translatedFields.description':
      'sessions share the translations of courses and paths; theirs have names',
  },
  '360learning v1': {
    'courses.description': 'accounts of 2020 have it, those after the guide do not',
    'courses.skills': 'accounts of 2020 have it, those after the guide do not',
    ...Object.fromEntries(
      ['_id', 'mail', 'firstName', 'lastName', 'score', 'completedAt'].map((field) => [
        `program_session_stats.${field}`,
        'the vendor shows no example of these rows; whichever of the two likely forms comes is read',
      ]),
    ),
  },
  workramp: {
    'guide_assignments_by_guide.paths[].title': 'accounts in legacy mode have it for the name',
    'scim_groups.meta': 'part of SCIM, which the vendor shows for users only',
    'academy_training_registrations.created_at': 'registrations share their fields; this list shows it only sometimes',
    'academy_training_registrations.user':
      'the vendor documents no contact here, but a list without one is of little use',
    'academy_contact_registrations.content.description':
      'registrations share their fields; this list has no description',
    'academy_contact_registrations.user': 'registrations share their fields; here the contact is the parent',
    'academy_path_contents.title': 'of the enclosing object, whose brackets are broken in the documentation',
    'academy_path_contents.banner_image': 'of the enclosing object, whose brackets are broken in the documentation',
    'academy_certification_contents.title': 'of the enclosing object, whose brackets are broken in the documentation',
    'academy_certification_contents.banner_image':
      'of the enclosing object, whose brackets are broken in the documentation',
  },
};
