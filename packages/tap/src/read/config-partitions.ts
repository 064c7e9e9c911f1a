import type { Partition, Stream } from '../define/stream.ts';
import { PermissionError } from '../errors/permission-error.ts';
import { sortedUnique } from './partition-key.ts';

/**
 * The partitions that the config names, in key order and once each.
 *
 * @throws PermissionError when it names none: whoever asks for the stream must not take that for an empty one.
 */
export const configPartitions = ({ name, partitions = [], permission }: Stream): readonly Partition[] => {
  if (partitions.length > 0) return sortedUnique(partitions);
  const needs = permission === undefined ? '' : ` Reading ${name} needs ${permission}.`;
  throw new PermissionError(`The config names nothing that ${name} could be read from.${needs}`, { stream: name });
};
