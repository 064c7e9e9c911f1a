import { cleaned, type Row } from '../support/reference.ts';

/**
 * What rows should become, from the protocol's documentation and the README alone. Truth is written as version 3's light
 * JSON writes it: zoneless times, Int64 and Decimal as text.
 */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** SQL `datetime` columns: zoneless, in the site's zone. */
const times = new Set(
  words(`CreatedOn BeginDate EndDate SubmittedDate CycleBeginDate CycleEndDate ReportingBeginDate ReportingEndDate
    StartDate CompletionDate StartsAt AssignedOn TransactionDate ApplicationDate LOG_DATE CREATED_ON LastModifiedOn
    ADateTime ADateTime2 ADateTimeOffset ADate`),
);

/** Columns whose JSON is a number that may be `NaN` or `INF`. */
const doubles = new Set(['ADouble', 'ASingle']);

/** Sent although the metadata doesn't declare them. */
const undeclared = new Set(['LegacyLicenseNumber', 'Draft_Attribute']);

/** Text, or exact digits: Int64 and Decimal. */
const texts = new Set(
  words(`PurchasedItemType FormCode WORKFLOW_LOG_ID WORKFLOW_VALUE_LOG_ID CertificationId SizeInBytes Units
    RequestedUnits ApprovedUnits Amount CETotal AnInt64 ADecimal`),
);

/** Seconds that a zone is ahead of UTC at a moment; before railways they are no whole minutes. */
const aheadSeconds = (ms: number, zone: string): number => {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(ms);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes, seconds = 0] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds));
};

/** `/Date(ms)/` of verbose JSON holds the clock's time as if it were UTC; with `+minutes`, the clock at that offset. */
const wallOfTicks = (text: string): string => {
  const [, ticks, offset] = /^\/Date\((-?\d+)([+-]\d{4})?\)\/$/.exec(text) ?? [];
  if (ticks === undefined) return text;
  if (offset !== undefined) return new Date(Number(ticks) - Number(offset) * 60_000).toISOString();
  return new Date(Number(ticks)).toISOString().slice(0, -1);
};

/** UTC with `Z`, at most six digits of a second; a day stays one. */
const utc = (text: string, zone: string): string | null => {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return text === '0001-01-01' ? null : text;
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/.exec(wallOfTicks(text));
  if (match === null || match[1] === '0001-01-01T00:00:00') return null;
  const [, wall = '', fraction = '', offset] = match;
  let ms = Date.parse(`${wall}${offset ?? 'Z'}`);
  if (offset === undefined) {
    const first = ms - aheadSeconds(ms, zone) * 1000;
    ms = Date.parse(`${wall}Z`) - aheadSeconds(first, zone) * 1000;
  }
  if (ms >= Date.parse('+010000-01-01T00:00:00Z')) return null;
  const digits = fraction.slice(0, 6);
  return `${new Date(ms).toISOString().slice(0, 19)}${digits === '' ? '' : `.${digits}`}Z`;
};

const cleanedDeep = (value: unknown): unknown => {
  if (typeof value === 'string') return cleaned(value);
  if (Array.isArray(value)) return value.map(cleanedDeep);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, cleanedDeep(item)]));
};

export const recordOf = (row: Row, zone = 'America/New_York'): Row => {
  const record: Record<string, unknown> = {};
  const extra: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    if (undeclared.has(name)) extra[name] = cleanedDeep(value);
    else if (value === null) record[name] = null;
    else if (times.has(name) && typeof value === 'string') {
      record[name] = utc(value, zone);
      // The end of all days, at which the year has five digits in UTC.
      if ((value.startsWith('9999-12-31T') || value.startsWith('/Date(2534')) && record[name] === null)
        extra[name] = value;
    } else if (doubles.has(name) && typeof value === 'string') {
      record[name] = null;
      extra[name] = value;
    } else if (texts.has(name) && typeof value === 'number') record[name] = String(value);
    else record[name] = cleanedDeep(value);
  }
  return { ...record, _extra: Object.keys(extra).length === 0 ? null : extra };
};

/** Entity set to stream and key; no key: rows are compared whole. */
export const sets: Readonly<Record<string, { readonly stream: string; readonly key: readonly string[] }>> = {
  Profiles: { stream: 'profiles', key: ['MemberId'] },
  MemberRoles: { stream: 'member_roles', key: ['MemberRoleId'] },
  Applications: { stream: 'applications', key: ['LearningPlanInstanceId'] },
  ApplicationDefinitions: { stream: 'application_definitions', key: ['LearningPlanId'] },
  Activities: { stream: 'activities', key: ['ActivityId'] },
  ActivityInstances: { stream: 'activity_instances', key: ['ActivityInstanceId'] },
  ActivityOfferings: { stream: 'activity_offerings', key: ['ActivityOfferingId'] },
  SeatAssignments: { stream: 'seat_assignments', key: ['ActivityOfferingId', 'MemberId'] },
  PaymentTransactions: { stream: 'payment_transactions', key: ['TransactionLineItemId'] },
  AssessmentInstances: { stream: 'assessment_instances', key: [] },
  ApplicationExtrinsic: { stream: 'application_extrinsic', key: ['LearningPlanInstanceId'] },
  WORKFLOW_LOG: { stream: 'workflow_logs', key: ['WORKFLOW_LOG_ID'] },
  WORKFLOW_VALUE_LOG: { stream: 'workflow_value_logs', key: ['WORKFLOW_VALUE_LOG_ID'] },
  WORKFLOW_IMPORT_QUEUE_BATCH: { stream: 'import_queue_batches', key: ['WORKFLOW_IMPORT_QUEUE_BATCH_ID'] },
  vdev_CERTIFICATION_FEED: { stream: 'vdev_certification_feed', key: ['CertificationId'] },
  vdev_MEMBER_ROLES: { stream: 'vdev_member_roles', key: ['MEMBER_ROLE_ID'] },
  CustomListItems: { stream: 'custom_list_items', key: ['ItemCode'] },
  Uploads: { stream: 'uploads', key: ['UploadGuid'] },
  vdev_EVERY_TYPE: { stream: 'vdev_every_type', key: ['RowId'] },
  Members: { stream: 'members', key: ['MemberId'] },
};
