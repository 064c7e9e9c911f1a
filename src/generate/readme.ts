import type { Stream } from '@singer-io-ts/tap';
import type { JsonObject } from '@singer-io-ts/tap/define/json.ts';
import { settingsOf } from '../commands/about.ts';
import { vendorFacts, type VendorName } from '../config/vendor-facts.ts';
import { isRequired, isSecret, vendorsOf, words, type FieldName } from '../config/words.ts';
import type { StreamList, VendorPage } from './vendor-page.ts';

const cell = (content: string): string => content.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const code = (text: string): string => `\`${text}\``;

const titlesOf = (vendors: readonly VendorName[]): string =>
  vendors.map((vendor) => vendorFacts[vendor].title).join(', ');

const defaultText = (value: unknown): string => (value === undefined ? '' : code(JSON.stringify(value)));

/** One default for all, or each vendor's own. */
const defaultsOf = (name: string, combined: JsonObject, own: readonly OwnSpecification[]): string => {
  const valueIn = (specification: JsonObject): unknown =>
    settingsOf(specification).find((setting) => setting.name === name)?.default;
  const common = valueIn(combined);
  if (common !== undefined) return defaultText(common);
  return own
    .filter(([, specification]) => valueIn(specification) !== undefined)
    .map(([vendor, specification]) => `${defaultText(valueIn(specification))} (${vendorFacts[vendor].title})`)
    .join(', ');
};

type OwnSpecification = readonly [VendorName, JsonObject];

/** Every field of the config, shortly: what a vendor calls it and where to find it stands in that vendor's table. */
export const configTable = (combined: JsonObject, own: readonly OwnSpecification[]): string =>
  table(
    ['Field', 'Vendors', 'Default', 'Meaning'],
    settingsOf(combined).map(({ name }) => {
      const field = name as FieldName;
      const users = vendorsOf(field);
      const everyone = field === 'vendor' || users.length === Object.keys(vendorFacts).length;
      const meaning = isSecret(field) ? `${words[field].description} Never printed.` : words[field].description;
      return [code(name), everyone ? 'all' : titlesOf(users), defaultsOf(name, combined, own), meaning];
    }),
  );

const needOf = (field: FieldName, vendor: VendorName): string => {
  if (isRequired(field, vendor)) return '';
  return field === 'subdomain' ? ' or `base_url`' : ' (optional)';
};

/** What has to be found in a vendor's own pages. */
export const credentialsTable = (specifications: readonly OwnSpecification[]): string =>
  table(
    ['Vendor', 'Field', 'What it is there'],
    specifications.flatMap(([vendor, specification]) =>
      settingsOf(specification)
        .filter(({ name }) => ['subdomain', 'username', 'key', 'region', 'academy_ids'].includes(name))
        .map(({ name, title, description }) => [
          vendorFacts[vendor].title,
          `${code(name)}${needOf(name as FieldName, vendor)}`,
          `${title}. ${description}`,
        ]),
    ),
  );

const rateText = ({ requests, perSeconds }: { readonly requests: number; readonly perSeconds: number }): string => {
  const spans: Readonly<Record<number, string>> = { 1: 'second', 60: 'minute', 3600: 'hour' };
  return `${requests.toLocaleString('en-US')} per ${spans[perSeconds] ?? `${String(perSeconds)} seconds`}`;
};

/** How fast each vendor is asked unless the config says otherwise. */
export const limitsTable = (pages: readonly VendorPage[]): string =>
  table(
    ['Vendor', 'Quota that is kept to', 'Requests at once'],
    pages.map(({ vendor, limits }) => [
      vendor.title,
      [limits.rate, ...(limits.also ?? [])].map(rateText).join(' and '),
      String(limits.concurrency),
    ]),
  );

const parentOf = ({ parent }: Stream): string => (parent === undefined ? '' : code(parent.stream.name));

/** The path with the names of what each partition fills in: `/courses/{course_id}/modules`. */
const pathOf = ({ path }: Stream): string => {
  if (typeof path === 'string') return path;
  const partition = new Proxy<Record<string, string>>({}, { get: (_, name) => `{${String(name)}}` });
  return decodeURI(path({ partition, since: null, until: '2026-01-01T00:00:00Z' }));
};

const notesOf = ({ beta, permission }: Stream): string =>
  [...(beta === true ? ['beta'] : []), ...(permission === undefined ? [] : [`needs ${permission}`])].join('; ');

const streamTable = ({ title, basePath, streams }: StreamList): string => {
  const summary = `${title}: ${String(streams.length)} streams`;
  const body = table(
    ['Stream', 'Path', 'Key', 'Follows', 'Read per', 'By default', 'Notes'],
    streams.map((stream) => [
      `[${code(stream.name)}](${stream.source})`,
      code(`${basePath}${pathOf(stream)}`),
      stream.primaryKey.map(code).join(', '),
      stream.replicationKey === undefined ? '' : code(stream.replicationKey),
      parentOf(stream),
      stream.selectedByDefault === false ? 'no' : 'yes',
      notesOf(stream),
    ]),
  );
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
};

export const streamTables = (pages: readonly VendorPage[]): string =>
  pages.flatMap(({ lists }) => lists.map(streamTable)).join('\n\n');

/**
 * Replaces what stands between `<!-- name -->` and `<!-- /name -->`.
 *
 * @throws TypeError when a section is not there
 */
export const withSections = (text: string, sections: Readonly<Record<string, string>>): string => {
  let result = text;
  for (const [name, content] of Object.entries(sections)) {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const from = result.indexOf(begin);
    const to = result.indexOf(end);
    if (from < 0 || to < from) throw new TypeError(`README.md has no section ${name}`);
    result = `${result.slice(0, from + begin.length)}\n${content}\n${result.slice(to)}`;
  }
  return result;
};
