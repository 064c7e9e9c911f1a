import type { ErrorRule } from '../define/error-rule.ts';
import { ResponseShapeError } from '../errors/response-shape-error.ts';
import { TransientError } from '../errors/transient-error.ts';
import { untilAborted } from './abort.ts';
import { AttemptError } from './attempt-error.ts';
import type { Sign } from './auth.ts';
import type { Clock } from './clock.ts';
import { refusal, type Exchange, type Exchanged } from './exchange.ts';
import type { Asked } from './failure.ts';
import type { FetchedPage, PageRequest } from './fetcher.ts';
import type { Origin } from './origin.ts';
import { withRetries, type RetryOptions } from './retry.ts';
import type { TokenKeeper } from './token.ts';

export interface PageReaderOptions {
  readonly origin: Origin;
  readonly headers: Readonly<Record<string, string>>;
  readonly acceptInstead: readonly string[];
  readonly rules: readonly ErrorRule[];
  readonly sign: Sign;
  readonly tokens: TokenKeeper | null;
  readonly exchange: Exchange;
  readonly redact: (text: string) => string;
  readonly clock: Clock;
  readonly maxWaitMs: number;
  /** Everything but the signal. */
  readonly retryOptions: (stream: string) => Omit<RetryOptions, 'signal'>;
}

/** A page token can be long, and a sentence is read. */
const LONGEST_URL = 500;

const ACCEPT = { json: 'application/json', xml: 'application/xml, text/xml;q=0.9' } as const;

/** A page whose envelope is missing is asked for again: half-filled answers happen while a vendor deploys. */
const SHAPE_RETRIES = 2;

/** So often a page is asked for again whose token ran out on the way: while there was no room, or the vendor was slow. */
const LATE_TOKENS = 5;

/** Reads one page with everything that may have to happen for it. */
export const createPageReader = (
  options: PageReaderOptions,
): ((request: PageRequest, signal: AbortSignal) => Promise<FetchedPage>) => {
  const { origin, exchange, clock, acceptInstead } = options;
  /** How many of the ways to accept JSON were refused. */
  let refusedAccepts = 0;

  const headersFor = (accept: 'json' | 'xml'): Record<string, string> => {
    if (accept === 'xml') return { ...options.headers, accept: ACCEPT.xml };
    const instead = acceptInstead[refusedAccepts - 1];
    // The vendor may want its own way of asking for JSON.
    return { accept: ACCEPT.json, ...options.headers, ...(instead !== undefined && { accept: instead }) };
  };

  return async (request, signal) => {
    const { stream, accept = 'json' } = request;
    const url = origin.urlOf(request);
    const label = `GET ${options.redact(url.href).slice(0, LONGEST_URL)}`;
    const asked: Asked = { label, stream, redact: options.redact };
    let rejected = 0;
    let late = 0;

    const attempt = async (): Promise<FetchedPage> => {
      const refusedBefore = refusedAccepts;
      const signed = { url: new URL(url), headers: headersFor(accept) };
      const token = await untilAborted(options.sign(signed), signal);
      const outgoing = { method: 'GET', ...signed, signal } as const;
      const exchanged = await exchange({ outgoing, accept, rules: options.rules, asked, countedAs: stream });
      const { answer, judgement } = exchanged;
      if (judgement.outcome === 'ok') {
        const page = pageOf(exchanged, url, accept);
        inspect(request, page);
        return page;
      }
      const failure = refusal(exchanged, asked, { nowMs: clock.now(), maxWaitMs: options.maxWaitMs });
      const isUnacceptable = accept === 'json' && (answer.status === 406 || answer.status === 415);
      if (isUnacceptable && refusedBefore < acceptInstead.length) {
        refusedAccepts = Math.max(refusedAccepts, refusedBefore + 1);
        throw new AttemptError(failure.error, { kind: 'renew' });
      }
      if (judgement.outcome !== 'credentials' || answer.status !== 401 || token === null) throw failure;
      options.tokens?.reject(token);
      if (clock.now() < token.endsAtMs) rejected += 1;
      else late += 1;
      throw rejected < 2 && late <= LATE_TOKENS ? new AttemptError(failure.error, { kind: 'renew' }) : failure;
    };

    return withRetries(attempt, { ...options.retryOptions(stream), signal });
  };
};

const pageOf = ({ answer, bytes, serverTimeMs }: Exchanged, url: URL, accept: 'json' | 'xml'): FetchedPage => ({
  status: answer.status,
  headers: answer.headers,
  body: accept === 'xml' ? answer.text : answer.body,
  bytes,
  url,
  serverTimeMs,
});

const inspect = ({ inspect: look }: PageRequest, page: FetchedPage): void => {
  try {
    look?.(page);
  } catch (error) {
    if (error instanceof TransientError) {
      throw new AttemptError(error, { kind: 'retry', afterMs: null, atMostRetries: null });
    }
    if (error instanceof ResponseShapeError) {
      throw new AttemptError(error, { kind: 'retry', afterMs: null, atMostRetries: SHAPE_RETRIES });
    }
    throw error;
  }
};
