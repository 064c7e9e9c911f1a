import type { Stream } from '@singer-io-ts/tap';
import { ConfigError } from '@singer-io-ts/tap/errors/config-error.ts';
import { selectDefaults, selectNamed } from '@singer-io-ts/tap/select/defaults.ts';
import type { Selection } from '@singer-io-ts/tap/select/selection.ts';
import type { Settings } from '@singer-io-ts/tap/select/settings.ts';
import { selectFromAirbyte } from '@singer-io-ts/tap/select/airbyte.ts';
import { selectFromSinger } from '@singer-io-ts/tap/select/singer.ts';
import { didYouMean } from '@singer-io-ts/tap/select/suggest.ts';
import { readJsonFile } from '../json-file.ts';
import type { Context } from './context.ts';
import type { SyncInvocation } from './invocation.ts';

/** What the catalog, `--streams` or nobody selects. */
export const selectStreams = async (
  invocation: SyncInvocation,
  streams: readonly Stream[],
  settings: Settings,
  { log }: Context,
): Promise<Selection> => {
  const warn = (message: string, stream?: string): void => {
    log('warning', message, stream === undefined ? {} : { stream });
  };
  if (invocation.catalog === null) {
    return invocation.streams === null
      ? selectDefaults(streams, settings, warn)
      : selectNamed(streams, invocation.streams, settings, warn);
  }
  const catalog = await readJsonFile(invocation.catalog, 'catalog');
  if (catalog === undefined) throw new ConfigError(`The catalog ${invocation.catalog} is empty.`);
  const select = invocation.protocol === 'airbyte' ? selectFromAirbyte : selectFromSinger;
  return select(catalog, streams, settings, warn);
};

/** @throws ConfigError for a name of `--full-refresh` that is not read now: a typo would reload nothing, silently. */
export const checkFullRefresh = (names: readonly string[], { streams }: Selection): void => {
  const selected = streams.map(({ stream }) => stream.name);
  const problems = names
    .filter((name) => !selected.includes(name))
    .map((name) => `--full-refresh: the stream ${JSON.stringify(name)} is not read${didYouMean(name, selected)}`);
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
};
