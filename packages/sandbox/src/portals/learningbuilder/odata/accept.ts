import type { Reply, VendorRequest } from '../../../portal.ts';
import type { Dialect } from '../dialect.ts';
import type { World } from '../world.ts';
import { odataFailure } from './failures.ts';

/** The representation that a request gets. */
export interface Form {
  readonly kind: 'atom' | 'verbose' | 'light' | 'v4';
  readonly metadata: 'none' | 'minimal' | 'full';
  /** v4: Int64 and Decimal as texts. */
  readonly isCompatible: boolean;
  readonly contentType: string;
}

interface Range {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/** https://docs.oasis-open.org/odata/odata-json-format/v4.01/odata-json-format-v4.01.html#sec_RequestingtheJSONFormat */
export function negotiate(world: World, request: VendorRequest): Form | Reply {
  const { dialect } = world;
  const format = request.query.get('$format');
  if (format !== null && dialect.version === 'v2')
    return odataFailure(world, request, 400, "The query parameter '$format' is not supported.");
  const asked = format === null ? (request.headers.accept ?? '*/*') : format === 'json' ? 'application/json' : format;
  const ranges = asked
    .split(',')
    .map(parseRange)
    .sort((a, b) => b.quality - a.quality);
  for (const range of ranges) {
    const form = range.quality > 0 ? formOf(range, world, request) : undefined;
    if (form !== undefined) return form;
  }
  const status = dialect.version === 'v2' ? 415 : 406;
  return odataFailure(
    world,
    request,
    status,
    'A supported MIME type could not be found that matches the acceptable MIME types.',
  );
}

function parseRange(text: string): Range {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim().toLowerCase());
  const parameters = new Map(
    rest.map((part): [string, string] => {
      const [name = '', value = ''] = part.split('=');
      return [name, value];
    }),
  );
  const quality = Number(parameters.get('q') ?? '1');
  return { type, parameters, quality: Number.isFinite(quality) ? quality : 1 };
}

function formOf({ type, parameters }: Range, world: World, request: VendorRequest): Form | undefined {
  const { dialect } = world;
  if (type === 'application/json') {
    return dialect.isV4 ? v4Form(parameters) : jsonForm(parameters, dialect, world, request);
  }
  if (type === 'application/atom+xml' || type === 'application/xml' || type === 'text/xml')
    return dialect.isV4 ? undefined : atom;
  if (type === '*/*' || type === 'application/*' || type === '') return dialect.isV4 ? v4Form(new Map()) : atom;
  return undefined;
}

const atom: Form = {
  kind: 'atom',
  metadata: 'minimal',
  isCompatible: false,
  contentType: 'application/atom+xml;type=feed;charset=utf-8',
};

const levels = { none: 'none', minimal: 'minimal', full: 'full' } as const;

function v4Form(parameters: ReadonlyMap<string, string>): Form | undefined {
  const asked = parameters.get('odata.metadata') ?? parameters.get('metadata') ?? 'minimal';
  if (!(asked in levels) || parameters.has('odata')) return undefined;
  const metadata = levels[asked as keyof typeof levels];
  const isCompatible = (parameters.get('ieee754compatible') ?? 'false') === 'true';
  const compatible = isCompatible ? '; IEEE754Compatible=true' : '';
  const contentType = `application/json; odata.metadata=${metadata}; odata.streaming=true${compatible}; charset=utf-8`;
  return { kind: 'v4', metadata, isCompatible, contentType };
}

/** v2 knows only verbose; v3 takes light unless the client is older than v3. */
function jsonForm(
  parameters: ReadonlyMap<string, string>,
  { version }: Dialect,
  { options }: World,
  { headers }: VendorRequest,
): Form | undefined {
  const asked = parameters.get('odata');
  const verbose: Form = {
    kind: 'verbose',
    metadata: 'minimal',
    isCompatible: false,
    contentType: version === 'v2' ? 'application/json;charset=utf-8' : 'application/json;odata=verbose;charset=utf-8',
  };
  if (asked === 'verbose') return options.json === 'light' ? undefined : verbose;
  const level = { minimalmetadata: 'minimal', light: 'minimal', fullmetadata: 'full', nometadata: 'none' } as const;
  if (asked !== undefined && !(asked in level)) return undefined;
  const isOldClient = /^[12]\./.test(String(headers['maxdataserviceversion'] ?? ''));
  if (version === 'v2' || options.json === 'verbose' || (isOldClient && options.json !== 'light'))
    return asked === undefined ? verbose : undefined;
  const metadata = level[(asked ?? 'light') as keyof typeof level];
  const contentType = `application/json;odata=${metadata === 'none' ? 'nometadata' : `${metadata}metadata`};streaming=true;charset=utf-8`;
  return { kind: 'light', metadata, isCompatible: false, contentType };
}
