/**
 * `SandboxOptions.options` of WorkRamp: the answers to what the vendor leaves open, and what differs between tenants.
 * The first value named is the default.
 */
export interface WorkRampOptions {
  /** Academies of the enterprise. Default 2. */
  readonly academies?: number;
  /** `old`: created before 2025-11-11, legacy shapes unless `legacy_mode=false`. `new`: the switch does nothing, never legacy. */
  readonly tenant?: 'old' | 'new' | 'always-legacy';
  /** false = no odd texts, unknown fields, wrong types, nulls in tags. Default true. */
  readonly oddities?: boolean;
  /** Order of the big lists (undocumented but for contacts: by e-mail). `updated`: a changed row moves to the front. */
  readonly order?: 'none' | 'updated';

  /** The refusal of a missing, wrong, rotated, deleted or revoked key. */
  readonly badKey?: '401-empty' | '401-json' | '403-json' | 'html-login' | 'redirect-login';
  /** The key's owner is deactivated or no longer an admin: a right key is refused too. Default false. */
  readonly ownerDeactivated?: false | '403-json' | '401-empty';
  readonly wrongAcademy?: 'not_found' | 'forbidden' | '400';
  /** Pages that only the OpenAPI document names. */
  readonly hiddenEndpoints?: 'answer' | 'not_found' | 'forbidden';
  readonly resellerCustomers?: 'listed' | 'empty' | 'forbidden' | 'not_found';

  /** `per_page` over the maximum. */
  readonly perPageOver?: 'clamp' | '400' | 'default';
  /** Greatest `per_page` of academies, SCORMs, libraries and reseller customers (undocumented). Default 200. */
  readonly unstatedMaxPerPage?: number;
  readonly itemCount?: 'erratic' | 'page' | 'total' | 'absent';
  /** `/users` without `limit`. */
  readonly usersWithoutLimit?: 'all' | '400';
  /** Whether the four arrays of `/users/{id}/assignments` are cut by `page` and `per_page`. */
  readonly userAssignments?: 'paged' | 'whole';
  /** `status_code` in the bodies of `/resources` and `/events`. Default 200. */
  readonly bodyStatusCode?: number | string;
  /** What `startIndex` counts. */
  readonly scimStartIndex?: 'record' | 'page';
  /** Which limits are enforced: 3,000 an hour, or 13,000 an hour with 72,000 a day (3,000 an hour sustained). */
  readonly rate?: 'sustained' | 'burst';
  /** Retry-After on the portal's own 429. Default false. */
  readonly retryAfter?: boolean;

  /** Keys of the rows of `/assignments/{guide,path,scorm}`; `outer-camel`: only the outer ones, as in the vendor's schema. */
  readonly rangeCasing?: 'snake' | 'camel' | 'outer-camel';
  readonly rangeWithoutTimes?: 'all' | '400' | 'empty';
  /** Whether path assignments of the date range show `updated_at`. Default false. */
  readonly pathAssignmentUpdatedAt?: boolean;
  /** `user_id` of `/paths/{id}/assignments`: an integer in the example, a string in the schema. */
  readonly pathUserId?: 'integer' | 'string';
  /** Whether progress (an update) moves `updated_at`, and with it the place in a date range. Default true. */
  readonly progressBumpsUpdatedAt?: boolean;
  /** Whether a deletion moves `updated_at`. Default true. */
  readonly deletionBumpsUpdatedAt?: boolean;
  /** `id` of a row of `/logs/guides` and `/logs/guide_assignments`. */
  readonly changeId?: 'assignment' | 'change';
  /** Users whose data was erased. */
  readonly permanentlyDeleted?: 'absent' | 'listed';
  readonly customAttributes?: 'array' | 'object';
  /** `start_time` and `end_time` of sessions in `/events`. */
  readonly sessionTimes?: 'iso' | 'ms' | 'absent';

  /** Which date `registrations/by_date_range` compares; `disabled`: the endpoint is gone. */
  readonly registrationsByDateRange?: 'created' | 'completed' | 'updated' | 'disabled';
  /** Whether its rows wrap content and user twice, as those of all registrations do. */
  readonly dateRangeNesting?: 'double' | 'single';
  readonly contactStatus?: 'present' | 'absent';
  readonly contactCreatedAt?: 'ruby' | 'iso' | 'ms';
  readonly certificationCreatedAt?: 'ms' | 'iso';
  /** `id` of the rows of `{academy}/paths/{id}` and `{academy}/certifications/{id}`. */
  readonly enrollmentRowId?: 'enrollment' | 'contact';
  /** `completed_at` of `{academy}/paths/{id}`. */
  readonly pathCompletedAt?: 'ms' | 'seconds';
  /** What `id` in `{academy}/awarded_certifications` identifies. */
  readonly awardId?: 'award' | 'certification';
  /** Where `{academy}/certifications/{id}` has its rows; `bare`: `data` is the array. */
  readonly certificationEnrollments?: 'awarded_certifictions' | 'awarded_certifications' | 'bare';
  /** `object`: a page of one collection holds it without an array. */
  readonly collections?: 'array' | 'object';
  /** Where the contents of a path or certification are: in the object, or beside it under `data`. */
  readonly detailsNesting?: 'inside' | 'beside';
  /** Body of the attendee endpoints, of which the only example is an empty object. */
  readonly attendees?: 'rows' | 'enveloped' | 'bare-array' | 'empty-object';
}
