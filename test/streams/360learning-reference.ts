/**
 * What 360Learning's rows should become, read a second time from the vendor's documentation and without the connector:
 * `s` text, `n` number, `i` integer, `b` boolean, `t` point in time, `j` anything as text, `o` any object; lists in
 * brackets. Sensitive fields are left out by listing them under `hidden`.
 */
type Type = 's' | 'n' | 'i' | 'b' | 't' | 'j' | 'o' | readonly [Type] | { readonly [name: string]: Type };

export interface Reference {
  readonly key: readonly string[];
  readonly fields: Readonly<Record<string, Type>>;
  readonly hidden?: readonly string[];
  /** A key that the connector makes up. */
  readonly madeUp?: string;
}

export type Row = Readonly<Record<string, unknown>>;

const named = (type: Type, names: string): Record<string, Type> =>
  Object.fromEntries(names.split(' ').map((name) => [name, type]));

const value: Record<string, Type> = named('s', 'customFieldId type value');
const translations: Type = [
  { lang: 's', published: 'b', translatorIds: ['s'], translatedFields: { name: 's', description: 's' } },
];
const registration: Record<string, Type> = {
  ...named('s', '_id userId status pathId classroomSlotId'),
  ...named('t', 'createdAt modifiedAt archivedAt'),
  hasAttended: 'b',
  attendanceDuration: 'n',
  rsvp: { going: 'b', lastUpdatedAt: 't' },
};
const stats: Record<string, Type> = {
  ...named('s', '_id userId pathId sessionId certificateId'),
  ...named('i', 'progress score'),
  ...named('t', 'enrolledAt unenrolledAt startedAt completedAt dueDate'),
  status: { type: 's', reason: 's' },
  timeSpent: 'n',
  selfEnrolled: 'b',
};
const session: Record<string, Type> = {
  ...named(
    's',
    '_id pathId groupId mainInstructorId name registrationRequestValidation additionalInformation rootSessionId',
  ),
  ...named('t', 'createdAt modifiedAt startDate endDate'),
  instructorIds: ['s'],
  isAudienceBuilder: 'b',
  userLimit: 'i',
  automaticReenrollment: { type: 's', delayDays: 'n', recurrenceMonths: 'n' },
  ipFiltering: { active: 'b', authorizedAddresses: ['s'] },
};
const legal: Type = { url: 's', explicitConsent: 'b' };
const need: Record<string, Type> = {
  ...named('s', '_id groupId name status authorId'),
  createdAt: 't',
  questions: [{ title: 's', answer: 's' }],
  suggestedExpertIds: ['s'],
  volunteerIds: ['s'],
};
const project: Record<string, Type> = { ...named('s', '_id name groupId'), completed: 'b' };

