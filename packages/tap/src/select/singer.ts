import type { Stream } from '../define/stream.ts';
import { ConfigError } from '../errors/config-error.ts';
import { offerStreams, type Offer } from './offer.ts';
import type { SelectedStream, Selection } from './selection.ts';
import type { Settings, Warn } from './settings.ts';
import { readSingerCatalog, type SingerCatalogStream } from './singer-catalog-input.ts';
import { selectFields } from './singer-fields.ts';
import { chooseKeys } from './singer-keys.ts';
import { streamMark, type Mark } from './singer-marks.ts';

const nameOf = (entry: SingerCatalogStream, known: ReadonlyMap<string, unknown>): string => {
  const id = entry.tap_stream_id ?? '';
  const name = entry.stream ?? '';
  if (id === '') return name;
  return !known.has(id) && known.has(name) ? name : id;
};

const isSelected = (mark: Mark, saysNothing: boolean): boolean => {
  if (mark.inclusion === 'unsupported') return false;
  if (saysNothing) return true;
  return mark.selected ?? (mark.inclusion === 'automatic' || (mark.selectedByDefault ?? false));
};

const selectStream = (
  offer: Offer,
  entry: SingerCatalogStream,
  explicit: boolean,
  problems: string[],
  warn: Warn,
): SelectedStream => {
  const { stream } = offer;
  const keys = chooseKeys(offer, entry, problems, warn);
  const automatic = new Set([
    ...keys.primaryKey,
    ...stream.primaryKey,
    ...(keys.replicationKey === null ? [] : [keys.replicationKey]),
  ]);
  const chosen = selectFields(offer, entry, automatic);
  if (chosen.unknown.length > 0) {
    warn(`catalog: ${stream.name} has no field ${chosen.unknown.join(', ')} (any more); discover again`, stream.name);
  }
  if (chosen.missing.length > 0) {
    warn(
      `catalog: ${stream.name}: new fields are not read because the catalog does not list them: ${chosen.missing.join(', ')}; discover again`,
      stream.name,
    );
  }
  return {
    stream,
    fields: chosen.fields,
    extra: chosen.extra,
    ...keys,
    startDate: offer.startDate,
    lookbackHours: offer.lookbackHours,
    verify: offer.verify,
    explicit,
    generation: null,
    suppressed: [...offer.suppressed, ...chosen.deselected],
  };
};

/**
 * What a Singer catalog selects: as discovered, edited by hand, rewritten by Meltano, or made by an older release.
 * Streams that it does not list are not read.
 *
 * @throws ConfigError that lists everything in the catalog and the settings that can't be done.
 */
export const selectFromSinger = (
  catalog: unknown,
  streams: readonly Stream[],
  settings: Settings,
  warn: Warn = () => undefined,
): Selection => {
  const entries = readSingerCatalog(catalog);
  const { byName, excluded } = offerStreams(streams, settings, warn);
  const known = new Map([...byName.keys(), ...excluded].map((name) => [name, true]));
  const saysNothing = entries.every(
    (entry) => (entry.metadata ?? []).length === 0 && streamMark(entry).selected === undefined,
  );

  const problems: string[] = [];
  const selected = new Map<string, SelectedStream>();
  const unknown = new Set<string>();
  const seen = new Set<string>();
  entries.forEach((entry, index) => {
    const name = nameOf(entry, known);
    if (name === '') {
      problems.push(`catalog: streams[${String(index)}]: tap_stream_id is missing`);
      return;
    }
    if (seen.has(name)) {
      problems.push(`catalog: stream "${name}" is listed twice; remove one of the entries`);
      return;
    }
    seen.add(name);
    const mark = streamMark(entry);
    if (!isSelected(mark, saysNothing)) return;
    const offer = byName.get(name);
    if (offer !== undefined) {
      selected.set(name, selectStream(offer, entry, saysNothing || mark.selected === true, problems, warn));
    } else if (excluded.has(name)) {
      warn(`catalog: ${name} is selected, but the config excludes it; it is not read`, name);
    } else {
      unknown.add(name);
    }
  });
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return {
    // In the vendor's order: parents before children, whatever the catalog's order.
    streams: [...byName.keys()].flatMap((name) => selected.get(name) ?? []),
    unknown: [...unknown],
  };
};
