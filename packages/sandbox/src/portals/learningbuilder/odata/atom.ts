import type { Row } from '../../../portal.ts';
import { typesNamespace } from '../edm.ts';
import { escapeXml } from './failures.ts';
import type { ServedSet } from './served-set.ts';

const namespaces =
  'xmlns="http://www.w3.org/2005/Atom" xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"';

/** What v2 and v3 send to those who do not ask for JSON. */
export function atomFeed(
  served: ServedSet,
  rows: readonly Row[],
  next: string | undefined,
  count: number | undefined,
): string {
  const total = count === undefined ? '' : `<m:count>${String(count)}</m:count>`;
  const link = next === undefined ? '' : `<link rel="next" href="${escapeXml(next)}" />`;
  return `<?xml version="1.0" encoding="utf-8"?><feed ${namespaces}>${total}<title type="text">${served.name}</title>${rows.map((row) => entry(served, row)).join('')}${link}</feed>`;
}

export function atomEntry(served: ServedSet, row: Row): string {
  return `<?xml version="1.0" encoding="utf-8"?>${entry(served, row).replace('<entry>', `<entry ${namespaces}>`)}`;
}

function entry({ set }: ServedSet, row: Row): string {
  const properties = Object.entries(row).map(([name, value]) =>
    value === null
      ? `<d:${name} m:null="true" />`
      : `<d:${name}>${escapeXml(typeof value === 'string' ? value : JSON.stringify(value))}</d:${name}>`,
  );
  return `<entry><category term="${typesNamespace}.${set.typeName}" /><content type="application/xml"><m:properties>${properties.join('')}</m:properties></content></entry>`;
}
