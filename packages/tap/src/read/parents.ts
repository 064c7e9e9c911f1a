import {
  isPartitioned,
  partitionsIn,
  type ParentLink,
  type Partition,
  type RequestContext,
  type Stream,
} from '../define/stream.ts';
import { MissingError } from '../errors/missing-error.ts';
import { PermissionError } from '../errors/permission-error.ts';
import { configPartitions } from './config-partitions.ts';
import type { ListSource } from './page.ts';
import { sortedUnique } from './partition-key.ts';
import { readPartitions } from './partitions.ts';
import { readList } from './passes.ts';

/** What a list needs besides its stream and its context; the same for all lists of a run. */
export type Surroundings = Omit<ListSource, 'stream' | 'context' | 'keyOf'> & {
  readonly keyOf: (stream: Stream, partition: Partition) => ListSource['keyOf'];
};

export interface Partitions {
  /** Sorted, without repeats. */
  readonly all: readonly Partition[];
  /** When their reading began, on the vendor's clock: what changed later may be under a parent that isn't in it. */
  readonly askedAtMs: number;
}

/**
 * Partitions of child streams. A parent's list is read once for all children that are read in this run, whether or not
 * the parent's own records are emitted.
 */
export interface Parents {
  readonly partitionsOf: (link: ParentLink) => Promise<Partitions>;
}

export interface ParentsOptions {
  readonly surroundings: Surroundings;
  readonly contextOf: (partition: Partition) => RequestContext;
  /** Links of all child streams that are read. */
  readonly links: readonly ParentLink[];
  readonly verify: (stream: Stream) => boolean;
  /** Lists of one parent begun at once, where that parent has parents of its own. */
  readonly openPartitions: number;
  /** Reads only so many parents: a sample must not cost the quota of a whole list. */
  readonly sample: number | null;
  readonly onMissing: (stream: Stream, partition: Partition) => void;
  /** A further list (`also`) may not be read: what only it names is not read. */
  readonly onRefused: (stream: Stream, error: PermissionError) => void;
}

export const createParents = (options: ParentsOptions): Parents => {
  const readings = new Map<Stream, Promise<ReadonlyMap<ParentLink, Partitions>>>();
  const links = withAncestors(options.links);

  const read = async (parent: Stream): Promise<ReadonlyMap<ParentLink, Partitions>> => {
    const askedAtMs = options.surroundings.fetcher.vendorNowMs();
    const wanted = links.filter((link) => link.stream === parent);
    const found = new Map(wanted.map((link) => [link, [] as Partition[]]));
    const above: Partitions =
      parent.parent === undefined ? { all: topPartitions(parent), askedAtMs } : await partitionsOf(parent.parent);
    const { surroundings, sample } = options;
    const isEnough = () => sample !== null && [...found.values()].every((list) => list.length >= sample);
    for await (const { partition, item } of readPartitions({
      partitions: above.all,
      // A sample must not begin what it may not need.
      open: sample === null ? options.openPartitions : 1,
      read: (partition) => {
        const context = options.contextOf(partition);
        const keyOf = surroundings.keyOf(parent, partition);
        return readList({ ...surroundings, stream: parent, context, keyOf }, null, options.verify(parent));
      },
      passesOver: (partition, error) => {
        if (error instanceof MissingError ? !isPartitioned(parent) : parent.partitions === undefined) return false;
        options.onMissing(parent, partition);
        return true;
      },
      configured: parent.partitions !== undefined,
    })) {
      for (const [link, list] of found) {
        for (const row of item?.rows ?? []) list.push(...partitionsIn(link, row, partition));
      }
      if (isEnough()) break;
    }
    const earliest = Math.min(askedAtMs, above.askedAtMs);
    return new Map([...found].map(([link, list]) => [link, { all: sortedUnique(list), askedAtMs: earliest }]));
  };

  const partitionsOf = async (link: ParentLink): Promise<Partitions> => {
    const main = await namedBy(link);
    if (link.also === undefined) return main;
    const further = await Promise.all(link.also.map((other) => unlessRefused(other, main)));
    return {
      all: sortedUnique([main, ...further].flatMap(({ all }) => all)),
      askedAtMs: Math.min(main.askedAtMs, ...further.map(({ askedAtMs }) => askedAtMs)),
    };
  };

  /** A further list that the key may not read does not take away what the first one names. */
  const unlessRefused = async (link: ParentLink, { askedAtMs }: Partitions): Promise<Partitions> => {
    try {
      return await namedBy(link);
    } catch (error) {
      if (!(error instanceof PermissionError)) throw error;
      options.onRefused(link.stream, error);
      return { all: [], askedAtMs };
    }
  };

  const namedBy = async (link: ParentLink): Promise<Partitions> => {
    let reading = readings.get(link.stream);
    if (reading === undefined) {
      reading = read(link.stream);
      readings.set(link.stream, reading);
    }
    const partitions = (await reading).get(link);
    if (partitions === undefined)
      throw new TypeError(`the parents of a stream under ${link.stream.name} were not asked for`);
    return partitions;
  };

  return { partitionsOf };
};

const topPartitions = (stream: Stream): readonly Partition[] =>
  stream.partitions === undefined ? [{}] : configPartitions(stream);

const withAncestors = (links: readonly ParentLink[]): readonly ParentLink[] => {
  const all = new Set<ParentLink>();
  const add = (link: ParentLink): void => {
    all.add(link);
    if (link.stream.parent !== undefined) add(link.stream.parent);
    link.also?.forEach(add);
  };
  links.forEach(add);
  return [...all];
};
