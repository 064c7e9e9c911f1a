import type { Stream } from '../define/stream.ts';
import { ConfigError } from '../errors/config-error.ts';
import { offerStreams, openFields, type Offer } from './offer.ts';
import type { SelectedStream, Selection } from './selection.ts';
import type { Settings, Warn } from './settings.ts';
import { didYouMean } from './suggest.ts';

/** An offered stream as nobody said more about it. */
const selectOffer = (offer: Offer, explicit: boolean): SelectedStream => ({
  stream: offer.stream,
  fields: openFields(offer),
  extra: offer.extra,
  mode: offer.replicationKey === null ? 'full_table' : 'incremental',
  replicationKey: offer.replicationKey,
  primaryKey: offer.primaryKey,
  startDate: offer.startDate,
  lookbackHours: offer.lookbackHours,
  verify: offer.verify,
  explicit,
  generation: null,
  suppressed: offer.suppressed,
});

/** Without a catalog: every stream that is cheap to read, without its sensitive fields. */
export const selectDefaults = (streams: readonly Stream[], settings: Settings, warn?: Warn): Selection => {
  const { byName } = offerStreams(streams, settings, warn);
  const cheap = [...byName.values()].filter(({ stream }) => stream.selectedByDefault !== false);
  return { streams: cheap.map((offer) => selectOffer(offer, false)), unknown: [] };
};

/**
 * The streams that the user names, cheap or not.
 *
 * @throws ConfigError that lists every name that is no stream.
 */
export const selectNamed = (
  streams: readonly Stream[],
  names: readonly string[],
  settings: Settings,
  warn?: Warn,
): Selection => {
  const { byName, excluded } = offerStreams(streams, settings, warn);
  const problems = names
    .filter((name) => !byName.has(name))
    .map((name) =>
      excluded.has(name)
        ? `stream "${name}" is excluded by the config`
        : `there is no stream "${name}"${didYouMean(name, byName.keys())}`,
    );
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  const named = [...byName.values()].filter(({ stream }) => names.includes(stream.name));
  return { streams: named.map((offer) => selectOffer(offer, true)), unknown: [] };
};
