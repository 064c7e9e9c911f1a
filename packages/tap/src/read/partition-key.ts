import type { Partition } from '../define/stream.ts';

/** A partition's values in its own order of names; what state remembers and what partitions are sorted by. */
export type PartitionKey = readonly (string | number)[];

export const partitionKey = (partition: Partition): PartitionKey => Object.values(partition);

/** Numbers before text, numbers by value, text by UTF-16 units: the same order on every machine. */
export const comparePartitionKeys = (a: PartitionKey, b: PartitionKey): number => {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const order = compareParts(a[index], b[index]);
    if (order !== 0) return order;
  }
  return 0;
};

/** In key order, without repeats. */
export const sortedUnique = (partitions: readonly Partition[]): readonly Partition[] => {
  const keyed = partitions.map((partition) => ({ partition, key: partitionKey(partition) }));
  keyed.sort((a, b) => comparePartitionKeys(a.key, b.key));
  return keyed
    .filter(({ key }, index) => index === 0 || comparePartitionKeys(key, keyed[index - 1]?.key ?? []) !== 0)
    .map(({ partition }) => partition);
};

const compareParts = (a: string | number | undefined, b: string | number | undefined): number => {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  if (typeof a === 'number') return typeof b === 'number' && a > b ? 1 : -1;
  if (typeof b === 'number') return 1;
  return a < b ? -1 : 1;
};
