/** What a connector's author writes with. Hosts that run connectors import the engine's files by name. */
export { basic, bearer, clientCredentials, headerKey, queryKey, type Auth } from './define/auth.ts';
export type { Answer, ErrorRule, Outcome } from './define/error-rule.ts';
export {
  day,
  decimal,
  flag,
  id,
  instant,
  integer,
  list,
  object,
  ofParent,
  openObject,
  raw,
  text,
  type Field,
  type Fields,
} from './define/fields.ts';
export { isRow, type Row } from './define/json.ts';
export type { Limits } from './define/limits.ts';
export type { PageView, Paginator, Position, Refusal } from './define/paginator.ts';
export { pathPart } from './define/path-part.ts';
export type { Query } from './define/request.ts';
export {
  defineStream,
  type ParentLink,
  type Partition,
  type RequestContext,
  type Stream,
  type StreamDefinition,
} from './define/stream.ts';
export { surrogateKey } from './define/surrogate-key.ts';
export { defineVendor, type Connection, type Discovered, type Read, type Vendor } from './define/vendor.ts';
export { ConfigError } from './errors/config-error.ts';
export { CredentialsError } from './errors/credentials-error.ts';
export { MissingError } from './errors/missing-error.ts';
export { PermissionError } from './errors/permission-error.ts';
export { ResponseShapeError } from './errors/response-shape-error.ts';
export { TransientError } from './errors/transient-error.ts';
export { bodyFlag, emptyPage, header, type EndSign } from './read/paginate/end-sign.ts';
export { keyset } from './read/paginate/keyset.ts';
export { keysetOrPages } from './read/paginate/keyset-or-pages.ts';
export { bodyToken, linkHeader, nextUrl } from './read/paginate/next-link.ts';
export { offset } from './read/paginate/offset.ts';
export { headerNumber, pageNumber } from './read/paginate/page-number.ts';
export { singlePage } from './read/paginate/single-page.ts';
export type { Log } from './run/log.ts';
export type { StreamReport, SyncReport } from './run/report.ts';
export { syncVendor, type SyncVendorOptions } from './run/sync-vendor.ts';
export type { Settings, StreamOption } from './select/settings.ts';
