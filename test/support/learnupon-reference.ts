import type { Sandbox } from '@singer-io-ts/sandbox';
import {
  columns,
  convertOf,
  expectedOf,
  listOf,
  objectOf,
  type Columns,
  type Expected,
  type Row,
} from './reference.ts';

/** Columns per stream and their types, as the vendor's guide and real payloads have them. */
interface Reference {
  readonly columns: Columns;
  readonly key: readonly string[];
  /** From the portal's own row (with its parents' keys) to the vendor's row as it arrives; several for one is possible. */
  readonly arrives?: (row: Row) => Row;
  /** Parts of the key that the connector makes up: not compared with the portal, but never empty. */
  readonly madeUp?: readonly string[];
  readonly sensitive?: readonly string[];
  readonly replicationKey?: string;
}

const person = 'first_name:text last_name:text email:text';
const customDataFieldValues = listOf(objectOf(columns('definition_id:int value:json')));

const without = (row: Row, ...names: readonly string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

const withModuleKey = (row: Row): Row => {
  const session = row['session_id'];
  const parts = session === null || session === undefined ? [row['id']] : [row['id'], session];
  return { ...row, module_key: parts.map(String).join('-') };
};

const module = `module_key:text id:int training_id:int session_id:int title:text tags:text component_type:text exam_id:int
  sequence:int number_of_linked_courses:int created_at:time updated_at:time description_html:text description_text:text
  creator_id:int creator_first_name:text creator_last_name:text creator_email:text creator_username:text
  assignment_passing_percentage:number assignment_question_html:text assignment_question_text:text
  location_id:int location:text address_1:text address_2:text address_3:text location_state_code:text
  location_country_code:text timezone:text start_at:time end_at:time number_enrolled_on_session:int max_capacity:int
  session_tutor_id:int tutor_first_name:text tutor_last_name:text tutor_email:text tutor_username:text`;

/** type_id of a definition: 1 string, 2 decimal, 3 integer, 4 to 6 a choice of these, 7 date. */
const kindOfType: Readonly<Record<number, string>> = {
  1: 'text',
  2: 'number',
  3: 'int',
  4: 'text',
  5: 'number',
  6: 'int',
  7: 'day',
};

const customData = (sandbox: Sandbox): Columns =>
  Object.fromEntries(
    sandbox
      .truth('custom_user_data_definitions')
      .map(({ label, type_id }) => [String(label), convertOf(kindOfType[Number(type_id)] ?? 'text')]),
  );

/** Every stream of the portal. */
export const learnuponReference = (sandbox: Sandbox): Readonly<Record<string, Reference>> => ({
  users: {
    key: ['id'],
    replicationKey: 'updated_at',
    columns: columns(
      `id:int ${person} username:text locale:text created_at:time updated_at:time last_sign_in_at:time account_expires:day
       sign_in_count:int number_of_enrollments:int number_of_enrollments_accessed:int enabled:flag user_type:text
       timezone_id:text can_enroll:flag can_delete_users:flag can_unenroll_users:flag can_move_groups:flag
       can_mark_complete:flag can_act_as_instructor:flag can_manage_trainings:flag can_manage_sessions:flag
       tutor_can_edit_their_courses:flag tutor_can_create_courses:flag membership_type:text number_of_points:int
       number_of_badges:int sf_contact_id:text sf_user_id:text is_salesforce_contact:flag languages:json`,
      { CustomData: objectOf(customData(sandbox)), customDataFieldValues },
    ),
  },
  custom_user_data_definitions: {
    key: ['id'],
    columns: columns('id:int type_id:int label:text predefined_values:json'),
  },
  courses: {
    key: ['id'],
    columns: columns(
      `id:int source_id:int version:int name:text keywords:text reference_code:text created_at:time date_published:time
       published_status_id:text sellable:flag cataloged:flag manager_can_enroll:flag allow_users_rate_course:flag
       send_due_date_reminders:flag number_of_reviews:int number_of_stars:int minute_length:number course_length_unit:text
       num_enrolled:int num_not_started:int num_in_progress:int num_completed:int num_passed:int num_failed:int
       num_pending_review:int number_of_modules:int price:int difficulty_level:text description_html:text
       description_text:text objectives_html:text objectives_text:text credits_to_be_awarded:text
       due_days_after_enrollment:int due_date_after_enrollment:time due_date_reminder_days:int due_date_reminder_days_2:int
       thumbnail_image_url:text owner_id:int owner_first_name:text owner_last_name:text owner_email:text
       license_expires:time license_number_enrollments_purchased:int license_is_open_ended:flag
       license_has_unlimited_enrollments:flag learning_awards:json`,
      { customDataFieldValues },
    ),
  },
  enrollments: {
    key: ['id'],
    replicationKey: 'updated_at',
    columns: columns(
      `id:int course_id:int course_source_id:int version:int course_name:text user_id:int ${person} username:text
       status:text percentage:int percentage_complete:int date_enrolled:time date_started:time date_completed:time
       date_lastaccessed:time due_date:time calculated_due_date:time is_overdue:flag course_access_expires_at:time
       cert_expires_at:time certificate_name:text was_recertified:flag unenrolled:flag has_attempts_remaining:flag
       from_store:flag from_catalog:flag group_id:int updated_at:time`,
      {
        modules: listOf(
          objectOf(
            columns(
              'id:int title:text sequence:int status:text date_started:time date_completed:time date_lastaccessed:time',
            ),
          ),
        ),
      },
    ),
  },
  groups: {
    key: ['id'],
    replicationKey: 'updated_at',
    columns: columns('id:int title:text number_of_members:int description:text created_at:time updated_at:time'),
  },
  group_memberships: {
    key: ['group_id', 'user_id'],
    // The plain form of the list has the user's id as `id` and no id of the membership.
    arrives: (row) => without(row, 'membership_id'),
    columns: columns(`group_id:int user_id:int ${person} created_at:time locale:text`),
  },
  group_managers: {
    key: ['id'],
    replicationKey: 'updated_at',
    columns: columns(
      `id:int group_id:int group_title:text description:text can_create_users:flag number_of_members:int
       number_of_courses:int user_id:int ${person} created_at:time updated_at:time`,
    ),
  },
  group_courses: {
    key: ['id'],
    columns: columns('id:int group_id:int course_id:int group_title:text course_name:text'),
  },
  group_invites: {
    key: ['id'],
    sensitive: ['accept_url'],
    columns: columns(
      `id:int first_name:text last_name:text username:text invite_email_address:text invite_status:text group_id:int
       num_reminders_sent:int accept_url:text created_at:time expires_at:time last_reminder_sent_at:time user_type:text
       sf_contact_id:text sf_user_id:text`,
      { customDataFieldValues },
    ),
  },
  group_invite_course_enrollments: {
    key: ['id'],
    sensitive: ['accept_url'],
    columns: columns(
      `id:int group_invite_id:int user_id:int invite_email_address:text num_reminders_sent:int first_name:text
       last_name:text group_id:int course_id:int course_name:text invite_status:text created_at:time
       last_reminder_sent_at:time accept_url:text user_type:text`,
    ),
  },
  learning_paths: {
    key: ['id'],
    columns: columns(
      `id:int name:text sellable:flag cataloged:flag keywords:text due_days_after_enrollment:int
       send_due_date_reminders:flag due_date_reminder_days:int due_date_reminder_days_2:int minute_length:number
       path_length_unit:text price:int published_status_id:text difficulty_level:text description_html:text
       description_text:text thumbnail_image_url:text credits_to_be_awarded:text created_at:time date_published:time
       due_date_after_enrollment:time`,
      { courses: listOf(convertOf('json')) },
    ),
  },
  learning_path_enrollments: {
    key: ['id'],
    columns: columns(
      `id:int lp_id:int lp_name:text user_id:int ${person} username:text percentage:int status:text unenrolled:flag
       date_enrolled:time date_started:time date_completed:time date_lastaccessed:time due_date:time certificate_name:text
       cert_expires_at:time was_recertified:flag`,
    ),
  },
  modules: { key: ['module_key'], replicationKey: 'updated_at', arrives: withModuleKey, columns: columns(module) },
  course_modules: {
    key: ['course_id', 'module_key'],
    arrives: withModuleKey,
    columns: columns(`course_id:int ${module}`),
  },
  course_instructors: {
    key: ['id'],
    replicationKey: 'updated_at',
    columns: columns(
      `id:int enrollment_count:int course_id:int course_name:text version:int user_id:int ${person} created_at:time
       updated_at:time owner_user_id:int owner_email:text owner_first_name:text owner_last_name:text keywords:text
       reference_code:text sellable:flag cataloged:flag manager_can_enroll:flag allow_users_rate_course:flag
       number_of_reviews:int number_of_stars:int minute_length:number course_length_unit:text price:int
       published_status_id:text difficulty_level:text description_html:text description_text:text objectives_html:text
       objectives_text:text course_created_at:time date_published:time`,
    ),
  },
  mark_completes: {
    key: ['id'],
    columns: columns(
      `id:int created_at:time date_completed:time status:text percentage:number user_id:int enrollment_id:int notes:text
       action_source_type:text`,
    ),
  },
  exams: {
    key: ['exam_id'],
    columns: columns(
      `exam_id:int name:text is_survey:flag is_timed_exam:flag is_knowledge_check:flag pass_percentage:number
       pass_mark:number attempts:text time_for_exam:number`,
    ),
  },
  exam_questions: {
    key: ['exam_id', 'question_id'],
    columns: columns(
      'exam_id:int question_id:int question_text:text question_type:text question_choice_type:text points:number',
      {
        answers: listOf(
          objectOf(
            columns(
              `answer_id:int answer_text:text sequence:int is_correct:flag for_matching:json predefined_answers:json
               rating_options:json`,
            ),
          ),
        ),
      },
    ),
  },
  exam_enrollments: {
    key: ['exam_enrollment_id'],
    columns: columns(
      `exam_id:int exam_enrollment_id:int status:text time_taken:number attempts_used:int score:number user_id:int
       portal_membership_id:int date_completed:time`,
    ),
  },
  exam_answers: {
    key: ['exam_id', 'exam_enrollment_id'],
    columns: columns('exam_id:int exam_enrollment_id:int user:text email:text', {
      questions: listOf(
        objectOf(
          columns('question_id:int question_text:text overall_status:text', {
            answers: objectOf({
              correct_answer: listOf(convertOf('json')),
              given_answer: listOf(convertOf('json')),
            }),
          }),
        ),
      ),
    }),
  },
  assignment_answers: {
    key: ['id'],
    columns: columns(
      `id:int assignment_id:int user_id:int answer:text feedback:text score:number status:text answer_submitted_at:time
       reviewed_at:time reviewed_by_user_id:int was_rejected:flag rejected_at:time rejected_by_user_id:int
       was_autocompleted:flag`,
    ),
  },
  enrollment_modules: {
    key: ['enrollment_id', 'id'],
    columns: columns(
      `enrollment_id:int id:int title:text sequence:int status:text date_started:time date_completed:time
       date_lastaccessed:time`,
    ),
  },
  badges: {
    key: ['id'],
    columns: columns(
      `id:int name:text points:int is_used:flag badge_type_id:int badge_type:text image_url:text created_by:int
       updated_by:int created_at:time updated_at:time`,
    ),
  },
  leaderboard: {
    key: ['user_id'],
    columns: columns('user_id:int login:text name:text position:int level:text total_points:int total_badges:int'),
  },
  user_awards: {
    key: ['user_id', 'badge_id'],
    columns: columns('user_id:int badge_id:int badge_name:text badge_count:int total_points:int'),
  },
  portals: {
    key: ['id'],
    columns: columns(
      `id:int title:text subdomain:text description:text ui_theme:int allow_course_authoring:flag
       number_licenses_purchased:int number_licenses_used:int number_of_members:int logo_image_url:text header_color:text
       navigation_color:text created_at:time updated_at:time`,
    ),
  },
  licenses: {
    key: ['id'],
    columns: columns(
      `id:int course_id:int portal_id:int expiry_date:day learner_limit:int created_at:time updated_at:time
       allow_managers_to_enroll_learners:flag resale_option:text`,
    ),
  },
  resources: {
    key: ['id'],
    columns: columns(
      'id:int title:text description:text file_name:text file_size:int content_type:text is_visible:flag',
    ),
  },
  certifications: { key: ['guid'], columns: columns('guid:text title:text') },
  audit_trails: {
    key: ['audit_key'],
    madeUp: ['audit_key'],
    replicationKey: 'date_and_time_utc',
    columns: columns(
      `action:int initiated_by_user:text initiated_by_user_email:text impacted_user:text impacted_user_email:text
       impacted_data:text date_and_time_utc:time`,
    ),
  },
  bulk_operation_jobs: {
    key: ['job_id'],
    sensitive: ['report_url'],
    columns: columns(
      `job_id:text status:text operation:text num_operations:int num_completed_operations:int num_failed_operations:int
       created_at:time completed_at:time report_url:text`,
    ),
  },
  locations: {
    key: ['id'],
    columns: columns(
      'id:int title:text address_1:text address_2:text address_3:text timezone:text country_code:text notes:text',
    ),
  },
  timezones: { key: ['id'], columns: columns('id:text name:text') },
  instructor_users: {
    key: ['id'],
    columns: columns(`id:int username:text ${person} instructor_pm_id:int user_type:text`),
  },
  ilts: {
    key: ['ilt_key'],
    madeUp: ['ilt_key'],
    columns: columns(
      `course_id:int course_name:text session_enrollment_type:int component_title:text description:text start_date:time
       end_date:time max_capacity:int instructor_name:text location_id:int location_title:text timezone:text
       session_type:text webinar_connection_name:text webinar_title:text`,
    ),
  },
  webinar_connections: { key: ['id'], columns: columns('id:int name:text has_default_password:flag') },
  webinars: { key: ['webinar_connection_id', 'id'], columns: columns('webinar_connection_id:int id:text title:text') },
  ecommerce_products: {
    key: ['id'],
    columns: columns(
      `id:text name:text description:text available_on:time discontinue_on:time slug:text status:text content_type:text
       content_id:int tax_category:open`,
      {
        tags: listOf(convertOf('json')),
        base_prices: listOf(convertOf('open')),
        membership_prices: listOf(convertOf('open')),
        taxons: listOf(convertOf('open')),
      },
    ),
  },
  ecommerce_orders: {
    key: ['id'],
    // Amounts stay the decimal text that they are.
    columns: columns(
      `id:text number:text state:text payment_state:text item_total:text total:text currency:text item_count:int
       user_id:text bill_address:open`,
      {
        line_items: listOf(convertOf('open')),
        payments: listOf(convertOf('open')),
        adjustments: listOf(convertOf('open')),
      },
    ),
  },
});

/** The portal keeps so many days of its audit trail. */
const auditMs = 30 * 86_400_000;

export interface ExpectedStream {
  readonly name: string;
  readonly reference: Reference;
  readonly rows: readonly Expected[];
}

export interface ReferenceOptions {
  /** Sensitive columns are expected too. */
  readonly sensitive?: boolean;
  /** Enrollments are read learner by learner, which also finds those of deleted courses. */
  readonly byUser?: boolean;
}

/** What a stream's records should be, in the portal's own order. */
export const expectedStream = (sandbox: Sandbox, name: string, options: ReferenceOptions = {}): ExpectedStream => {
  const reference = learnuponReference(sandbox)[name];
  if (reference === undefined) throw new RangeError(`${name}: not in the reference`);
  const { arrives = (row: Row): Row => row, sensitive = [] } = reference;
  const hidden = options.sensitive === true ? [] : sensitive;
  const truth = [
    ...sandbox.truth(name),
    ...(name === 'enrollments' && options.byUser === true ? sandbox.truth('orphan_enrollments') : []),
  ].filter((row) => name !== 'audit_trails' || Date.parse(String(row['date_and_time_utc'])) >= Date.now() - auditMs);
  const shown = Object.fromEntries(Object.entries(reference.columns).filter(([column]) => !hidden.includes(column)));
  const rows = truth.map((row) => expectedOf(shown, without(arrives(row), ...hidden)));
  return { name, reference, rows };
};
