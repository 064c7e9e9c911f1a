import type { Property } from './metadata.ts';

const DOCS = 'https://heuristicsolutions.atlassian.net/wiki/spaces/DOCS/pages/';

/** A set that many tenants have; the administrator decides on its name and columns. */
export interface WellKnown {
  /** Stream and, in other spellings, names that an administrator may give the set. */
  readonly stream: string;
  readonly sets: readonly [string, ...string[]];
  readonly description: string;
  readonly source: string;
  /** Used when the metadata has none. null: what the metadata says is not unique. */
  readonly key: readonly string[] | null;
  readonly columns: readonly (Property & { readonly description: string })[];
}

const types: Readonly<Record<string, string>> = {
  int: 'Edm.Int32',
  long: 'Edm.Int64',
  text: 'Edm.String',
  decimal: 'Edm.Decimal',
  flag: 'Edm.Boolean',
  time: 'Edm.DateTime',
  duration: 'Edm.Time',
};

/** One column a line: `MemberId int The member`. */
const columns = (lines: string): WellKnown['columns'] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', type = '', ...words] = line.trim().split(' ');
      return { name, type: types[type] ?? 'Edm.String', description: words.join(' ') };
    });

const profiles: WellKnown = {
  stream: 'profiles',
  sets: ['Profiles'],
  description: 'Members, people and organizations, each with its primary address.',
  source: `${DOCS}591135019`,
  key: ['MemberId'],
  columns: columns(`
    MemberId int The member
    MemberType text PERSON or ORGANIZATION
    FirstName text First name of a person
    LastName text Last name of a person
    MemberName text Name of an organization, or a person's whole name
    Website text Website of an organization
    PrimaryEmail text Primary email address
    Status text Status of the member
    UniqueIdentifier text Identifier of the member's role, often the license number
    Address1 text First line of the primary address
    City text City of the primary address
    State text State or province of the primary address
    PostalCode text Postal code of the primary address`),
};

const memberRoles: WellKnown = {
  stream: 'member_roles',
  sets: ['MemberRoles'],
  description: 'Roles and credentials that members hold or held; never deleted, only granted and ungranted.',
  source: `${DOCS}2808283384`,
  key: ['MemberRoleId'],
  columns: columns(`
    MemberRoleId int The credential or role held
    MemberId int The member who holds it
    RoleName text Name of the role
    UniqueIdentifier text Identifier of the role held, often the license number
    RoleStatus text Label of the status, from a list of the tenant's own
    RoleStatusId int The status in that list
    CreatedOn time When the workflow that creates it first started
    BeginDate time When the credential was reached
    EndDate time When the credential ends
    IsGranted flag Whether it is granted; null before that was ever decided
    WorkflowStatus text Status of its workflow
    CurrentStep text Step of its workflow
    FirstName text First name of the member
    LastName text Last name of the member`),
};

const applications: WellKnown = {
  stream: 'applications',
  sets: ['Applications', 'LearningPlanInstances', 'vPLAN_INSTANCE_QUEUE'],
  description: 'Applications and renewals of members (learning plan instances).',
  source: `${DOCS}20881700`,
  key: ['LearningPlanInstanceId'],
  columns: columns(`
    LearningPlanInstanceId int The application
    LearningPlanId int Its definition
    LearningPlanTitle text Title of its definition
    MemberId int The applicant
    MemberRoleId int The role applied for
    WorkflowInstanceId int Its workflow
    Status text Status, such as Incomplete
    WorkflowStep text Step of its workflow
    SubmittedDate time When it was submitted
    CycleBeginDate time First day of the certification cycle
    CycleEndDate time Last day of the certification cycle
    ReportingBeginDate time First day of the reporting period
    ReportingEndDate time Last day of the reporting period`),
};

const applicationDefinitions: WellKnown = {
  stream: 'application_definitions',
  sets: ['ApplicationDefinitions', 'LearningPlans', 'LearningPlanDefinitions'],
  description: 'Definitions of applications (learning plans).',
  source: `${DOCS}20881700`,
  key: ['LearningPlanId'],
  columns: columns(`
    LearningPlanId int The definition
    Title text Title
    Description text Description, with HTML
    LearningPlanType text Maintenance, Application, Appellate or Bulk Assignment
    AllowedRole text Role that may apply
    AllowedStatuses text Statuses that may apply
    CompetencyModel text Competency model
    AppellateLearningPlanId int Definition of the appeal
    IsPublished flag Whether it is published`),
};

