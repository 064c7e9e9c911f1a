import type { Partition } from '../define/stream.ts';
import { MissingError } from '../errors/missing-error.ts';
import { PermissionError } from '../errors/permission-error.ts';
import { ResponseShapeError } from '../errors/response-shape-error.ts';
import { TransientError } from '../errors/transient-error.ts';
import type { TapError } from '../errors/tap-error.ts';
import type { ListItem } from './passes.ts';

export interface PartitionItem {
  readonly partition: Partition;
  /** null: the partition is finished. */
  readonly item: ListItem | null;
  /** False once a partition has failed: what comes after the hole must not move the state past it. */
  readonly resumable: boolean;
}

export interface PartitionsOptions {
  readonly partitions: Iterable<Partition>;
  /** Partitions begun at once, at most; they are finished in order. */
  readonly open: number;
  readonly read: (partition: Partition) => AsyncGenerator<ListItem, void, undefined>;
  /** Whether a partition that is gone or refused is passed over; else it fails like with any other error. */
  readonly passesOver: (partition: Partition, error: MissingError | PermissionError) => boolean;
  /** The config names the partitions: where all are passed over, nothing can be read. */
  readonly configured: boolean;
}

/** So many failures in a row are the vendor or the key, not a partition. */
const FAILURES_IN_A_ROW = 3;

interface Opened {
  readonly partition: Partition;
  readonly pages: AsyncGenerator<ListItem, void, undefined>;
  readonly first: Promise<IteratorResult<ListItem, void>>;
}

/**
 * The lists of all partitions, in order, the next few already under way. A partition that can't be read leaves a hole:
 * the others are read and emitted, the error is thrown at the end, and the state stays before the hole.
 */
export async function* readPartitions(options: PartitionsOptions): AsyncGenerator<PartitionItem, void, undefined> {
  const waiting = options.partitions[Symbol.iterator]();
  const opened: Opened[] = [];
  let failure: TapError | null = null;
  let failures = 0;
  let anyRead = !options.configured;
  let passedOver: TapError | null = null;
  const open = () => {
    while (opened.length < options.open) {
      const next = waiting.next();
      if (next.done === true) return;
      const pages = options.read(next.value);
      const first = pages.next();
      first.catch(() => undefined);
      opened.push({ partition: next.value, pages, first });
    }
  };
  try {
    for (;;) {
      open();
      const head = opened[0];
      if (head === undefined) break;
      const { partition, pages } = head;
      let begun = false;
      try {
        for (let step = await head.first; step.done !== true; step = await pages.next()) {
          begun = true;
          yield { partition, item: step.value, resumable: failure === null };
        }
        failures = 0;
        anyRead = true;
      } catch (error) {
        if (
          (error instanceof MissingError || (error instanceof PermissionError && !begun)) &&
          options.passesOver(partition, error)
        ) {
          passedOver = error;
        } else if (
          error instanceof TransientError ||
          error instanceof ResponseShapeError ||
          error instanceof PermissionError ||
          error instanceof MissingError
        ) {
          failure ??= error;
          failures += 1;
          anyRead = true;
          if (failures >= FAILURES_IN_A_ROW) throw failure;
        } else {
          throw error;
        }
      }
      opened.shift();
      // A state after partitions that can't be read would make the next run believe that they were.
      if (anyRead) yield { partition, item: null, resumable: failure === null };
    }
  } finally {
    await Promise.allSettled(opened.map(({ pages }) => pages.return()));
  }
  if (failure !== null) throw failure;
  if (passedOver !== null && !anyRead) {
    throw new PermissionError(`Nothing that the config names can be read. ${passedOver.message}`, {
      cause: passedOver,
      ...(passedOver.detail !== undefined && { detail: passedOver.detail }),
    });
  }
}