export const referencesOfV2: Readonly<Record<string, Reference>> = {
  users: {
    key: ['_id'],
    fields: {
      ...named('s', '_id status lang mail username firstName lastName job organization phone custom primaryGroupId'),
      ...named('t', 'lastLoginDate toBeDeactivatedAt'),
      profileImageId: 's',
      deletedAt: ['t'],
      reactivatedAt: ['t'],
    },
  },
  user_certificates: {
    key: ['_id'],
    fields: {
      ...named('s', '_id userId title type certificateOutlineId pathId pathSessionId pathName'),
      ...named('t', 'deliveryDate expirationDate'),
      validityPeriod: 'n',
    },
  },
  user_custom_field_values: { key: ['userId', 'customFieldId'], fields: { userId: 's', ...value } },
  user_custom_links: { key: ['_id'], fields: named('s', '_id userId customLinkId url') },
  user_managers: { key: ['userId', 'managerId'], fields: named('s', 'userId managerId') },
  user_subordinates: { key: ['userId', 'subordinateId'], fields: named('s', 'userId subordinateId') },
  user_memberships: { key: ['userId', 'groupId', 'role'], fields: named('s', 'userId groupId role') },
  groups: {
    key: ['_id'],
    fields: {
      ...named('s', '_id name parentId custom bannerImageId backgroundImageId faviconImageId logoImageId'),
      ...named('s', 'subdomain url'),
      ...named(legal, 'privacyPolicy moderationCharter termsOfUse imprint'),
      public: 'b',
    },
  },
  group_memberships: { key: ['groupId', 'userId', 'role'], fields: named('s', 'userId groupId role') },
  group_catalog_contents: {
    key: ['groupId', 'contentType', 'contentId'],
    fields: named('s', 'groupId contentType contentId'),
  },
  group_library_contents: {
    key: ['groupId', 'contentType', 'contentId'],
    fields: named('s', 'groupId contentType contentId'),
  },
  courses: {
    key: ['_id'],
    fields: {
      ...named('s', '_id name status type authorId groupId sourceLang defaultLang description externalPlatform'),
      ...named('t', 'createdAt modifiedAt'),
      coAuthorIds: ['s'],
      translations,
      duration: 'n',
      currentVersionNumber: 'i',
      collaborativeLearning: 'b',
    },
  },
  course_tags: { key: ['courseId', 'tagId', 'source'], fields: named('s', 'courseId tagId source') },
  course_custom_field_values: { key: ['courseId', 'customFieldId'], fields: { courseId: 's', ...value } },
  course_stats: {
    key: ['_id'],
    fields: {
      ...named('s', '_id courseId userId lang pathId pathSessionId'),
      ...named('t', 'firstActivityAt lastActivityAt completedAt'),
      ...named('i', 'progress score versionNumber'),
      timeSpent: 'n',
    },
  },
  paths: {
    key: ['_id'],
    fields: {
      ...named('s', '_id name status authorId groupId sourceLang defaultLang certificateId description'),
      ...named('s', 'additionalInformation coverPicture'),
      ...named('t', 'createdAt modifiedAt'),
      coAuthorIds: ['s'],
      options: named(
        'b',
        'linearProgression mandatoryReplay displayForum displayClassroomMessages automatedReminders notificationOnStepCreation',
      ),
      steps: [{ _id: 's', type: 's', subtype: 's', options: 'o' }],
      translations,
      estimatedDuration: { unit: 's', value: 'n' },
      estimatedWeeklyCommitment: { min: 'n', max: 'n' },
    },
  },
  path_enrollments: {
    key: ['_id'],
    fields: {
      ...named('s', '_id pathId sessionId userId status'),
      ...named('t', 'createdAt modifiedAt archivedAt'),
      isSelfEnrolled: 'b',
    },
  },
  path_tags: { key: ['pathId', 'tagId', 'source'], fields: named('s', 'pathId tagId source') },
  path_sessions: { key: ['_id'], fields: session },
  path_sessions_detailed: { key: ['_id'], fields: { ...session, translations } },
  path_session_audiences: {
    key: ['pathId', 'sessionId'],
    fields: { ...named('s', 'pathId sessionId mode'), filters: [{ type: 's', ids: ['s'] }] },
  },
  path_session_custom_field_values: {
    key: ['sessionId', 'customFieldId'],
    fields: { ...named('s', 'pathId sessionId'), ...value },
  },
  path_stats: { key: ['_id'], fields: stats },
  path_session_user_stats: { key: ['_id'], fields: stats },
  path_session_metrics: {
    key: ['pathId', 'sessionId'],
    fields: {
      ...named('s', 'pathId sessionId'),
      certificates: 'i',
      usersCountByStatus: named(
        'i',
        'awaitingCorrection late notYetStarted onTime sessionNotOpened successful toRetake unsuccessful',
      ),
    },
  },
  classrooms: {
    key: ['_id'],
    fields: {
      ...named('s', '_id groupId name message trainingObjective'),
      ...named('t', 'createdAt modifiedAt'),
      mediaIds: ['s'],
    },
  },
  classroom_slots: {
    key: ['_id'],
    fields: {
      ...named('s', '_id classroomId name location timezone webinarProvider'),
      ...named('t', 'startDate endDate createdAt modifiedAt'),
      ...named('n', 'reportedDuration maxCapacity'),
      virtual: 'b',
      selfRegistration: { enabled: 'b', cutoffDate: 't' },
      trainerIds: ['s'],
      mediaIds: ['s'],
      context: { _id: 's', type: 's' },
    },
  },
  classroom_registrations: { key: ['_id'], fields: { ...registration, classroomId: 's' } },
  classroom_slot_registrations: { key: ['_id'], fields: registration },
  classroom_slot_waitlist_requests: {
    key: ['slotId', 'userId'],
    fields: { ...named('s', 'slotId userId'), requestedAt: 't' },
  },
  attendance_sheets: {
    key: ['_id'],
    fields: {
      ...named('s', '_id classroomSlotId name status'),
      personalizedFields: named('s', 'organizationName organizationLogoId'),
    },
    hidden: ['checkInCode'],
  },
  attendances: {
    key: ['_id'],
    fields: named('s', '_id classroomSlotId attendanceSheetId userId firstName lastName status'),
  },
  certificate_outlines: { key: ['_id'], fields: { ...named('s', '_id title groupId'), createdAt: 't' } },
  custom_fields: { key: ['_id'], fields: named('s', '_id name targetType type') },
  custom_field_authorized_values: { key: ['customFieldId', 'value'], fields: named('s', 'customFieldId value') },
  custom_links: { key: ['_id'], fields: { ...named('s', '_id name type iconName'), order: 'i' } },
  external_ids: { key: ['_id'], fields: named('s', '_id platform value targetId targetType') },
  integrations: {
    key: ['_id'],
    fields: {
      ...named('s', '_id externalPlatform authorId groupId externalPlatformLogoUrl externalPlatformUnicolorLogoUrl'),
      ...named('b', 'defaultCompletion noGroupPropagation'),
      defaultProgress: 'i',
    },
  },
  learning_needs: { key: ['_id'], fields: need },
  projects: { key: ['_id'], fields: project },
  skills: {
    key: ['_id'],
    fields: {
      ...named('s', '_id name status externalId description libraryId'),
      ...named('t', 'createdAt updatedAt'),
      parents: [{ _id: 's', externalId: 's' }],
      translations: [{ lang: 's', translatedFields: { name: 's', description: 's' } }],
    },
  },
  skill_powers: {
    key: ['_id'],
    fields: {
      ...named('s', '_id skillId userId status externalId skillExternalId'),
      ...named('t', 'createdAt updatedAt'),
      qualifiers: [
        {
          ...named('s', '_id type currentValueId'),
          currentValue: 'j',
          currentValues: ['s'],
          currentValueIds: ['s'],
        },
      ],
    },
  },
  tags: { key: ['_id'], fields: { ...named('s', '_id name source externalId'), isMain: 'b' } },
  bulk_operations: {
    key: ['_id'],
    fields: {
      ...named('s', '_id type status errorMessage'),
      ...named('t', 'createdAt queuedAt startedAt endedAt'),
      progress: { index: 'n', updatedAt: 't' },
    },
  },
  bulk_operation_results: {
    key: ['operationId', 'index'],
    fields: { ...named('s', 'operationId status resourceId errorMessage'), index: 'i', input: 'o' },
  },
  webhook_subscriptions: { key: ['_id'], fields: named('s', '_id name url eventType status') },
  webhook_events: {
    key: ['_id'],
    fields: { ...named('s', '_id subscriptionId status'), createdAt: 't', payload: 'o' },
  },
};

