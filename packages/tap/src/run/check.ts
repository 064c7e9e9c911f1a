import type { Position } from '../define/paginator.ts';
import type { Connection, Vendor } from '../define/vendor.ts';
import { partitionsIn, type Partition, type Stream } from '../define/stream.ts';
import { CredentialsError } from '../errors/credentials-error.ts';
import { MissingError } from '../errors/missing-error.ts';
import { PermissionError } from '../errors/permission-error.ts';
import type { Fetcher } from '../fetch/fetcher.ts';
import { configPartitions } from '../read/config-partitions.ts';
import { createCredits } from '../read/credits.ts';
import { fetchAt } from '../read/page.ts';
import { contextOf } from '../read/stream.ts';
import { offerStreams } from '../select/offer.ts';
import { excludedStreams, type Settings } from '../select/settings.ts';
import { discoverStreams, familyOf, type LeftOut } from './discover.ts';
import type { Log } from './log.ts';
import { createRead } from './read-answer.ts';

export interface CheckOptions<Config> {
  readonly vendor: Vendor<Config>;
  readonly config: Config;
  readonly connection: Connection;
  readonly fetcher: Fetcher;
  /** What the config says about streams; it may only name streams that there are. */
  readonly settings: Settings;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface Access {
  /** Families that the key may read, with their streams. */
  readonly granted: readonly { readonly family: string; readonly streams: readonly string[] }[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Asks for a stream's first page, and for a child stream that of its first parent. Throws what reading throws; since the
 * credentials were proved before, a path that rejects them is one that is not granted.
 */
export const createProbe = ({
  fetcher,
  connection,
  signal,
  at,
}: Pick<CheckOptions<never>, 'fetcher' | 'connection' | 'signal'> & {
  /** Of streams that are no parents; default: the first page. */
  readonly at?: Position | undefined;
}): ((stream: Stream) => Promise<void>) => {
  const firstPage = (stream: Stream, partition: Partition, position = stream.paginate.first) =>
    fetchAt(
      {
        stream,
        context: contextOf(null, fetcher.vendorNowMs(), partition),
        fetcher,
        origin: connection.origin,
        credits: createCredits(Number.MAX_SAFE_INTEGER),
        signal,
        lookAhead: 0,
        keyOf: () => '',
      },
      position,
      signal,
    );
  /** null: no parent has any. */
  const firstPartition = async (stream: Stream): Promise<Partition | null> => {
    const { parent } = stream;
    if (parent === undefined) return stream.partitions === undefined ? {} : (configPartitions(stream)[0] ?? null);
    const outer = await firstPartition(parent.stream);
    if (outer === null) return null;
    const { rows } = await firstPage(parent.stream, outer);
    for (const row of rows) {
      const [partition] = partitionsIn(parent, row, outer);
      if (partition !== undefined) return partition;
    }
    return null;
  };
  return async (stream) => {
    try {
      const partition = await firstPartition(stream);
      if (partition !== null) await firstPage(stream, partition, at);
    } catch (error) {
      const isGone = error instanceof MissingError && stream.optional === true && stream.parent === undefined;
      if (!(error instanceof CredentialsError) && !isGone) throw error;
      throw new PermissionError(error.message, { cause: error });
    }
  };
};

/** Proves the credentials, then what they may read. Throws what reading throws, and ConfigError for unknown streams. */
export const checkAccess = async <Config>(options: CheckOptions<Config>): Promise<Access> => {
  const { vendor, config, fetcher, settings, log, signal } = options;
  const read = createRead(fetcher, 'check', signal);
  await vendor.check(read, config);
  const excluded = excludedStreams(settings);
  const { streams, all, leftOut } = await discoverStreams(vendor, config, read, log, {
    static: false,
    probe: createProbe({ ...options, at: vendor.probeAt }),
    excluded,
  });
  offerStreams(all, settings);
  const offered = streams.filter(({ name }) => !excluded.has(name));
  const families = [...new Set(offered.map(familyOf))];
  return {
    granted: families.map((family) => ({
      family,
      streams: offered.filter((stream) => familyOf(stream) === family).map(({ name }) => name),
    })),
    leftOut,
  };
};

export const accessMessage = (title: string, { granted, leftOut }: Access): string => {
  const streams = granted.reduce((sum, family) => sum + family.streams.length, 0);
  const connected = `Connected to ${title}; ${String(streams)} streams can be read.`;
  if (leftOut.length === 0) return connected;
  return `${connected} Not granted: ${leftOut.map(({ family }) => family).join(', ')}; the log says why.`;
};
