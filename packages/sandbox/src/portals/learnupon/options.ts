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
  /** Body of the 401 that a wrong key gets. Default `envelope`. */
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
  /** How the minute is counted. Default `sliding`. */
  readonly window?: 'sliding' | 'fixed';
  /** Quota headers on good answers. Default true. */
  readonly quotaHeaders?: boolean;
  /** Retry-After (until the quota is free again) on the portal's own 429. Default false. */
  readonly retryAfter?: boolean;
}

export type Feature = 'live_learning' | 'gamification' | 'bulk_operations' | 'ecommerce' | 'licenses' | 'associations';
