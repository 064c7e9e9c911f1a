import type { Key } from '../../table.ts';
import type { Dialect } from './dialect.ts';

/** Types of columns as SQL has them; `edmName` tells what the metadata calls them. */
export type ColumnType =
  | 'String'
  | 'Boolean'
  | 'Byte'
  | 'SByte'
  | 'Int16'
  | 'Int32'
  | 'Int64'
  | 'Decimal'
  | 'Double'
  | 'Single'
  | 'Guid'
  | 'DateTime'
  | 'DateTimeOffset'
  | 'Date'
  | 'TimeOfDay'
  | 'Duration'
  | 'Binary'
  | 'GeographyPoint'
  | 'Texts'
  | 'Address'
  | 'Roles'
  | 'MemberKind'
  | 'Stream';

export const typesNamespace = 'LB.Data';

export function edmName(type: ColumnType, dialect: Dialect): string {
  const { isV4, dates } = dialect;
  switch (type) {
    case 'DateTime':
      return isV4 ? 'Edm.DateTimeOffset' : 'Edm.DateTime';
    case 'Date':
      return !isV4 ? 'Edm.DateTime' : dates === 'date' ? 'Edm.Date' : 'Edm.DateTimeOffset';
    case 'TimeOfDay':
      return isV4 ? 'Edm.TimeOfDay' : 'Edm.Time';
    case 'Duration':
      return isV4 ? 'Edm.Duration' : 'Edm.Time';
    case 'Texts':
      return 'Collection(Edm.String)';
    case 'Address':
      return `${typesNamespace}.Address`;
    case 'Roles':
      return `Collection(${typesNamespace}.LegacyRole)`;
    case 'MemberKind':
      return isV4 ? `${typesNamespace}.MemberKind` : 'Edm.String';
    default:
      return `Edm.${type}`;
  }
}

/** Types that a version can't express. */
export function isExpressible(type: ColumnType, { version }: Dialect): boolean {
  return version !== 'v2' || !['Texts', 'Roles', 'GeographyPoint', 'Stream'].includes(type);
}

/**
 * A plain value in the dialect's JSON. Plain values: DateTime and Date are wall times in ms, Int64 and Decimal are texts of
 * digits, DateTimeOffset is ISO text, Double may be NaN, Binary is a Buffer; undefined leaves the column out.
 */
export function encode(type: ColumnType, plain: unknown, dialect: Dialect): unknown {
  if (plain === null || plain === undefined) return plain;
  switch (type) {
    case 'Int64':
    case 'Decimal':
      return dialect.isV4 ? Number(plain) : plain;
    case 'Double':
    case 'Single':
      return Number.isFinite(plain) ? plain : Number.isNaN(plain) ? 'NaN' : Number(plain) > 0 ? 'INF' : '-INF';
    case 'Date':
      return dialect.isV4 && dialect.dates === 'date'
        ? new Date(Number(plain)).toISOString().slice(0, 10)
        : wallTime(Number(plain), dialect);
    case 'DateTime':
      return typeof plain === 'number' ? wallTime(plain, dialect) : finer(plain as string, dialect);
    case 'DateTimeOffset':
      return dialect.json === 'verbose' ? verboseOffset(plain as string) : plain;
    case 'TimeOfDay':
      return dialect.isV4 ? `${plain as string}.0000000` : isoDuration(plain as string);
    case 'Binary':
      return (plain as Buffer).toString(dialect.isV4 ? 'base64url' : 'base64');
    default:
      return plain;
  }
}

function wallTime(wallMs: number, dialect: Dialect): string {
  if (dialect.json === 'verbose') return `/Date(${String(wallMs)})/`;
  const text = isoWall(wallMs);
  return dialect.isV4 ? `${text}${offsetText(wallMs, dialect)}` : text;
}

/** A `datetime2`, which knows 100 ns; verbose JSON only whole milliseconds. */
function finer(text: string, dialect: Dialect): string {
  const wallMs = Date.parse(`${text}Z`);
  if (dialect.json === 'verbose') return `/Date(${String(wallMs)})/`;
  return dialect.isV4 ? `${text}${offsetText(wallMs, dialect)}` : text;
}

/** .NET leaves out the zeros at the end of a fraction. */
function isoWall(wallMs: number): string {
  const text = new Date(wallMs).toISOString();
  const fraction = text.slice(19, -1).replace(/\.?0+$/, '');
  return `${text.slice(0, 19)}${fraction}`;
}

function offsetText(wallMs: number, { zone }: Dialect): string {
  // DateTime.MinValue has no offset: it would be before the first moment.
  if (wallMs <= -62_135_596_800_000) return 'Z';
  const minutes = zone.offsetMinutes(wallMs);
  if (minutes === 0) return 'Z';
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/**
 * Ticks of the clock at that offset, as .NET's stack writes them and its JavaScript client reads them: UTC is the ticks
 * less the offset. https://www.odata.org/documentation/odata-version-2-0/json-format/
 */
function verboseOffset(iso: string): string {
  const sign = /([+-])(\d\d):(\d\d)$/.exec(iso);
  const minutes = sign === null ? 0 : Number(sign[2]) * 60 + Number(sign[3]);
  const offset = `${sign?.[1] ?? '+'}${String(minutes).padStart(4, '0')}`;
  const wallMs = Date.parse(iso) + (sign?.[1] === '-' ? -1 : 1) * minutes * 60_000;
  return `/Date(${String(wallMs)}${offset})/`;
}

function isoDuration(time: string): string {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return `PT${hours > 0 ? `${String(hours)}H` : ''}${minutes > 0 ? `${String(minutes)}M` : ''}${seconds > 0 ? `${String(seconds)}S` : ''}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** What the database compares and sorts by; undefined for null and for types without an order. */
export function comparable(type: ColumnType, wire: unknown): Key | undefined {
  if (wire === null || wire === undefined) return undefined;
  const text = typeof wire === 'string' ? wire : JSON.stringify(wire);
  switch (type) {
    case 'DateTime':
    case 'DateTimeOffset':
    case 'Date':
      return momentMs(text);
    case 'Boolean':
      return wire === true ? 1 : 0;
    case 'Guid':
      return sqlGuid(text);
    case 'Byte':
    case 'SByte':
    case 'Int16':
    case 'Int32':
    case 'Int64':
    case 'Decimal':
    case 'Double':
    case 'Single':
      return Number(text);
    default:
      return collated(text);
  }
}

/** Verbose, zoneless and zoned texts alike; zoneless ones are read as if they were UTC. */
export function momentMs(text: string): number {
  const verbose = /^\/Date\((-?\d+)([+-]\d+)?\)/.exec(text);
  if (verbose !== null) return Number(verbose[1]) - Number(verbose[2] ?? 0) * 60_000;
  return Date.parse(/^\d+-\d\d-\d\dT[\d:.]+$/.test(text) ? `${text}Z` : text);
}

/** SQL Server's usual collation: case and blanks at the end do not count. */
export function collated(text: string): string {
  return text.trimEnd().toLowerCase();
}

/** SQL Server sorts a uniqueidentifier by its last six bytes first: https://learn.microsoft.com/dotnet/framework/data/adonet/sql/comparing-guid-and-uniqueidentifier-values */
export function sqlGuid(text: string): string {
  const [a = '', b = '', c = '', d = '', e = ''] = text.toLowerCase().split('-');
  const reversed = (part: string): string => (part.match(/../g) ?? []).reverse().join('');
  return [e, d, reversed(c), reversed(b), reversed(a)].join('');
}
