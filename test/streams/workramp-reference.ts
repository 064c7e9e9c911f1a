import { columns, expectedOf, listOf, objectOf, type Columns, type Convert, type Row } from '../support/reference.ts';

/**
 * What WorkRamp's rows should become, written from the vendor's documentation: an independent second reading. Points in
 * time are compared without the zeros that end their fraction.
 */
export interface Reference {
  readonly key: readonly string[];
  readonly columns: Columns;
  /** From the portal's own row to the row as its list shows it. */
  readonly arrives?: (row: Row) => Row;
  /** Dotted names that are not emitted unless they are asked for. */
  readonly sensitive?: readonly string[];
  /** A key that the connector makes up. */
  readonly madeUp?: string;
}

/** `2025-06-17 18:29:56 UTC`, ISO 8601, seconds or milliseconds -> UTC. */
const at: Convert = (value) => {
  if (value === '' || value === 0) return null;
  if (typeof value === 'number') return trimmed(ofNumber(value));
  if (typeof value !== 'string') throw new TypeError(`no moment: ${JSON.stringify(value)}`);
  const iso = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)(?: UTC|Z)$/.exec(value);
  if (iso === null) throw new TypeError(`no moment: ${value}`);
  return trimmed(`${String(iso[1])}T${String(iso[2])}Z`);
};

const ofNumber = (value: number): string => {
  const [whole = '', fraction = ''] = String(value).split('.');
  const seconds = value < 1e11;
  const ms = seconds ? Number(whole) * 1000 : Number(whole);
  const [wall = '', millis = ''] = new Date(ms).toISOString().slice(0, -1).split('.');
  const digits = (seconds ? fraction : `${millis}${fraction}`).slice(0, 6);
  return `${wall}.${digits}Z`;
};

/** Also for emitted values: 10:00:00.120Z and 10:00:00.12Z are one moment. */
const trimmed = (text: string): string =>
  text.replace(/\.(\d*?)0*Z$/, (_, kept: string) => (kept === '' ? 'Z' : `.${kept}Z`));

const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

export const normalised = (value: unknown): unknown => {
  if (typeof value === 'string') return isMoment.test(value) ? trimmed(value) : value;
  if (Array.isArray(value)) return value.map(normalised);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, normalised(each)]));
};

/** As `columns`, with `at` for points in time and names of other columns. */
const cols = (words: string, more: Columns = {}): Columns => {
  const all = words.trim().split(/\s+/);
  const moments = all.filter((word) => word.endsWith(':at')).map((word) => [word.slice(0, -3), at] as const);
  const rest = all.filter((word) => !word.endsWith(':at')).join(' ');
  return { ...(rest === '' ? {} : columns(rest)), ...Object.fromEntries(moments), ...more };
};
const obj = (words: string, more: Columns = {}): Convert => objectOf(cols(words, more));
const many = (words: string, more: Columns = {}): Convert => listOf(obj(words, more));
const scalar = (kind: string): Convert => cols(`x:${kind}`)['x'] as Convert;
const texts = listOf(scalar('text'));
const ints = listOf(scalar('int'));
const jsons = listOf(scalar('json'));
const opens = listOf(scalar('open'));

const snakeUser =
  'id:int name:text email:text is_admin:flag is_deleted:flag is_permanently_deleted:flag created_at:at updated_at:at';
