import type { Partition } from '../define/stream.ts';
import { ResponseShapeError } from '../errors/response-shape-error.ts';
import type { SelectedStream } from '../select/selection.ts';
import { compileShape, type Shape } from '../shape/compile.ts';

export type { Shape };

export const shapeOf = ({ stream, fields, extra, primaryKey, suppressed }: SelectedStream, timezone: string): Shape =>
  compileShape({
    stream: stream.name,
    known: stream.fields,
    fields,
    extra,
    timezone,
    primaryKey,
    suppressed: suppressed ?? [],
  });

const MEBIBYTE = 1_048_576;

/** Meltano reads lines of up to 50 MiB; a record that comes near would stop a pipeline half-way. */
const LONGEST_RECORD = 32 * MEBIBYTE;

/** @throws ResponseShapeError for what is no record, or too long for one line. */
export const recordJson = (shape: Shape, stream: string, row: unknown, partition: Partition): string => {
  const json = JSON.stringify(shape.shape(row, partition));
  if (json.length <= LONGEST_RECORD) return json;
  throw new ResponseShapeError(
    `A record of ${stream} has ${String(Math.ceil(json.length / MEBIBYTE))} MiB, which targets can't read. Deselect its largest fields.`,
    { stream },
  );
};
