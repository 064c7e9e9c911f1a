/** `SandboxOptions.options` of 360Learning: the answers to what the vendor leaves open, and what differs between tenants. */
export interface Learning360Options {
  /** Which generation `config` speaks; the portal always serves both. Default `v2`. */
  readonly generation?: 'v1' | 'v2';
  /** false = no odd texts, unknown fields, wrong types, nulls or empty strings. Default true. */
  readonly oddities?: boolean;
  /** Scopes of the credential, copied into a token when it is minted; a function is asked at each mint. Default all. */
  readonly scopes?: readonly string[] | (() => readonly string[]);
  /** Body of the 403 for a missing scope. Default `object` (OpenAPI); the guide shows a string. */
  readonly scopeError?: 'object' | 'string';
  /** Scope or existence of the parent first? Default `scope`: an unknown id gives 403 without the scope. */
  readonly checksFirst?: 'scope' | 'existence';
  /** How `expires_in` is written. Default `string`, as in every example of the vendor. */
  readonly expiresIn?: 'string' | 'number';
  /** Lifetime of a token. Default 3600. */
  readonly tokenSeconds?: number;
  /** How many tokens live at once; minting one more ends the oldest. Default: no limit. */
  readonly maxTokens?: number;
  /** Token calls count against the request limit. Default false. */
  readonly limitsTokenCalls?: boolean;
  /** Answer of v2 resources to a token minted from a v1 key. Default `invalid_token`. */
  readonly v1TokenOnV2?: 'invalid_token' | 'invalid_scope';
  /** Answer to a missing or wrong `360-api-version`. Default `error` (400). */
  readonly missingVersion?: 'error' | 'ignored';
  /** Form of the URL in `Link`. Default `absolute`; `bare` has no leading slash, `query` only `?next=`. */
  readonly link?: 'absolute' | 'path' | 'bare' | 'query';
  /** Origin of an absolute Link URL, for example another region's host. Default the portal's own. */
  readonly linkOrigin?: string | (() => string);
  /** What a cursor remembers: the last row read (nothing is lost by deletes) or an offset. Default `keyset`. */
  readonly cursor?: 'keyset' | 'offset';
  /** Lifetime of a cursor. Default: it never ends. */
  readonly cursorSeconds?: number;
  /** A full last page still names a next one, which is empty. Default false. */
  readonly emptyLastPage?: boolean;
  /** Every second page holds only half of its rows, though more follow. Default false. */
  readonly shortPages?: boolean;
  /** Page sizes by stream, before `SandboxOptions.pageSize`: the vendor changes them now and then. */
  readonly pageSizes?: Readonly<Record<string, number>>;
  /** Order of the big lists. Default `id`. With `modified` a changed row moves to the front, new ones begin there. */
  readonly order?: 'id' | 'modified' | 'shuffled';
  /** Answer to an unknown operator or value of a known filter. Default `error` (400). */
  readonly badFilter?: 'error' | 'ignored';
  /** Filters whose brackets are percent-encoded. Default `honoured`; `ignored` gives the unfiltered list. */
  readonly encodedBrackets?: 'honoured' | 'ignored';
  /** How lists may be written: `[in][0]=`, `[in][]=`, `[in]=a,b`. Default the first two; the others count as bad values. */
  readonly arrayFilters?: readonly ('indexed' | 'empty' | 'comma')[];
  /** Highest index of `[in][n]`; above it the filter is a bad value. Default 20, as in qs. */
  readonly arrayLimit?: number;
  /** `YYYY-MM-DD` in date filters, beside full timestamps. Default `accepted`; otherwise a bad value. */
  readonly plainDates?: 'accepted' | 'rejected';
  /** Rows without the filtered date pass a lower or upper bound. Default false. */
  readonly missingDatesPass?: boolean;
  /** What `/users`, `/courses`, `/paths`, `/paths/stats` and enrollments hold without a `status` filter. Default `all`. */
  readonly unfiltered?: 'all' | 'live';
  /** One authorized value of a custom field is an empty text: it may be left blank. Default false. */
  readonly blankAuthorizedValue?: boolean;
  /** Value of date custom fields. Default `day`; the schema says `datetime`. */
  readonly customDates?: 'day' | 'datetime';
  /** Unit of `attendanceDuration`. Default `ms` (the text); the sample value 60 speaks for minutes. */
  readonly attendanceUnit?: 'ms' | 'minutes';
  /** Classrooms made inside a path are missing from the list, though their ids are known to path steps. Default false. */
  readonly hidesPathClassrooms?: boolean;
  /** Products that are off: 400 `skillSolutionNotEnabled`, `courseCustomFieldsNotEnabled`. */
  readonly disabled?: readonly ('skills' | 'courseCustomFields')[];
  /** Some audiences answer 400 `unsupportedAudienceFilter`; `truth` leaves them out. Default true. */
  readonly unsupportedAudiences?: boolean;
  /** A 502 after every N requests to `/paths/stats` and `/courses/stats`. Default never. */
  readonly statsFailEvery?: number;
  /** Retry-After on the portal's own 429. Default false. */
  readonly retryAfter?: boolean;
  /** v1 requests share the company's budget. Default true. */
  readonly limitsV1?: boolean;
  /** Fields of the v1 course list: those of the guide, or the few that were recorded in 2020. Default `guide`. */
  readonly v1Courses?: 'guide' | 'recorded';
  /** Most attempts per course in the v1 course statistics. Default: no cap. */
  readonly v1StatsCap?: number;
  /** Statistics of a v1 program session: bare, or in an object as those of a path session. Default `array`. */
  readonly v1ProgramStats?: 'array' | 'object';
}

export type Product = NonNullable<Learning360Options['disabled']>[number];
