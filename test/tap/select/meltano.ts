import { isRow } from '../../../packages/tap/src/define/json.ts';

/** A rule `stream.property: key = value`; `*` matches any text. */
interface Rule {
  readonly stream: string;
  /** null: the stream itself. */
  readonly breadcrumb: readonly string[] | null;
  readonly key: string;
  readonly value: unknown;
}

interface Entry {
  tap_stream_id: string;
  schema: unknown;
  metadata?: { breadcrumb: string[]; metadata: Record<string, unknown> }[];
  [key: string]: unknown;
}

const matches = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`).test(text);

const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);

const breadcrumbOf = (property: string): string[] =>
  property.split('.').flatMap((name) => (name === '*' ? ['*'] : ['properties', name]));

const selectRules = (patterns: readonly string[]): Rule[] => {
  const parsed = ['!*.*', ...patterns].map((pattern) => {
    const negated = pattern.startsWith('!');
    const [stream = '', ...rest] = (negated ? pattern.slice(1) : pattern).split('.');
    return { negated, stream, property: rest.join('.') };
  });
  const rules = parsed.flatMap(({ negated, stream, property }): Rule[] => {
    const breadcrumb = breadcrumbOf(property);
    const parents = breadcrumb.length > 2 && !negated ? breadcrumbOf(property.split('.').slice(0, -1).join('.')) : null;
    const value = !negated;
    return [
      ...(value || property === '*' ? [{ stream, breadcrumb: null, key: 'selected', value }] : []),
      ...(parents === null ? [] : [{ stream, breadcrumb: parents, key: 'selected', value }]),
      { stream, breadcrumb, key: 'selected', value },
    ];
  });
  // Everything off first, then what is selected, then what is negated.
  const given = rules.slice(2);
  return [
    ...rules.slice(0, 2),
    ...given.filter(({ value }) => value === true),
    ...given.filter(({ value }) => value === false),
  ];
};

const propertyBreadcrumbs = (schema: unknown, at: readonly string[] = []): string[][] => {
  const properties = isRow(schema) ? schema['properties'] : undefined;
  if (!isRow(properties)) return [];
  return Object.entries(properties).flatMap(([name, inner]) => {
    const here = [...at, 'properties', name];
    return [here, ...propertyBreadcrumbs(inner, here)];
  });
};

const addMissing = (entry: Entry): NonNullable<Entry['metadata']> => {
  const metadata = (entry.metadata ??= []);
  const add = (breadcrumb: string[], inclusion: string): void => {
    if (metadata.some((item) => item.breadcrumb.join() === breadcrumb.join())) return;
    metadata.push({ breadcrumb, metadata: { inclusion } });
  };
  add([], 'automatic');
  for (const breadcrumb of propertyBreadcrumbs(entry.schema)) {
    add(breadcrumb, breadcrumb.length === 2 ? 'automatic' : 'available');
  }
  return metadata;
};

/** A copy of the catalog as Meltano rewrites it before a sync. */
export const rewrittenByMeltano = (
  catalog: unknown,
  select: readonly string[] = ['*.*'],
  metadataRules: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): unknown => {
  const copy = JSON.parse(JSON.stringify(catalog)) as { streams: Entry[] };
  const rules = [
    ...selectRules(select),
    ...Object.entries(metadataRules).flatMap(([stream, keys]) =>
      Object.entries(keys).map(([key, value]): Rule => ({ stream, breadcrumb: null, key, value })),
    ),
  ];
  for (const entry of copy.streams) {
    const metadata = addMissing(entry);
    for (const rule of rules.filter(({ stream }) => matches(stream, entry.tap_stream_id))) {
      for (const item of metadata) {
        const wanted = rule.breadcrumb?.join('.') ?? '';
        const given = item.breadcrumb.join('.');
        if (rule.breadcrumb === null ? given === '' : given !== '' && matches(wanted, given)) {
          if (item.metadata['inclusion'] !== 'unsupported' || rule.key !== 'selected')
            item.metadata[rule.key] = rule.value;
        }
      }
      // Legacy catalogs have the keys on the stream itself.
      if (rule.breadcrumb === null) entry[rule.key.replaceAll('-', '_')] = rule.value;
    }
  }
  return copy;
};