const activities: WellKnown = {
  stream: 'activities',
  sets: ['Activities'],
  description: 'Definitions of activities: courses, exams, work history.',
  source: `${DOCS}20881338`,
  key: ['ActivityId'],
  columns: columns(`
    ActivityId int The activity
    ActivityNumber text Number, such as ACT0417
    Title text Title
    ActivityType text Type
    ProviderMemberId int The provider
    Units decimal Units or credits
    StartDate time First day
    EndDate time Last day`),
};

const activityInstances: WellKnown = {
  stream: 'activity_instances',
  sets: ['ActivityInstances'],
  description: 'Activities that members claimed or completed, with their credits.',
  source: `${DOCS}2932637713`,
  key: ['ActivityInstanceId'],
  columns: columns(`
    ActivityInstanceId int The claimed activity
    ActivityNumber text Number of its definition
    WorkflowInstanceId int Its workflow
    LearningPlanInstanceId int The application it counts for
    TaskGroupId int Section of the application
    TaskGroupTitle text Title of that section
    CompletionDate time Completion, as the member entered it
    RequestedUnits decimal Units that the member asks for
    ApprovedUnits decimal Units that were approved`),
};

const activityOfferings: WellKnown = {
  stream: 'activity_offerings',
  sets: ['ActivityOfferings'],
  description: 'Scheduled sittings of activities.',
  source: `${DOCS}581468165`,
  key: ['ActivityOfferingId'],
  columns: columns(`
    ActivityOfferingId int The sitting
    ActivityId int The activity
    OwnerMemberId int The provider
    StartsAt time When it begins
    StartTime duration Time of day at which it begins
    Length duration How long it takes
    Location text Where it takes place
    Seats int How many may attend`),
};

const seatAssignments: WellKnown = {
  stream: 'seat_assignments',
  sets: ['SeatAssignments'],
  description: 'Seats that members have in scheduled sittings.',
  source: `${DOCS}581369993`,
  key: ['ActivityOfferingId', 'MemberId'],
  columns: columns(`
    ActivityOfferingId int The sitting
    MemberId int The member
    SeatStatus text Status of the seat
    AssignedOn time When it was assigned`),
};

const paymentTransactions: WellKnown = {
  stream: 'payment_transactions',
  sets: ['PaymentTransactions'],
  description: 'Line items of payments.',
  source: 'https://heuristicsolutions.atlassian.net/wiki/x/bgFkpw',
  key: ['TransactionLineItemId'],
  columns: columns(`
    TransactionLineItemId int The line item
    TransactionHistoryId int The transaction at the payment gateway
    TransactionType text Type, such as Payment
    Amount decimal Amount
    Description text Description from the payment attribute
    TransactionDate time When it was paid
    PaidFor text What the payment is for
    GlCode text General ledger code
    PurchasedItemId int What was purchased
    PurchasedItemTypeId int Kind of what was purchased
    PurchasedItemType text Name of that kind
    PayingMemberId int Who paid`),
};

const assessmentInstances: WellKnown = {
  stream: 'assessment_instances',
  sets: ['AssessmentInstances'],
  description:
    'Assessments of members. A row repeats its AssessmentInstanceId when two attributes refer to the assessment, so that the stream has no key.',
  source: `${DOCS}3997007873`,
  key: null,
  columns: columns(`
    AssessmentInstanceId int The assessment of one member; may repeat
    AssessmentFormId int Its form
    AssessmentId int Its definition
    FormCode text Code of the form
    FormStatus text DRAFT or PUBLISHED
    FormPriority int Priority of the form
    AssessmentTitle text Title
    AssessmentType text REFLECTIVE_SELF or SCORED
    MemberId int The member
    FirstName text First name of the member
    LastName text Last name of the member
    MemberName text Name of the member
    Source text Where it comes from; may be unused
    Status text Status, such as InProgress`),
};

