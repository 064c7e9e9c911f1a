import * as z from 'zod';
import { ConfigError } from '../errors/config-error.ts';
import { problemsOf } from './problems.ts';

/** Booleans as people and tools write them; the specification's own examples use strings. */
const flag = z
  .union([z.boolean(), z.string(), z.null()], { error: 'expected true or false' })
  .transform((value, context): boolean | undefined => {
    if (typeof value === 'boolean') return value;
    const text = value?.trim().toLowerCase() ?? '';
    if (text === '') return undefined;
    if (text === 'true' || text === 'false') return text === 'true';
    context.addIssue({ code: 'custom', message: 'expected true or false' });
    return z.NEVER;
  })
  .optional();

const text = z.string({ error: 'expected text' }).nullish();
const names = z.array(z.string(), { error: 'expected a list of field names' }).nullish();

const metadata = z.looseObject({
  selected: flag,
  'selected-by-default': flag,
  inclusion: text,
  'replication-method': text,
  'forced-replication-method': text,
  'replication-key': text,
  'table-key-properties': names,
});

const stream = z.looseObject({
  tap_stream_id: text,
  stream: text,
  schema: z.looseObject({}, { error: 'expected an object' }).nullish(),
  metadata: z
    .array(
      z.looseObject({
        breadcrumb: z.array(z.string(), { error: 'expected a list of text' }).nullish(),
        metadata: metadata.nullish(),
      }),
      { error: 'expected a list' },
    )
    .nullish(),
  // Old catalogs, and what Meltano writes beside the metadata.
  selected: flag,
  replication_method: text,
  forced_replication_method: text,
  replication_key: text,
  key_properties: names,
  table_key_properties: names,
});

const catalog = z.looseObject(
  { streams: z.array(stream, { error: 'expected a list of streams' }) },
  { error: 'expected an object with "streams"' },
);

export type SingerMetadata = z.output<typeof metadata>;
export type SingerCatalogStream = z.output<typeof stream>;

const isAirbyte = (json: unknown): boolean =>
  z.object({ streams: z.array(z.object({ stream: z.looseObject({}) })).min(1) }).safeParse(json).success;

/**
 * @throws ConfigError that lists everything that can't be understood.
 */
export const readSingerCatalog = (json: unknown): readonly SingerCatalogStream[] => {
  if (isAirbyte(json)) {
    throw new ConfigError(
      'catalog: this is an Airbyte configured catalog; pass it to the `read` command, or pass a catalog made by `--discover`',
    );
  }
  const parsed = catalog.safeParse(json);
  if (!parsed.success) throw new ConfigError(problemsOf('catalog', parsed.error).join('\n'));
  return parsed.data.streams;
};

export const flagOf = (value: unknown): boolean | undefined => {
  const parsed = flag.safeParse(value);
  return parsed.success ? parsed.data : undefined;
};
