/** The vendor's quota as the dossier knows it, and where its answers tell what is left. */
export interface Limits {
  /** The vendor's own ceiling: `requests` in any `perSeconds`. Paced evenly with a margin, never in bursts. */
  readonly rate: { readonly requests: number; readonly perSeconds: number };
  /** Further ceilings that hold at the same time (an hourly one beside a per-second one). */
  readonly also?: readonly { readonly requests: number; readonly perSeconds: number }[];
  /** Requests in flight at once. */
  readonly concurrency: number;
  /** Header with the requests left in `rate`'s window; shared with the customer's other clients. */
  readonly remainingHeader?: string;
  /** A longer quota that is not paced but guarded: the run stops cleanly when fewer than `floor` are left. */
  readonly reserve?: { readonly remainingHeader: string; readonly floor: number; readonly name: string };
  /** The 429 answer's reset header when it is not Retry-After: seconds from now, or an epoch in seconds or ms. */
  readonly resetHeader?: { readonly name: string; readonly form: 'seconds' | 'epoch-seconds' | 'epoch-milliseconds' };
  /** Window boundary to wait for after a 429 without Retry-After: a fixed clock window of so many seconds. */
  readonly windowSeconds?: number;
}