const applicationExtrinsic: WellKnown = {
  stream: 'application_extrinsic',
  sets: ['ApplicationExtrinsic', 'LearningPlanInstanceExtrinsic', 'ApplicationsExtrinsic'],
  description: "The tenant's own attributes of applications, one column each.",
  source: `${DOCS}4118118564`,
  key: ['LearningPlanInstanceId'],
  columns: columns(`LearningPlanInstanceId int The application`),
};

const workflowLogs: WellKnown = {
  stream: 'workflow_logs',
  sets: ['WORKFLOW_LOG'],
  description: 'Steps that workflows took. Steps and actions are 0 where values were set from outside.',
  source: `${DOCS}3682500609`,
  key: ['WORKFLOW_LOG_ID'],
  columns: columns(`
    WORKFLOW_LOG_ID long The entry
    WORKFLOW_INSTANCE_ID int The workflow
    FROM_STEP_ID int Step it came from
    FROM_STEP_NUMBER int Number of that step
    FROM_STEP_TITLE text Title of that step
    TO_STEP_ID int Step it went to
    TO_STEP_NUMBER int Number of that step
    TO_STEP_TITLE text Title of that step
    ACTION_ID int Action taken
    ACTION_TITLE text Title of the action
    PERSON_ID int Member on whose behalf; 1 is the system
    LOGGED_IN_PERSON_ID int Member who was signed in
    LOG_DATE time When`),
};

const workflowValueLogs: WellKnown = {
  stream: 'workflow_value_logs',
  sets: ['WORKFLOW_VALUE_LOG'],
  description: 'Attributes that a step of a workflow changed.',
  source: `${DOCS}3682500609`,
  key: ['WORKFLOW_VALUE_LOG_ID'],
  columns: columns(`
    WORKFLOW_VALUE_LOG_ID long The change
    WORKFLOW_LOG_ID long The step
    ATTRIBUTE_ID int The attribute
    OLD_VALUE text Value before
    NEW_VALUE text Value after`),
};

const importQueueBatches: WellKnown = {
  stream: 'import_queue_batches',
  sets: ['WORKFLOW_IMPORT_QUEUE_BATCH', 'IMPORT_QUEUE_BATCH'],
  description: 'Batches of the workflow import queue.',
  source: `${DOCS}3814817793`,
  key: ['WORKFLOW_IMPORT_QUEUE_BATCH_ID'],
  columns: columns(`
    WORKFLOW_IMPORT_QUEUE_BATCH_ID int The batch
    CREATION_PATH text Where it came from, such as IMPORT_QUEUE_API:XYZ
    FILE_NAME text Name of the file
    STATUS text Status
    CREATED_ON time When it was created`),
};

export const wellKnownSets: readonly WellKnown[] = [
  profiles,
  memberRoles,
  applications,
  applicationDefinitions,
  activities,
  activityInstances,
  activityOfferings,
  seatAssignments,
  paymentTransactions,
  assessmentInstances,
  applicationExtrinsic,
  workflowLogs,
  workflowValueLogs,
  importQueueBatches,
];

/** The legacy service's only set. */
export const members: WellKnown = {
  stream: 'members',
  sets: ['Members'],
  description: "Members with their roles' unique identifiers, from the legacy service.",
  source: `${DOCS}419201067`,
  key: ['MemberId'],
  columns: columns(`
    MemberId int The member
    FirstName text First name
    LastName text Last name
    Email text Email address
    UniqueID text Unique identifier of the member's role
    RoleName text Name of the role`),
};

/** Without what only tells views from tables (`vPROFILE`, `vACTIVITY_REPORT`) and one from many. */
const plain = (name: string): string =>
  name
    .replace(/^v(?=[A-Z]{2})/, '')
    .replace(/_REPORT$/, '')
    .replaceAll('_', '')
    .toLowerCase()
    .replace(/ies$/, 'y')
    .replace(/s$/, '');

/** Whatever way its name is written. */
export const wellKnownSet = (set: string): WellKnown | undefined =>
  wellKnownSets.find(({ sets }) => sets.some((name) => plain(name) === plain(set)));
