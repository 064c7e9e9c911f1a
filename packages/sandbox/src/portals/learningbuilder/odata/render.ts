import type { Row } from '../../../portal.ts';
import { momentMs, typesNamespace, edmName } from '../edm.ts';
import type { Dialect } from '../dialect.ts';
import type { Form } from './accept.ts';
import type { ServedSet } from './served-set.ts';

/** A number that must reach the wire digit by digit; `stringify` takes the quotes off. */
const mark = '\u0000#';

export interface Rendering {
  readonly form: Form;
  readonly dialect: Dialect;
  readonly serviceUrl: string;
  readonly select?: readonly string[] | undefined;
  /** Of the linked row, when the request expands it. */
  readonly linked?: ((row: Row) => Row | null) | undefined;
}

/** One row as the form writes it, with the annotations that belong to the protocol. */
export function renderRow(row: Row, served: ServedSet, rendering: Rendering): Row {
  const { form, select } = rendering;
  const body: Row = {};
  for (const column of served.columns) {
    if (select !== undefined && !select.includes(column.name)) continue;
    if (column.type === 'Stream') {
      if (form.kind !== 'verbose' && form.metadata !== 'none')
        body[`${column.name}@odata.mediaReadLink`] = `${pathOf(served, row, rendering)}/${column.name}`;
      continue;
    }
    if (!(column.name in row)) continue;
    if (form.metadata === 'full' && !['String', 'Boolean', 'Int32'].includes(column.type))
      body[`${column.name}@odata.type`] = edmName(column.type, rendering.dialect).replace(
        'Edm.',
        form.kind === 'v4' ? '#' : 'Edm.',
      );
    body[column.name] = inForm(row[column.name], column.type, rendering);
  }
  // What tests insert beyond the columns.
  for (const name of Object.keys(row))
    if (served.column(name) === undefined && select === undefined) body[name] = row[name];
  return { ...control(served, row, rendering), ...body, ...navigation(served, row, rendering) };
}

function inForm(value: unknown, type: string, { form, dialect }: Rendering): unknown {
  if (value === null) return null;
  if (form.kind === 'v4') {
    if ((type !== 'Int64' && type !== 'Decimal') || typeof value !== 'number') return value;
    const digits = digitsOf(value, type);
    return form.isCompatible ? digits : `${mark}${digits}`;
  }
  // Truth is told in light; a client that asked for verbose gets the other dates.
  if (form.kind === 'verbose' && dialect.json === 'light' && typeof value === 'string') {
    if (type === 'DateTime' || type === 'Date') return `/Date(${String(momentMs(value))})/`;
    if (type === 'DateTimeOffset') return `/Date(${String(momentMs(value))}+0000)/`;
  }
  return value;
}

/** More digits than a double holds, where the database has them, such that a double reads the same number. */
function digitsOf(value: number, type: 'Int64' | 'Decimal'): string {
  if (Number.isInteger(value)) {
    const whole = BigInt(value);
    const digits = Number.isSafeInteger(value) ? whole : Number(whole + 1n) === value ? whole + 1n : whole - 1n;
    return type === 'Decimal' && Number.isSafeInteger(value) ? `${String(digits)}.0000` : String(digits);
  }
  const text = String(value);
  return text.length >= 17 && Number(`${text}1`) === value ? `${text}1` : text;
}

export function stringify(body: unknown): string {
  return JSON.stringify(body).replace(/"\\u0000#(-?[\d.e+]+)"/g, '$1');
}

function literalKey(served: ServedSet, row: Row, { isV4 }: Dialect): string {
  const parts = served.set.key.map((name) => {
    const value = row[name];
    const type = served.column(name)?.type;
    if (type === 'Guid') return [name, isV4 ? String(value) : `guid'${String(value)}'`] as const;
    if (type === 'String') return [name, `'${encodeURIComponent(String(value).replaceAll("'", "''"))}'`] as const;
    return [name, type === 'Int64' && !isV4 ? `${String(value)}L` : String(value)] as const;
  });
  const [first] = parts;
  return parts.length === 1 && first !== undefined
    ? first[1]
    : parts.map(([name, value]) => `${name}=${value}`).join(',');
}

function control(served: ServedSet, row: Row, rendering: Rendering): Row {
  const { form, dialect, serviceUrl } = rendering;
  const path = pathOf(served, row, rendering);
  const type = `${typesNamespace}.${served.set.typeName}`;
  switch (form.kind) {
    case 'verbose':
      return { __metadata: { id: `${serviceUrl}/${path}`, uri: `${serviceUrl}/${path}`, type } };
    case 'light':
      return form.metadata === 'full'
        ? { 'odata.type': type, 'odata.id': `${serviceUrl}/${path}`, 'odata.editLink': path }
        : {};
    case 'v4': {
      const prefix = dialect.version === 'v4.01' ? '@' : '@odata.';
      if (form.metadata === 'none') return {};
      const etag = { [`${prefix}etag`]: `W/"${served.name}"` };
      return form.metadata === 'full' ? { [`${prefix}type`]: `#${type}`, [`${prefix}id`]: path, ...etag } : etag;
    }
    case 'atom':
      return {};
  }
}

function pathOf(served: ServedSet, row: Row, { dialect }: Rendering): string {
  return `${served.name}(${literalKey(served, row, dialect)})`;
}

function navigation(served: ServedSet, row: Row, rendering: Rendering): Row {
  const { form, serviceUrl, linked, select } = rendering;
  const { navigation: link } = served.set;
  if (link === undefined || (select !== undefined && !select.includes(link.name))) return {};
  if (linked !== undefined) return { [link.name]: linked(row) };
  if (form.kind === 'verbose')
    return {
      [link.name]: {
        __deferred: { uri: `${serviceUrl}/${pathOf(served, row, rendering)}/${link.name}` },
      },
    };
  const annotation = form.kind === 'light' ? 'odata.navigationLinkUrl' : 'odata.navigationLink';
  return form.metadata === 'full'
    ? { [`${link.name}@${annotation}`]: `${pathOf(served, row, rendering)}/${link.name}` }
    : {};
}