const attributes = many('id:int api_name:text value:json');
const rangeUser = obj(snakeUser, {
  groups: many('id:int name:text'),
  custom_attributes: attributes,
  user_identifiers: opens,
  managers: opens,
});
const camelUser = cols(
  'id:int name:text email:text isAdmin:flag isDeleted:flag isPermanentlyDeleted:flag createdAt:at updatedAt:at',
  { directReports: many('id:int name:text email:text'), certifications: many('id:text title:text') },
);
const guideRow = cols(
  `id:text user_id:int title:text course_id:text training_series_user_assignment_id:text assigner_id:int due_date:at
   num_viewed_tasks:int num_completed_tasks:int num_completed_test_questions:int num_graded_test_questions:int
   num_correct_test_questions:int score:number is_archived:flag is_completed:flag completion_percentage:int created_at:at
   updated_at:at completed_at:at status:text is_completed_on_time:flag passed:flag passing_grade_required:json
   is_overdue:flag num_days_overdue:int is_retaken:flag retake_count:int time_spent:number first_accessed_at:at
   last_accessed_at:at`,
  { training_series_user_assignment_ids: texts, tags: texts },
);
const pathRow = cols(
  `id:text user_id:int title:text training_series_id:text assigner_id:int overall_grade:number is_completed:flag due_date:at
   created_at:at updated_at:at created_through:text num_modules:int modules_completed:int completion_percentage:int
   completed_at:at time_spent:number status:text is_completed_on_time:flag passed:flag passing_grade_required:json
   is_overdue:flag num_days_overdue:int first_accessed_at:at last_accessed_at:at`,
  { tags: texts },
);
const challengeRow = cols(
  `id:text user_id:int title:text challenge_id:text training_series_user_assignment_id:text due_date:at reviewers_due_date:at
   is_submitted:flag is_partially_graded:flag is_fully_graded:flag calculated_grade:number passed:flag created_at:at
   updated_at:at completed_at:at completion_percentage:int status:text is_completed:flag is_completed_on_time:flag
   passing_grade_required:json is_overdue:flag num_days_overdue:int date_first_accessed:at date_last_accessed:at
   assigner_id:int`,
  { tags: texts },
);
const change: Reference = {
  key: ['id', 'status', 'occurredAt'],
  columns: cols(
    'id:text guideId:text guideName:text trainingSeriesId:text userId:int userEmail:text status:text occurredAt:at',
  ),
};
const award = `id:text userId:int certificationId:text courseUserAssignmentId:text challengeUserAssignmentId:text
  trainingSeriesUserAssignmentId:text trainingClassSessionAttendeeId:text assignmentId:text createdAt:at updatedAt:at`;

const lift =
  (name: string) =>
  (row: Row): Row => {
    const inner = row[name] as Row;
    return { id: inner['id'], updated_at: inner['updated_at'], ...row };
  };
const range = (item: string, itemColumns: Convert, assignment: Convert): Reference => ({
  key: ['id'],
  arrives: lift(`${item}_assignment`),
  columns: cols('id:text updated_at:at', { user: rangeUser, [item]: itemColumns, [`${item}_assignment`]: assignment }),
});

const learner =
  'user_id:int name:text email:text registration_status:text registration_date:at attended_event:flag invitation_date:at declined_date:at is_archived:flag';
const session = 'id:text title:text start_time:at end_time:at';
const scimMeta = obj('resourceType:text location:text');

const registration: Reference['columns'] = cols(
  `academy_id:text id:text created_at:at completed_at:at due_at:at due_date:at is_completed:flag completion_percentage:number
   score:number grading_status:text pass_status:text enrollment_method:text internal_assigner_id:int time_spent:number`,
  {
    content: obj('id:text type:text title:text description:text academy_overview_description:text created_at:at'),
    user: obj('id:text email:text display_name:text first_name:text last_name:text'),
  },
);
const unwrapped = (row: Row): Row => {
  const [content, user] = [row['content'] as Row | undefined, row['user'] as Row | undefined];
  const inner = content?.['content'] ?? content;
  return { ...row, content: inner, ...(user === undefined ? {} : { user: user['user'] ?? user }) };
};
const content = obj('id:text title:text description:text time_estimate_seconds:int');
const contents = 'academy_id:text id:text content_id:text content_type:text';
const ordered = `${contents} academy_certification_id:text ui_order:int created_at:at updated_at:at title:text`;
const enrollment = `academy_id:text contact_id:text id:text progress_percentage:int completed:flag completed_at:at awarded:flag
  awarded_at:at created_at:at updated_at:at due_at:at expires_at:at last_accessed_at:at expired:flag can_recertify:flag
  is_started:flag is_completed_and_requires_grading:flag has_learner_seen_award:flag
  has_learner_seen_completed_and_requires_grading:flag time_spent_cache:int public_url:text short_id:text`;
const enrolled =
  'academy_id:text id:text name:text email:text assigner_user_id:int enrollment_method:text progress_percentage:int';

/** A map in the vendor's schema, a list in its example. */
const listedAttributes = (row: Row): Row => {
  const attributes = row['custom_attributes'] as object;
  if (Array.isArray(attributes)) return row;
  return {
    ...row,
    custom_attributes: Object.entries(attributes).map(([api_name, value]: [string, unknown]) => ({ api_name, value })),
  };
};

