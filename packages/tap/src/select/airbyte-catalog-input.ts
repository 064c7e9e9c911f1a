import * as z from 'zod';
import { ConfigError } from '../errors/config-error.ts';
import { problemsOf } from './problems.ts';

const paths = z.array(z.array(z.string()), { error: 'expected a list of paths' }).nullish();

const configuredStream = z.looseObject({
  stream: z.looseObject(
    {
      name: z.string({ error: 'expected text' }).min(1, { error: 'expected text' }),
      json_schema: z.looseObject({}, { error: 'expected an object' }).nullish(),
      namespace: z.string({ error: 'expected text' }).nullish(),
    },
    { error: 'expected an object with "name"' },
  ),
  sync_mode: z.enum(['full_refresh', 'incremental'], { error: 'expected full_refresh or incremental' }),
  cursor_field: z.array(z.string(), { error: 'expected a list of text' }).nullish(),
  primary_key: paths,
  generation_id: z.number({ error: 'expected a number' }).nullish(),
});

const configuredCatalog = z.looseObject(
  { streams: z.array(configuredStream, { error: 'expected a list of streams' }) },
  { error: 'expected an object with "streams"' },
);

export type ConfiguredStream = z.output<typeof configuredStream>;

/**
 * Unknown fields are ignored everywhere, unknown values of `sync_mode` nowhere, not even on unknown streams.
 *
 * @throws ConfigError that lists everything that can't be understood.
 */
export const readConfiguredCatalog = (json: unknown): readonly ConfiguredStream[] => {
  const parsed = configuredCatalog.safeParse(json);
  if (!parsed.success) throw new ConfigError(problemsOf('catalog', parsed.error).join('\n'));
  return parsed.data.streams;
};
