import { readFileSync, readdirSync } from 'node:fs';
import type { ReleasedStreams } from './breaking-changes.ts';
import type { AirbyteState, Json } from './support.ts';

/** What a release promised to those who use it; kept for the releases after it. */
export interface Release {
  readonly version: string;
  /** `connectionSpecification` by vendor, and `all`. */
  readonly specifications: Readonly<Record<string, Json>>;
  /** By account. */
  readonly streams: Readonly<Record<string, ReleasedStreams>>;
  /** What a run of it ended with, and what one that was stopped half-way left, by account. */
  readonly states: Readonly<
    Record<string, { readonly complete: readonly AirbyteState[]; readonly stopped: readonly AirbyteState[] }>
  >;
}

const folder = new URL('./releases/', import.meta.url);

export const releases: readonly Release[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Release);
