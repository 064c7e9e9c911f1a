import { chance } from './random.ts';

/** What can go wrong between a client and a vendor. The comment says what the client sees. */
export const faultKinds = [
  'rate-limit', // the vendor's 429 without Retry-After
  'rate-limit-seconds', // with Retry-After: <seconds>
  'rate-limit-date', // with Retry-After: <HTTP-date>
  '500',
  '502',
  '504',
  'html-503', // an HTML error page of a gateway
  'reset-before-headers', // TCP reset instead of an answer
  'reset-in-body', // TCP reset after half of the body
  'stall-before-headers', // nothing, until the client gives up
  'stall-in-body', // headers and half of the body, then nothing
  'truncated-right-length', // content-length of the whole body, connection closed after half of it
  'truncated-wrong-length', // content-length of half the body: complete HTTP, broken JSON
  'invalid-json', // a complete answer that does not parse
  'gzip-truncated', // complete HTTP, gzip stream cut; broken JSON where the client takes no gzip
  'wrong-content-type', // valid JSON labelled text/html
  'html-login', // 200 with a login page
  'empty-200', // 200 without a body
  '200-with-error-body', // the vendor's error object with status 200
  'repeated-page', // the rows of the page before, labelled as this page
  'endless-pages', // has-next for ever; past the end the list begins again
  'empty-page-in-the-middle', // one more page without rows after every N pages; the data is unharmed
  'missing-envelope', // the key that holds the rows is gone
  '404-past-end', // the vendor's 404 for a page past the end
  'key-revoked', // the vendor's 401 for every answer from then on
  'redirect', // 302 to another origin, the credentials echoed in Location
  'echo-secrets', // 500 whose body repeats Authorization, cookies and the query
  'stripped-headers', // a proxy that drops paging and quota headers
] as const;

export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** Every N-th matching request (for `empty-page-in-the-middle`: an empty page after every N pages, default 1). */
  readonly every?: number;
  /** Chance per matching request; with neither, every matching request. */
  readonly probability?: number;
  /** Only requests whose path and query (`/users?page=2`) match. */
  readonly paths?: RegExp;
  /** At most so often. */
  readonly times?: number;
  /** Only after so many matching requests. */
  readonly afterRequests?: number;
  /** For Retry-After; default 1. */
  readonly seconds?: number;
}

export type FaultPlan = readonly Fault[];

/** Decides per request which faults apply; the same seed and the same requests give the same faults. */
export class FaultDice {
  readonly #seed: number;
  readonly #plan: readonly { readonly fault: Fault; matched: number; applied: number }[];

  constructor(plan: FaultPlan, seed: number) {
    this.#seed = seed;
    this.#plan = plan.map((fault) => ({ fault, matched: 0, applied: 0 }));
  }

  throw(target: string): Fault[] {
    const applied: Fault[] = [];
    for (const [position, state] of this.#plan.entries()) {
      const { fault } = state;
      if (fault.paths !== undefined && !fault.paths.test(target)) continue;
      state.matched += 1;
      const counted = state.matched - (fault.afterRequests ?? 0);
      if (counted <= 0 || state.applied >= (fault.times ?? Infinity)) continue;
      if (!isStanding(fault.kind)) {
        if (fault.every !== undefined && counted % fault.every !== 0) continue;
        if (fault.probability !== undefined && chance(this.#seed, position, state.matched) >= fault.probability)
          continue;
      }
      state.applied += 1;
      applied.push(fault);
    }
    return applied;
  }
}

/** Faults that would contradict themselves if they came and went within one list. */
function isStanding(kind: FaultKind): boolean {
  return kind === 'empty-page-in-the-middle' || kind === 'key-revoked';
}

const notation =
  /^(?<kind>[a-z0-9-]+)(?:=(?:1\/(?<every>\d+)|(?<probability>[01]?\.?\d+)))?(?:\+(?<after>\d+))?(?:\*(?<times>\d+))?(?:~(?<seconds>\d+(?:\.\d+)?))?(?:@(?<paths>.+))?$/;

/**
 * `kind[=1/N | =P][+AFTER][*TIMES][~SECONDS][@PATHS]`, comma-separated:
 * `500=1/10, stall-in-body=1/50@/users, rate-limit-seconds=0.05~2, key-revoked+100`.
 */
export function parseFaults(text: string): Fault[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseFault);
}

function parseFault(text: string): Fault {
  const groups = notation.exec(text)?.groups;
  const kind = faultKinds.find((known) => known === groups?.['kind']);
  if (groups === undefined || kind === undefined) {
    throw new RangeError(`unknown fault "${text}"; write kind=1/N@path with one of: ${faultKinds.join(', ')}`);
  }
  const { every, probability, after, times, seconds, paths } = groups;
  return {
    kind,
    ...(every === undefined ? {} : { every: Number(every) }),
    ...(probability === undefined ? {} : { probability: Number(probability) }),
    ...(after === undefined ? {} : { afterRequests: Number(after) }),
    ...(times === undefined ? {} : { times: Number(times) }),
    ...(seconds === undefined ? {} : { seconds: Number(seconds) }),
    ...(paths === undefined ? {} : { paths: new RegExp(paths) }),
  };
}