const id = ['id'];

export const references: Readonly<Record<string, Reference>> = {
  users: { key: id, columns: camelUser },
  user_custom_attributes: {
    key: id,
    arrives: listedAttributes,
    columns: cols(snakeUser, { custom_attributes: attributes }),
  },
  groups: {
    key: id,
    columns: cols(
      `id:int enterpriseId:int name:text createdAt:at updatedAt:at originalName:text hasManagers:flag fromSso:flag
       groupAutomationsCount:int activeGroupAutomationsCount:int description:text`,
    ),
  },
  group_users: {
    key: ['group_id', 'id'],
    columns: { ...cols('group_id:int'), ...camelUser, customAttributes: many('id:int apiName:text value:json') },
  },
  guides: {
    key: id,
    columns: cols('id:text title:text num_total_tasks:int num_total_test_questions:int created_at:at updated_at:at', {
      tags: texts,
    }),
  },
  guide_assignments: range(
    'guide',
    obj('id:text display_title:text time_estimate_seconds:int'),
    obj(
      `id:text status:text is_completed:flag is_completed_and_passed:flag is_mandatory:flag is_deleted:flag
       completion_percentage:int score:number override_score:number rating:int num_viewed_tasks:int num_completed_tasks:int
       num_completed_test_questions:int num_graded_test_questions:int num_correct_test_questions:int time_spent:number
       path_id:text path_assignment_id:text created_at:at updated_at:at due_date:at completed_at:at last_viewed_at:at`,
      { esignatures: jsons },
    ),
  ),
  guide_assignments_by_guide: { key: id, columns: { ...guideRow, paths: many('id:text name:text title:text') } },
  guide_assignment_changes: change,
  guide_assignment_change_events: change,
  paths: {
    key: id,
    columns: cols(
      `id:text name:text description:text sequential_unlock:flag passing_score_required_for_unlock:flag created_at:at
       updated_at:at time_estimate_seconds:int num_guides:int num_resources:int num_challenges:int`,
      { tags: texts },
    ),
    sensitive: ['card_banner'],
  },
  path_assignments: range(
    'path',
    obj('id:text display_title:text total_time_estimate:int'),
    obj(
      `id:text assigned_from:text assigner_id:int completion_percentage:int num_modules:int num_modules_completed:int
       num_modules_failed:int num_modules_graded:int overall_grade:number status:text time_spent:number is_archived:flag
       is_bulk_completing:flag is_completed:flag is_failed:flag is_passed:flag is_submitted_on_time:flag is_deleted:flag
       completed_at:at created_at:at updated_at:at due_date:at expires_at:at`,
    ),
  ),
  path_assignments_by_path: { key: id, columns: pathRow },
  scorms: { key: id, columns: cols('id:text title:text created_at:at time_estimate:int') },
  scorm_assignments: range(
    'scorm',
    obj('id:text display_title:text'),
    obj(
      `id:text is_completed:flag completion_percentage:int score:number due_at:at due_date:at top_level_content_id:text
       assigner_user_id:int created_at:at updated_at:at completed_at:at time_spent:number status:text is_deleted:flag`,
      { tags: texts, training_series_user_assignment_ids: texts },
    ),
  ),
  scorm_assignments_by_scorm: {
    key: [],
    madeUp: 'assignment_key',
    columns: cols(
      `scorm_id:text completed_at:at completion_percentage:int due_date:at date_assigned:at assigner:text
       time_spent_in_minutes:int`,
      { user: obj('name:text email:text') },
    ),
  },
  challenge_assignments: {
    key: [],
    madeUp: 'assignment_key',
    columns: cols('challenge_id:text completion_date:at is_fully_graded:flag time_spent:number passed:flag', {
      grade: obj('earned_points:number total_points:number incomplete:number'),
      user: obj('name:text email:text'),
    }),
  },
  user_assignments: {
    key: ['_type', 'id'],
    columns: {
      ...cols('_type:text'),
      ...challengeRow,
      ...pathRow,
      ...guideRow,
      ...cols('top_level_content_id:text assigner_user_id:int due_at:at'),
    },
  },
  certifications: { key: id, columns: cols('id:text title:text is_deleted:flag created_at:at updated_at:at') },
  certification_awards: { key: id, columns: cols(award), sensitive: ['fileUrl'] },
  user_certification_awards: { key: id, columns: cols(award) },
  events: {
    key: id,
    columns: cols('id:text name:text type:text', {
      sessions: many(session, { learners: many(learner, { groups: texts }) }),
    }),
  },
  event_sessions: { key: id, columns: cols(`event_id:text ${session}`) },
  event_registrations: {
    key: ['session_id', 'user_id'],
    columns: cols(`event_id:text session_id:text ${learner}`, { groups: texts }),
  },
  resources: { key: id, columns: cols('id:text name:text description:text createdAt:at updatedAt:at') },
  content_catalog_items: {
    key: [],
    madeUp: 'item_key',
    columns: cols(
      `folderName:text universityName:text universityDescription:text universityFolder:text pathName:text pathDescription:text
       itemType:text itemName:text itemDescription:text itemLink:text lastEditedDate:at lastEditor:text lastAssignedDate:at
       numAssignments:int originalAuthor:text createdDate:at`,
    ),
  },
  item_folders: {
    key: id,
    columns: cols('id:text parent_id:text name:text order:int createdAt:at updatedAt:at isHidden:flag isLocked:flag'),
  },
  libraries: {
    key: id,
    columns: cols(
      `id:text name:text description:text type:text is_private:flag is_published:flag is_deleted:flag udemy:flag
       item_folder_id:text sort_order:text ui_order:int created_at:at updated_at:at`,
      { group_ids: ints, user_ids: ints },
    ),
  },
  reseller_customers: {
    key: id,
    columns: cols(
      `id:int enterprise_id:int enterprise_name:text enterprise_base_url:text disable_all_emails:flag created_at:at
       updated_at:at`,
    ),
  },
  webhook_subscriptions: { key: id, columns: cols('id:text name:text', { eventTypes: texts }), sensitive: ['url'] },
  scim_users: {
    key: id,
    arrives: ({ 'urn:ietf:params:scim:schemas:extension:workramp:2.0:User': custom_attributes, ...row }) => ({
      ...row,
      custom_attributes,
    }),
    columns: cols('id:int userName:text active:flag externalId:text custom_attributes:open', {
      schemas: texts,
      name: obj('formatted:text givenName:text familyName:text'),
      emails: many('value:text'),
      meta: scimMeta,
    }),
  },
  scim_groups: {
    key: id,
    arrives: (row) => ({
      ...row,
      members: (row['members'] as Row[]).map(({ $ref: ref, ...member }) => ({ ...member, ref })),
    }),
    columns: cols('id:int displayName:text', {
      schemas: texts,
      members: many('value:text ref:text display:text'),
      meta: scimMeta,
    }),
  },
  academy_contacts: {
    key: id,
    columns: cols(
      'academy_id:text id:text email:text display_name:text first_name:text last_name:text created_at:at status:text',
      {
        segments: opens,
        custom_registration_field_values: many('name:text value:json academy_registration_field_id:text'),
      },
    ),
  },
  academy_trainings: {
    key: id,
    columns: cols(
      'academy_id:text id:text type:text name:text created_at:at description:text time_estimate_seconds:int',
    ),
    sensitive: ['card_banner'],
  },
  academy_registrations: { key: id, columns: registration, arrives: unwrapped, sensitive: ['content.card_banner'] },
  academy_training_registrations: {
    key: id,
    columns: { ...registration, ...cols('training_id:text') },
    arrives: unwrapped,
    sensitive: ['content.card_banner'],
  },
  academy_contact_registrations: {
    key: id,
    columns: { ...registration, ...cols('contact_id:text') },
    arrives: unwrapped,
    sensitive: ['content.card_banner'],
  },
  academy_paths: { key: id, columns: cols('academy_id:text id:text name:text description:text created_at:at') },
  academy_path_contents: {
    key: id,
    columns: cols(`path_id:text ${ordered}`, { content }),
    sensitive: ['content.card_banner', 'banner_image'],
  },
  academy_path_enrollments: {
    key: id,
    columns: cols(
      `academy_id:text id:text user_id:text user_name:text user_email:text path_id:text path_name:text path_description:text
       progress_percentage:int completed_at:at`,
    ),
  },
  academy_path_enrollments_by_path: {
    key: ['path_id', 'id'],
    columns: cols(`path_id:text ${enrolled} completed_at:at`),
  },
  academy_contact_paths: {
    key: id,
    columns: cols(enrollment, { path: obj('id:text name:text description:text created_at:at') }),
  },
  academy_certifications: {
    key: id,
    columns: cols(
      'academy_id:text id:text name:text description:text created_at:at awarded_by_name:text awarded_by_title:text',
    ),
  },
  academy_certification_contents: {
    key: id,
    columns: cols(`certification_id:text ${ordered}`, { content }),
    sensitive: ['content.card_banner', 'banner_image'],
  },
  academy_certification_enrollments: {
    key: ['certification_id', 'id'],
    columns: cols(`certification_id:text ${enrolled} awarded_at:at`),
  },
  academy_awarded_certifications: {
    key: ['user_id', 'id'],
    columns: cols(
      'academy_id:text id:text name:text description:text user_id:text user_name:text user_email:text awarded_at:at',
    ),
  },
  academy_contact_certifications: {
    key: id,
    columns: cols(`${enrollment} linked_in_add_to_profile_clicked_at:at`, {
      certification: obj('id:text name:text description:text created_at:at awarded_by_name:text awarded_by_title:text'),
    }),
  },
  academy_contact_awarded_certifications: {
    key: ['user_id', 'id'],
    columns: cols('academy_id:text user_id:text id:text display_title:text badge_image:text'),
  },
  academy_collections: { key: id, columns: cols('academy_id:text id:text name:text description:text created_at:at') },
  academy_collection_contents: {
    key: id,
    columns: cols(`collection_id:text ${contents}`, { content }),
    sensitive: ['content.card_banner'],
  },
  academy_events: {
    key: id,
    columns: cols(
      `academy_id:text id:text title:text description:text published:flag num_live_sessions:int num_on_demand_content:int
       created_at:at updated_at:at`,
    ),
  },
  academy_event_sessions: {
    key: id,
    columns: cols(
      `academy_id:text event_id:text id:text title:text description:text start_time:at end_time:at created_at:at updated_at:at
       url:text zoom_api_account_id:text zoom_meeting_id:text`,
    ),
    sensitive: ['zoom_meeting_join_url', 'zoom_meeting_start_url'],
  },
  academy_event_attendees: {
    key: ['event_id', 'id'],
    madeUp: 'attendee_key',
    columns: cols('academy_id:text event_id:text id:text name:text email:text status:text'),
  },
  academy_event_session_attendees: {
    key: ['event_session_id', 'id'],
    madeUp: 'attendee_key',
    columns: cols('academy_id:text event_id:text event_session_id:text id:text name:text email:text status:text'),
  },
  academy_object_attributes: {
    key: id,
    columns: cols('academy_id:text id:text name:text', { academy_object_attribute_values: many('id:text name:text') }),
  },
  academy_object_attribute_values: {
    key: id,
    columns: cols('academy_id:text id:text name:text', { academy_object_attribute: obj('id:text name:text') }),
  },
  academy_email_domains: {
    key: ['academy_id'],
    columns: cols('academy_id:text emailDomainsAllowedEnabled:flag emailDomainsBlockedEnabled:flag', {
      emailDomainsAllowed: texts,
      emailDomainsBlocked: texts,
    }),
  },
  academy_webhook_subscriptions: {
    key: ['webhookID'],
    columns: cols('academy_id:text webhookID:text webhookName:text', { eventTypes: texts }),
    sensitive: ['url'],
  },
};

const dropped = (row: Row, path: string): Row => {
  const [name = '', ...rest] = path.split('.');
  const inner = row[name];
  if (rest.length === 0) return Object.fromEntries(Object.entries(row).filter(([each]) => each !== name));
  return typeof inner === 'object' && inner !== null ? { ...row, [name]: dropped(inner as Row, rest.join('.')) } : row;
};

/** The record that a row of the portal should become. */
export const recordOf = (name: string, row: Row): Row => {
  const reference = references[name];
  if (reference === undefined) throw new RangeError(`no reference for ${name}`);
  const { arrives = (same: Row) => same, sensitive = [], columns: known } = reference;
  return expectedOf(known, sensitive.reduce(dropped, arrives(row))).record;
};
