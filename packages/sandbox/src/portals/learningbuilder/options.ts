/**
 * `SandboxOptions.options` of LearningBuilder: the answers to what the vendor leaves open, and what differs between
 * tenants. The default is the most plausible answer.
 */
export interface LearningBuilderOptions extends ODataOptions, AccessOptions, ActionOptions, HubOptions {
  /** false = no odd texts, undeclared columns, wrong types, zero dates or nulls where the metadata denies them. Default true. */
  readonly oddities?: boolean;
  /** Features of later releases are missing (404). Default 13.3.0. */
  readonly release?: string;
}

interface ODataOptions {
  /** Protocol of `/data` and `/OData`. Default v3. */
  readonly odata?: 'v2' | 'v3' | 'v4' | 'v4.01';
  /**
   * JSON that v3 speaks: `negotiate` (default) takes light unless the request asks for verbose; `light` and `verbose` know
   * only one. v2 is always verbose.
   */
  readonly json?: 'negotiate' | 'light' | 'verbose';
  /** Verbose rows in `d.results` (default) or in `d`, which has no room for next links and counts. */
  readonly verboseList?: 'results' | 'array';
  /** `odata.count` of v3 light. Default string. */
  readonly countAs?: 'string' | 'number';
  /** XML namespace of the v2 and v3 schema. Default 2008/09 in v2, 2009/11 in v3. */
  readonly schemaNamespace?: '2006/04' | '2007/05' | '2008/09' | '2009/11';
  /** Zone of the server: of zoneless times, and of the offsets in v4. Default America/New_York. */
  readonly serverZone?: string;
  /** What v4 makes of a SQL `date`. Default `Edm.Date`. */
  readonly dates?: 'date' | 'date-time-offset';
  /**
   * `server` (default) gives next links; `none` gives all rows unless `$top` asks for fewer; `truncate` cuts at the page size
   * and says nothing.
   */
  readonly paging?: 'server' | 'none' | 'truncate';
  /** What a next link carries: `$skip` (default), a `$skiptoken` with the last key, or an opaque `$skiptoken`. */
  readonly nextToken?: 'skip' | 'key' | 'opaque';
  /**
   * How a next link is written. Default absolute. `query` = `?...` alone; `internal-host` = the name of a machine behind
   * the proxy.
   */
  readonly nextLink?: 'absolute' | 'relative' | 'rooted' | 'query' | 'internal-host';
  /** `Prefer: odata.maxpagesize` makes pages smaller. Default: honoured in v4, ignored before. */
  readonly maxPageSize?: 'honour' | 'ignore';
  /** Largest `$top`. Default: none. */
  readonly topCap?: number;
  /** A larger `$top`: 400 (default), or fewer rows without a word. */
  readonly overTop?: 'reject' | 'clamp';
  /** Query options that every set refuses, such as `$orderby`; `$count` is also the path segment. */
  readonly refuses?: readonly string[];
  /** Status of that. Default 400; 501 = the provider has not implemented them. */
  readonly refusedStatus?: 400 | 501;
  /**
   * Order without `$orderby`: by key (default); `heap` = none in particular, but stable; `unstable` = another one for each
   * request with `$top` or `$skip`.
   */
  readonly order?: 'key' | 'heap' | 'unstable';
  /** Longest query string, in characters; beyond it IIS answers 404.15 with HTML. Default 2048. */
  readonly maxQueryString?: number;
  /** Larger answers run into the database's timeout: 500. Rows by entity set. */
  readonly queryTimeout?: Readonly<Record<string, number>>;
  /** Names that the administrator gave: `friendly` (default), or those of the SQL objects. */
  readonly setNames?: 'friendly' | 'sql';
  /** Sets that are served; default all. */
  readonly sets?: readonly string[];
  /** Sets whose metadata has no key. */
  readonly keyless?: readonly string[];
  /** Columns that the tenant defined, in `ApplicationExtrinsic`. Default 6; more or fewer = an administrator changed a workflow. */
  readonly customColumns?: number;
  /** Blanks and `|` in the names of those columns: `_` (default), or `_x0020_` and the like. */
  readonly customNames?: 'underscore' | 'escaped';
  /** Services that the tenant has: `/data` and the legacy `/OData`. Default both. */
  readonly services?: readonly ('data' | 'legacy')[];
  /** Roles of the legacy members: in the row (default), or a collection. */
  readonly legacyRoles?: 'flat' | 'nested';
}

interface AccessOptions {
  /** Answer to a wrong, revoked or lapsed key. Default `401-basic` (with WWW-Authenticate). */
  readonly badKey?: '401-basic' | '401' | '403' | 'redirect-login' | 'html-login';
  /** The owner's required role ends: from then on the key is refused. */
  readonly roleExpiresAtMs?: number;
  /** `$metadata` and the service document without a key. Default true. */
  readonly openMetadata?: boolean;
  /** Sets, and features by path such as `/API/WorkflowInstance/AttributeValues`, that the key may not use: 403. */
  readonly denied?: readonly string[];
  /** Sets that the metadata names and that are gone: 404. */
  readonly removed?: readonly string[];
  /** Sets that show only the rows of the key's owner. Their truth still tells all rows. */
  readonly rowFiltered?: readonly string[];
  /** Body of errors below `/data`. Default `odata`. */
  readonly errorBody?: 'odata' | 'webapi' | 'html';
  /** Status of throttling, which is undocumented. Default 429. */
  readonly throttleStatus?: 429 | 503;
  readonly throttleBody?: 'html' | 'json' | 'empty';
  /** Retry-After on the portal's own throttling. Default false. */
  readonly retryAfter?: boolean;
}

interface ActionOptions {
  /** Status of `{"success":false}`. Default 200. */
  readonly businessErrorStatus?: 200 | 400;
  /** Answer of AttributeValues. Default `wrapped`: `{success, errors, values}`. */
  readonly attributeValues?: 'wrapped' | 'array' | 'map';
  /** Between entity and attribute in `AttributeNames`. Default `.`. */
  readonly nameSeparator?: '.' | ':';
  /** Default `array`. */
  readonly polledFile?: 'array' | 'wrapped' | 'csv';
  /** Rows of the file carry an `id` for Zapier. Default true. */
  readonly polledIds?: boolean;
  /** ETag and Last-Modified, and 304. Default true. */
  readonly polledValidators?: boolean;
  /** HEAD on the file. Default false: 405. */
  readonly polledHead?: boolean;
}

interface HubOptions {
  /** What the Hub's key may see. Default SYSTEM; CLIENT sees no subscriptions and only `hubPrograms`. */
  readonly hubScope?: 'SYSTEM' | 'CLIENT';
  readonly hubPrograms?: readonly string[];
  /** `old` = ids without `E:`, `EventStartUTC`, templates as text, `SynEnabled`. Default current. */
  readonly hubGeneration?: 'current' | 'old';
  /** `GET /api/events/{programId}`, which the latest page does not show. Default served. */
  readonly hubEvents?: 'served' | 'gone';
  /** Default `array`; `wrapped` = `{events, nextToken}`, paged. */
  readonly hubList?: 'array' | 'wrapped';
  /** Name of the parameter that selects events by CreatedUtc, from that moment on. Default: there is none. */
  readonly hubSince?: string;
  /** Larger answers are the gateway's 502. Default 6 MB. */
  readonly hubMaxBytes?: number;
}
