/** `SandboxOptions.options` of Flowlu: the answers to what the vendor leaves open, and what differs between portals. */
export interface FlowluOptions {
  /** Zone of the zoneless times. Default `Europe/Lisbon`. */
  readonly timezone?: string;
  /** false = no odd texts, zero dates, unknown columns, numbers as text or rows of nulls. Default true. */
  readonly oddities?: boolean;
  /** Amounts of more digits than a double holds, in a few rows: as text, as bare JSON numbers, or not at all. Default `text`. */
  readonly hugeAmounts?: 'text' | 'number' | 'off';

  /** Rows per page without `limit`. Default 50 (100 in the older text). */
  readonly defaultLimit?: number;
  /** Largest `limit`. Default 100 (200 in the older text). */
  readonly maxLimit?: number;
  /** A `limit` above the largest. Default `clamp`; `default` = the default size instead. */
  readonly overLimit?: 'clamp' | 'default' | 'honour' | 'reject';
  /** A page past the end. Default `empty`. */
  readonly beyondEnd?: 'empty' | 'repeat-last';
  /**
   * `both` (default); `filtered` = the 2020 form: `total` counts what the filters leave; or only one of them, or none;
   * `zero` = a `total` of 0 whatever there is.
   */
  readonly totals?: 'both' | 'filtered' | 'total-result-only' | 'none' | 'zero';

  /** Order without `order_by`. Default `newest`. */
  readonly defaultOrder?: 'newest' | 'oldest' | 'updated' | 'shuffled';
  /** What `order_by` may sort by. Default `any`; anything else is ignored silently. */
  readonly orderBy?: 'any' | 'id' | 'ignored';
  /** `filter[id]={"type":"more",...}` and its like. Default `honoured`. */
  readonly idFilter?: 'honoured' | 'ignored';
  /** Which columns take a date window. Default `any`; `documented` = created_date, closed_date and custom fields. */
  readonly dateFilter?: 'any' | 'documented' | 'ignored';
  /** What a date window compares. Default `own`: the column that it names; `created` = creation, whatever it names. */
  readonly dateFilterColumn?: 'own' | 'created';
  /** Are days (default) or moments compared? With days a time in the bound is cut off. */
  readonly dateFilterGrain?: 'day' | 'moment';
  /** Are the bounds of a date window part of it? Default true. */
  readonly dateFilterInclusive?: boolean;
  /** By which name accounts are filtered by kind. Default `type`. */
  readonly accountTypeFilter?: 'type' | 'type_id' | 'both';
  /** Archived tasks without `filter[archive_status]`. Default `listed`. */
  readonly archivedTasks?: 'listed' | 'hidden';
  /** Archived projects without `filter[is_archive]`. Default `listed`. */
  readonly archivedProjects?: 'listed' | 'hidden';
  /** `listed` = deleted rows of entities with `deleted_at` stay in lists. Default `hidden`: they are gone. */
  readonly softDeleted?: 'hidden' | 'listed';

  /** Which lists carry `cf_*` columns (get/{id} always does). Default `leads`. */
  readonly customFieldLists?: 'leads' | 'all' | 'none';
  /** What `customfields=1` does to the `cf_*` columns. Default `join`: the array comes beside them. */
  readonly customFieldDetail?: 'join' | 'replace';
  /** Between the option ids of a multi-select. Default `,`. */
  readonly multiSelectSeparator?: string;
  /** `users.last_active`. Default `epoch`, as text. */
  readonly lastActive?: 'epoch' | 'datetime';
  /** Profile columns of users (phone_mobile, web ...) in lists. Default false: only in get/{id}. */
  readonly userProfile?: boolean;
  /** `timelogs.start_timestamp` and `stop_timestamp`. Default `number`. */
  readonly timestamps?: 'number' | 'text' | 'datetime';
  /** `invoices.paid_date`. Default `date`. */
  readonly paidDate?: 'date' | 'datetime';
  /** Social columns of accounts: `link_*` (default) or `social_network_link_1..6`. */
  readonly socialLinks?: 'link' | 'social_network';
  /** The column `tasks.status`. Default true. */
  readonly taskStatus?: boolean;
  /** created_by ... updated_date of loss_reasons. Default false. */
  readonly lossReasonAudit?: boolean;

  /** Modules (`fin`) and entities (`agile/epics`) that the key was not given. Default none. */
  readonly denied?: readonly string[];
  /** Their error code. Default 22 `access denied`; 30 pairs with the same text. */
  readonly deniedCode?: 22 | 30 | 31;
  /** Modules and entities that the portal does not have. Default `['telephony']`, which only the Aspro edition has. */
  readonly absent?: readonly string[];
  /** How it says that: by an error code (default), as a host that knows no such path, or by refusing without a code. */
  readonly absentAs?: 'code' | '404' | '404-html' | '403' | 'not-found';
  /** Name of the currency list. Default `currencies`. */
  readonly currencyEntity?: 'currencies' | 'currency';
  /** Code for an entity that does not exist; the visible list ends at 31. Default 30. */
  readonly unknownEntityCode?: number;

  /** Entities (`fin/estimate`) without any row. Default none. */
  readonly empty?: readonly string[];

  /** What kind of host answers. Default `portal`; `unknown` = error 11 `account not found`. */
  readonly host?: 'portal' | 'unknown' | 'html' | 'empty' | 'redirect';
  /** Status of error 11. Default 200. */
  readonly badKeyStatus?: 200 | 401 | 403;
  /** Status of validation errors. Default 200. */
  readonly validationStatus?: 200 | 400;
  /** Code of the error object that the fault `200-with-error-body` sends. Default 13. */
  readonly faultCode?: ErrorCode;
  /** Requests per second; the trial plan has 1 (default). */
  readonly requestsPerSecond?: number;
  /** Answer over the limit; `error-200` = a throttle text in an error object with status 200. Default `text`. */
  readonly rateLimitBody?: 'text' | 'json' | 'html' | 'empty' | 'error-200';
  /** Retry-After on a 429. Default false: never documented. */
  readonly retryAfter?: boolean;
  /** Life of an OAuth access token. Default 2 days. */
  readonly accessTokenSeconds?: number;
}

export type ErrorCode = 10 | 11 | 12 | 13 | 20 | 21 | 22 | 30 | 31;