const person: Record<string, Type> = named('s', 'mail firstName lastName');

export const referencesOfV1: Readonly<Record<string, Reference>> = {
  users: { key: ['_id'], fields: { ...person, ...named('s', '_id custom primaryGroupId') } },
  groups: { key: ['_id'], fields: { ...named('s', '_id name parent custom'), public: 'b' } },
  courses: {
    key: ['_id'],
    fields: {
      ...named('s', '_id author name description lang status group groupName'),
      ...named('t', 'creationDate modificationDate'),
      ...named('n', 'courseDuration reactionScore relevanceScore'),
      coAuthors: ['s'],
      skills: ['s'],
      translationsLangs: [{ lang: 's', published: 'b', translators: ['s'] }],
    },
  },
  course_stats: {
    key: ['_id'],
    fields: {
      ...named('s', '_id courseId userId path pathSession'),
      ...named('t', 'completedAt firstActivity lastActivity'),
      ...named('i', 'progress score'),
      globalTime: 'n',
      course: named('s', '_id name'),
      user: { _id: 's', ...person },
    },
  },
  paths: {
    key: ['_id'],
    fields: {
      ...named('s', '_id name authorId groupId sourceLang defaultLang description'),
      ...named('t', 'createdAt modifiedAt'),
      certificatePDF: 'b',
      sessionIds: ['s'],
      steps: [named('s', '_id title type')],
    },
  },
  path_users: { key: ['pathId', '_id'], fields: { ...person, ...named('s', 'pathId _id') } },
  path_sessions: {
    key: ['sessionId'],
    fields: {
      ...named('s', 'sessionId sessionName sessionOwnerGroup pathId pathName'),
      ...named('t', 'startDate endDate'),
    },
  },
  path_session_stats: {
    key: ['sessionId'],
    fields: {
      ...named('s', 'sessionId sessionName pathId pathName'),
      usersStatus: named('i', 'enrolled completed inProgress selfEnrolled'),
    },
  },
  path_session_user_stats: {
    key: ['sessionId', '_id', 'occurrence'],
    fields: {
      ...person,
      ...named('s', 'sessionId _id'),
      ...named('n', 'totalTimeSpentInSeconds progress score'),
      deleted: 'b',
      occurrence: 'i',
      completedAt: 't',
      detailedStatus: named('s', 'type reason'),
    },
  },
  program_templates: {
    key: ['_id'],
    fields: {
      ...named('s', '_id name description author templateCustom'),
      elements: [named('s', '_id type title')],
      skills: ['j'],
    },
  },
  program_sessions: {
    key: ['_id'],
    fields: {
      ...named('s', '_id name author description programTemplate programDurationType sessionCustom templateCustom'),
      ...named('t', 'startDate endDate'),
      ...named('b', 'hasUserLimit validateRegistrations'),
      programDuration: 'n',
      tutors: ['j'],
      skills: ['j'],
      modules: [named('s', '_id type')],
    },
  },
  program_session_users: { key: ['sessionId', '_id'], fields: named('s', 'sessionId _id mail firstName lastName') },
  program_session_stats: {
    key: ['sessionId', 'user'],
    madeUp: 'statKey',
    fields: {
      ...named('s', 'sessionId _id mail firstName lastName'),
      ...named('n', 'progress score timeSpentInMinutes'),
      completedAt: 't',
      user: named('s', '_id mail firstName lastName'),
    },
  },
  custom_fields: { key: ['_id'], fields: named('s', '_id name targetCollection') },
  custom_links: { key: ['_id'], fields: { ...named('s', '_id name type iconName company'), order: 'i' } },
  custom_user_links: {
    key: ['mail', 'type', 'url', 'name'],
    madeUp: 'linkKey',
    fields: named('s', 'mail type url name iconName'),
  },
  skills: { key: ['_id'], fields: { ...named('s', '_id name author'), isMain: 'b' } },
  learning_needs: { key: ['_id'], fields: need },
  projects: { key: ['_id'], fields: project },
};

