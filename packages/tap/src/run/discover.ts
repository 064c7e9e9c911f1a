import type { Fields } from '../define/fields.ts';
import type { ParentLink, Stream } from '../define/stream.ts';
import type { Discovered, Read, Vendor } from '../define/vendor.ts';
import { CredentialsError } from '../errors/credentials-error.ts';
import { MissingError } from '../errors/missing-error.ts';
import { PermissionError } from '../errors/permission-error.ts';
import { ResponseShapeError } from '../errors/response-shape-error.ts';
import type { Log } from './log.ts';

export interface LeftOut {
  readonly family: string;
  readonly reason: string;
}

export interface DiscoveredStreams {
  /** Those that may be read, as far as that was asked. */
  readonly streams: readonly Stream[];
  /** All that the account has, also those left out: what a config may name. */
  readonly all: readonly Stream[];
  /** Families that the key may not read. */
  readonly leftOut: readonly LeftOut[];
}

export interface DiscoverOptions {
  /** Only what is known without a request. */
  readonly static: boolean;
  /** Asks for the stream's first page; throws what reading throws. Left out: access is not looked at. */
  readonly probe?: (stream: Stream) => Promise<void>;
  /** Streams that the config excludes: nobody asks for them. */
  readonly excluded?: ReadonlySet<string>;
}

export const familyOf = (stream: Stream): string => stream.family ?? stream.name;

const withFields = (stream: Stream, added: Fields, log: Log): Stream => {
  const taken = new Set(Object.keys(stream.fields).map((name) => name.toLowerCase()));
  const fields: Record<string, Fields[string]> = { ...stream.fields };
  for (const [name, field] of Object.entries(added)) {
    const known = Object.hasOwn(stream.fields, name) ? stream.fields[name] : undefined;
    if (known?.kind === 'object' && known.properties === null && field.kind === 'object') {
      // The account tells what is inside a free-form object.
      fields[name] = field;
      continue;
    }
    // Many databases fold case: a custom "Email" beside "email" would be a duplicate column. It stays in `_extra`.
    if (taken.has(name.toLowerCase())) {
      if (known === undefined)
        log('warning', `custom field "${name}" has the name of another field`, { stream: stream.name });
      continue;
    }
    taken.add(name.toLowerCase());
    fields[name] = field;
  }
  return { ...stream, fields };
};

/** The vendor's streams with what the account adds; children follow the merged form of their parents. */
const merge = (known: readonly Stream[], discovered: Discovered, log: Log): Stream[] => {
  const byName = new Map(discovered.complete === true ? [] : known.map((stream) => [stream.name, stream]));
  for (const stream of discovered.streams ?? []) byName.set(stream.name, stream);
  for (const [name, fields] of Object.entries(discovered.fields ?? {})) {
    const stream = byName.get(name);
    if (stream !== undefined) byName.set(name, withFields(stream, fields, log));
  }
  const merged = new Map<string, Stream>();
  const followLink = (link: ParentLink): ParentLink => ({
    ...link,
    stream: follow(byName.get(link.stream.name) ?? link.stream),
    ...(link.also !== undefined && { also: link.also.map(followLink) }),
  });
  const follow = (stream: Stream): Stream => {
    const done = merged.get(stream.name);
    if (done !== undefined) return done;
    const { parent } = stream;
    const followed = parent === undefined ? stream : { ...stream, parent: followLink(parent) };
    merged.set(stream.name, followed);
    return followed;
  };
  return [...byName.values()].map(follow);
};

/** One answer tells for a whole family; a family without a top-level stream is judged by its parents alone. */
const probesOf = (streams: readonly Stream[], named: Readonly<Record<string, string>>): ReadonlyMap<string, Stream> => {
  const probes = new Map<string, Stream>();
  for (const family of new Set(streams.map(familyOf))) {
    const name = named[family];
    const stream =
      name === undefined
        ? streams.find((candidate) => familyOf(candidate) === family && candidate.parent === undefined)
        : streams.find((candidate) => candidate.name === name);
    if (stream !== undefined) probes.set(family, stream);
  }
  return probes;
};

