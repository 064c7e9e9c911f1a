import type { Fields } from '../define/fields.ts';
import type { Stream } from '../define/stream.ts';

/** What a run reads: made from a Singer catalog, an Airbyte configured catalog or the defaults; the engine knows no other form. */
export interface SelectedStream {
  /** With discovered fields already added to `stream.fields`. */
  readonly stream: Stream;
  /** The emitted fields in schema order, nested ones pruned. Keys and the replication key are always in it. */
  readonly fields: Fields;
  /** Whether `_extra` is emitted. */
  readonly extra: boolean;
  readonly mode: 'full_table' | 'incremental';
  /** null in full_table mode without a cursor; in full_table mode of an incremental stream still tracked for the next run. */
  readonly replicationKey: string | null;
  /** May be [] when a catalog or option takes the key away. */
  readonly primaryKey: readonly string[];
  /** RFC 3339, normalised to UTC. */
  readonly startDate: string | null;
  readonly lookbackHours: number;
  /** Further passes over lists that are not stable. */
  readonly verify: boolean;
  /** Named by the user or a configured catalog: not being able to read it fails the run. False: chosen by default. */
  readonly explicit: boolean;
  /** Airbyte: the generation this attempt belongs to; null when the platform gives none. */
  readonly generation: number | null;
  /** Excluded or deselected names (dotted when nested) that no field describes; they may not appear in `_extra` either. */
  readonly suppressed?: readonly string[];
  /** Airbyte: the configured stream's namespace, echoed in its messages. */
  readonly namespace?: string;
}

export interface Selection {
  readonly streams: readonly SelectedStream[];
  /** Named, but not known to this connector: INCOMPLETE, TRACE, exit 1. */
  readonly unknown: readonly string[];
}