/** One row per attempt. */
export const attemptsIn = (rows: readonly Row[]): Row[] =>
  rows.flatMap((row) => {
    const { course, stats: learners } = row as {
      course: Row;
      stats: readonly { user: Row; attempts: readonly Row[] }[];
    };
    return learners.flatMap(({ user, attempts }) =>
      attempts.map((attempt) => ({ ...attempt, course, user, courseId: course['_id'], userId: user['_id'] })),
    );
  });

/** Rows of one learner in one session are told apart by their place. */
export const numberedIn = (rows: readonly Row[]): Row[] =>
  rows.map((row, index) => {
    const isSame = (other: Row): boolean => other['_id'] === row['_id'] && other['sessionId'] === row['sessionId'];
    return { ...row, occurrence: rows.slice(0, index + 1).filter(isSame).length };
  });

const WRONG = Symbol('wrong');

/** Databases take neither U+0000 nor half a surrogate pair. */
const cleaned = (text: string): string =>
  Array.from(text)
    .filter((character) => !/^[\0\ud800-\udfff]$/.test(character))
    .join('');

const cleanedDeep = (given: unknown): unknown => {
  if (typeof given === 'string') return cleaned(given);
  if (Array.isArray(given)) return given.map(cleanedDeep);
  if (typeof given !== 'object' || given === null) return given;
  return Object.fromEntries(Object.entries(given).map(([name, item]) => [cleaned(name), cleanedDeep(item)]));
};