type Probe = NonNullable<DiscoverOptions['probe']>;

const refusal = async (stream: Stream, probe: Probe, log: Log): Promise<string | null> => {
  try {
    await probe(stream);
    return null;
  } catch (error) {
    if (error instanceof PermissionError) return error.message;
    if (!(error instanceof ResponseShapeError || error instanceof MissingError)) throw error;
    // It may be read, and what it holds is known: the catalog keeps it, reading it will fail alone.
    log('warning', `${stream.name} stays in the catalog, but reading it will fail: ${error.message}`, {
      stream: stream.name,
    });
    return null;
  }
};

const askAll = async (probes: ReadonlyMap<string, Stream>, probe: Probe, log: Log): Promise<Map<string, string>> => {
  const answers = await Promise.allSettled(
    [...probes].map(async ([family, stream]) => ({ family, reason: await refusal(stream, probe, log) })),
  );
  const failures = answers.flatMap((answer): unknown[] => (answer.status === 'rejected' ? [answer.reason] : []));
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, 'several streams could not be asked');
  const refused = new Map<string, string>();
  for (const answer of answers) {
    if (answer.status === 'fulfilled' && answer.value.reason !== null) {
      refused.set(answer.value.family, answer.value.reason);
    }
  }
  return refused;
};

/** What can't be read because its parent can't. */
const refusedParent = (stream: Stream, refused: ReadonlyMap<string, string>): Stream | null => {
  for (let parent = stream.parent?.stream; parent !== undefined; parent = parent.parent?.stream) {
    if (refused.has(familyOf(parent))) return parent;
  }
  return null;
};

/** What is not excluded, and what that is read through. */
const wantedOf = (streams: readonly Stream[], excluded: ReadonlySet<string>): readonly Stream[] => {
  const wanted = new Set<string>();
  for (const stream of streams) {
    if (excluded.has(stream.name)) continue;
    for (let next: Stream | undefined = stream; next !== undefined; next = next.parent?.stream) wanted.add(next.name);
  }
  return streams.filter(({ name }) => wanted.has(name));
};

/**
 * The streams that this account has and this key may read. A refusal leaves the family out; anything else that goes
 * wrong is thrown, because a catalog that shrinks by accident makes schedulers drop columns and streams.
 *
 * @throws what `Vendor.discover` and `probe` throw; CredentialsError when nothing may be read.
 */
export const discoverStreams = async <Config>(
  vendor: Vendor<Config>,
  config: Config,
  read: Read,
  log: Log,
  options: DiscoverOptions,
): Promise<DiscoveredStreams> => {
  const known = vendor.streams(config);
  if (options.static) return { streams: known, all: known, leftOut: [] };
  const discovered = vendor.discover === undefined ? {} : await vendor.discover(read, config);
  const streams = merge(known, discovered, log);
  if (options.probe === undefined) return { streams, all: streams, leftOut: [] };

  const wanted = wantedOf(streams, options.excluded ?? new Set());
  const refused = await askAll(probesOf(wanted, vendor.probes ?? {}), options.probe, log);
  for (const stream of streams) {
    const parent = refusedParent(stream, refused);
    if (parent !== null && !refused.has(familyOf(stream)) && stream.parent !== undefined) {
      const rest = streams.filter((other) => familyOf(other) === familyOf(stream));
      if (rest.every((other) => refusedParent(other, refused) !== null)) {
        refused.set(familyOf(stream), `its parent stream ${parent.name} may not be read`);
      }
    }
  }
  const readable = streams.filter(
    (stream) => !refused.has(familyOf(stream)) && refusedParent(stream, refused) === null,
  );
  const leftOut = [...refused].map(([family, reason]) => ({ family, reason }));
  for (const { family, reason } of leftOut) log('warning', `${family} is left out of the catalog: ${reason}`);
  if (readable.length === 0 && streams.length > 0) {
    throw new CredentialsError(`The key may not read any stream. ${leftOut[0]?.reason ?? ''}`.trim());
  }
  return { streams: readable, all: streams, leftOut };
};
