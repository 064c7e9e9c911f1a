/** `SandboxOptions.options` of LearnUpon: the answers to what the vendor leaves open, and what differs between portals. */
export interface LearnUponOptions {
  /** Order of the big lists (undocumented). Default `id`. With `updated` a changed row moves to the front, new ones begin there. */
  readonly order?: 'id' | 'updated' | 'name';
  /** An older portal: enrollments carry no updated_at. */
  readonly legacy?: boolean;
  /** Learners sign in with usernames; some have no e-mail. */
  readonly usernames?: boolean;
  /** false = no odd texts, unknown fields, wrong types or null updated_at. Default true. */
  readonly oddities?: boolean;
  /** Which date `date_from` and `date_to` select by, both days included, in UTC. Default `date_enrolled`. */
  readonly dateFilter?: 'date_enrolled' | 'date_completed' | 'updated_at';
  /** Answer of the enrolment searches to a request without a selector. Default `error`. */
  readonly noSelector?: 'error' | 'empty' | 'all';
  /** `course_id=` also finds enrollments of other versions with the same source_id. Default false. */
  readonly spanVersions?: boolean;
  /** Status of the answer to a wrong key. Default 401. */
  readonly unauthorizedStatus?: 401 | 403;
  /** Its body. Default `envelope`. */
  readonly unauthorizedBody?: 'envelope' | 'html' | 'empty';
  /** Envelope key per stream, where the dossier only guesses; `''` = a bare array. */
  readonly envelopes?: Readonly<Record<string, string>>;
  /** Where `/enrollments/{id}/modules` puts its rows. Default `enrollments` (that is `enrollments[0].modules`). */
  readonly enrollmentModules?: 'enrollments' | 'modules';
  /** Features that are not on the plan: 403 `feature_not_enabled`. */
  readonly disabled?: readonly Feature[];
  /** 400 for a Content-Type JSON on a GET without a body. Default true. */
  readonly rejectsContentType?: boolean;
  /** XML unless the request accepts JSON by name. Default false. */
  readonly xmlWithoutAccept?: boolean;
  /** Requests per rolling week. Default 360,000. */
  readonly weekLimit?: number;
  /** Values of LU-Has-Next-Page. Default `lower`: true and false. */
  readonly hasNext?: 'lower' | 'capitalized' | 'upper' | 'digits';
  /** Page beyond the end. Default `empty`. */
  readonly pastEnd?: 'empty' | '404' | 'last';
  /** The lists of which it is unknown whether they page (definitions, time zones, locations) send paging headers. Default false. */
  readonly smallListsPage?: boolean;
  /** Users with `version_id=1.2`: also what 1.1 adds, or the time zone alone. Default `cumulative`. */
  readonly userVersions?: 'cumulative' | 'separate';
  /** Answer of `/group_memberships?group_id=` without version_id: the user's id as `id`, or as with 1.1. Default `user`. */
  readonly membershipIds?: 'user' | 'membership';
  /** Selectors of the searches that do nothing, as parameters that the portal does not know: everything comes back. */
  readonly ignoredSelectors?: readonly ('course_id' | 'user_id' | 'lp_id')[];
  /** Ids of users, courses, groups and learning paths come as text. Default false. */
  readonly textIds?: boolean;
  /** Key of the definitions of custom fields at /users/customuserdata. Default `correct`. */
  readonly definitionsKey?: 'correct' | 'misspelt' | 'array';
  /** How errors are told: the whole envelope, parts of it, or the envelope under status 200. Default `envelope`. */
  readonly errors?: 'envelope' | 'message' | 'type' | 'status-200';
  /** Answer for a feature that is not on the plan. Default `403`. */
  readonly featureOff?: '403' | '401' | '404' | '400';
  /** Audit trail with a window that reaches outside of the last 30 days or spans more. Default `clamped`. */
  readonly auditWindow?: 'clamped' | 'refused';
  /** The host has no portal of this name. Default: it has. */
  readonly unknownPortal?: 'html' | 'html-404' | 'json-404' | 'redirect';
  /** Quota headers on errors too. Default false. */
  readonly quotaHeadersOnErrors?: boolean;
  /** How the minute is counted. Default `sliding`. */
  readonly window?: 'sliding' | 'fixed';
  /** Quota headers on good answers. Default true. */
  readonly quotaHeaders?: boolean;
  /** Retry-After (until the quota is free again) on the portal's own 429. Default false. */
  readonly retryAfter?: boolean;
}

export type Feature = 'live_learning' | 'gamification' | 'bulk_operations' | 'ecommerce' | 'licenses' | 'associations';