const scalars: Readonly<Record<'s' | 'n' | 'i' | 'b' | 't' | 'j' | 'o', (given: unknown) => unknown>> = {
  s: (given) => (typeof given === 'string' ? cleaned(given) : typeof given === 'number' ? String(given) : WRONG),
  n: (given) => {
    if (typeof given === 'number') return given;
    if (given === '') return null;
    return typeof given === 'string' && /^-?\d+(\.\d+)?$/.test(given) ? Number(given) : WRONG;
  },
  i: (given) => {
    const number = scalars.n(given);
    return typeof number === 'number' && !Number.isInteger(number) ? WRONG : number;
  },
  b: (given) => {
    if (typeof given === 'boolean') return given;
    if (given === 0 || given === 1) return given === 1;
    return given === '' ? null : given === 'true' ? true : given === 'false' ? false : WRONG;
  },
  t: (given) => {
    if (given === '') return null;
    // The fraction as it is written: text, not a Date.
    return typeof given === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/.test(given) ? given : WRONG;
  },
  j: (given) => (typeof given === 'string' ? cleaned(given) : JSON.stringify(cleanedDeep(given))),
  o: (given) => (typeof given === 'object' && given !== null && !Array.isArray(given) ? cleanedDeep(given) : WRONG),
};

const converted = (type: Type, given: unknown, place: string, extra: Record<string, unknown>): unknown => {
  if (given === undefined || given === null) return null;
  const result = ((): unknown => {
    if (typeof type === 'string') return scalars[type](given);
    if (Array.isArray(type)) {
      const [item] = type as readonly [Type];
      if (given === '') return null;
      if (!Array.isArray(given)) return WRONG;
      return given.map((each: unknown, index) => converted(item, each, `${place}.${String(index)}`, extra));
    }
    if (given === '') return null;
    if (typeof given !== 'object' || Array.isArray(given)) return WRONG;
    return members(type as Readonly<Record<string, Type>>, given as Row, place, extra);
  })();
  if (result !== WRONG) return result;
  extra[place] = cleanedDeep(given);
  return null;
};

const members = (
  types: Readonly<Record<string, Type>>,
  row: Row,
  place: string,
  extra: Record<string, unknown>,
): Record<string, unknown> => {
  const prefix = place === '' ? '' : `${place}.`;
  for (const [name, given] of Object.entries(row)) {
    if (!Object.hasOwn(types, name)) extra[prefix + name] = cleanedDeep(given);
  }
  return Object.fromEntries(
    Object.entries(types).map(([name, type]) => [name, converted(type, row[name], prefix + name, extra)]),
  );
};

/** The record that a row of the portal should become. */
export const expectedRecord = ({ fields, hidden = [] }: Reference, row: Row): Row => {
  const extra: Record<string, unknown> = {};
  const visible = Object.fromEntries(Object.entries(row).filter(([name]) => !hidden.includes(name)));
  const record = members(fields, visible, '', extra);
  return { ...record, _extra: Object.keys(extra).length === 0 ? null : extra };
};

export const keyOf = ({ key }: Reference, record: Row): string => JSON.stringify(key.map((part) => record[part]));
