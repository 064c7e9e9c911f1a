import type { DriftPlan } from './drift.ts';
import type { FaultPlan } from './faults.ts';
import type { OtherClient } from './limiter.ts';
import type { Vendor } from './portals/index.ts';

export interface SandboxOptions {
  readonly vendor: Vendor;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Size of the simulated account; everything else grows with it. Default 200. */
  readonly users?: number;
  readonly seed?: number;
  readonly faults?: FaultPlan;
  readonly drift?: DriftPlan;
  /** Replaces the portal's first limit; `none` lifts all of them. */
  readonly limit?:
    { readonly requests: number; readonly windowMs: number; readonly window?: 'sliding' | 'fixed' } | 'none';
  readonly otherClient?: OtherClient;
  /** Time until an answer, fixed or between two bounds (seeded). */
  readonly latencyMs?: number | readonly [number, number];
  /** The vendor's clock: data, Date header, limiter. Default Date.now. */
  readonly clock?: () => number;
  /** Replaces credentials by name; the names are those in the vendor's portal. */
  readonly credentials?: Readonly<Record<string, string>>;
  /** Rows per page where the vendor decides; default the vendor's real sizes. */
  readonly pageSize?: number;
  /** Gzip answers to clients that accept it. Default true. */
  readonly gzip?: boolean;
  /** Vendor options: see the vendor's `...Options` interface. */
  readonly options?: object;
}
