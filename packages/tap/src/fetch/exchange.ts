import type { Answer, ErrorRule } from '../define/error-rule.ts';
import type { Limits } from '../define/limits.ts';
import { QuotaError } from '../errors/quota-error.ts';
import { TapError } from '../errors/tap-error.ts';
import type { Log } from '../run/log.ts';
import { AttemptError } from './attempt-error.ts';
import type { Clock } from './clock.ts';
import { answerError, sendFailure, type Asked } from './failure.ts';
import type { FetchStatistics } from './fetcher.ts';
import { answerOf, judge, type Judgement } from './outcome.ts';
import type { Pace } from './pace.ts';
import type { Quota } from './quota.ts';
import { jitterMs, rateLimitWaitMs, retryAfterMs, serverTimeMs } from './retry-timing.ts';
import type { Incoming, Outgoing, Sender } from './send.ts';
import type { VendorClock } from './vendor-clock.ts';

export interface ExchangeOptions {
  readonly sender: Sender;
  readonly quota: Quota;
  readonly pace: Pace;
  readonly limits: Limits;
  readonly vendorClock: VendorClock;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly statistics: FetchStatistics;
}

export interface Question {
  readonly outgoing: Outgoing;
  readonly accept: 'json' | 'xml';
  readonly rules: readonly ErrorRule[];
  readonly asked: Asked;
  /** Under which it is counted. */
  readonly countedAs: string;
}

export interface Exchanged {
  readonly answer: Answer;
  readonly judgement: Judgement;
  readonly bytes: number;
  readonly serverTimeMs: number | null;
}

/**
 * One attempt: waits for room, sends, reads the whole answer, learns from its headers and judges it. What it learns
 * about quota holds for everybody before the slot is given back.
 *
 * @throws AttemptError when there was no answer, QuotaError, or the signal's reason.
 */
export type Exchange = (question: Question) => Promise<Exchanged>;

/** Waits for 429s that say nothing: doubled from 1 s to 60 s. */
const SILENT_WAIT_MS = 1000;
const LONGEST_SILENT_WAIT_MS = 60_000;

export const createExchange = (options: ExchangeOptions): Exchange => {
  const { sender, quota, pace, limits, clock, statistics } = options;
  /** 429s in a row, those of requests already on their way not counted. */
  let limitedInRow = 0;
  let lastLimitedAtMs = -Infinity;
  /** Once the longer quota is down to its reserve; an error for each who asks, because it will carry its stream. */
  let exhausted: (() => QuotaError) | null = null;

  const send = async ({ outgoing, accept, rules, asked, countedAs }: Question): Promise<Exchanged> => {
    const sentAtMs = clock.now();
    count(statistics, countedAs);
    pace.sent(sentAtMs);
    const incoming = await receive(outgoing, asked, countedAs);
    const nowMs = clock.now();
    const serverMs = serverTimeMs(incoming.headers);
    if (serverMs !== null) options.vendorClock.observe(serverMs, nowMs);
    const answer = answerOf(incoming, accept);
    const judgement = judge(answer, accept, rules);
    if (judgement.outcome === 'wait') limited(answer, asked, sentAtMs);
    else answered(answer, asked, sentAtMs);
    checkReserve(answer);
    quota.repace();
    return { answer, judgement, bytes: incoming.bytes, serverTimeMs: serverMs };
  };

  const receive = async (outgoing: Outgoing, asked: Asked, countedAs: string): Promise<Incoming> => {
    const sentAtMs = clock.now();
    let status: number | null = null;
    try {
      const incoming = await sender.send(outgoing);
      status = incoming.status;
      return incoming;
    } catch (error) {
      outgoing.signal.throwIfAborted();
      throw error instanceof TapError ? error : sendFailure(error, asked);
    } finally {
      logTimer(options.log, asked, countedAs, status, clock.now() - sentAtMs);
    }
  };

  const answered = ({ headers }: Answer, asked: Asked, sentAtMs: number): void => {
    const nowMs = clock.now();
    limitedInRow = 0;
    pace.answered(nowMs, sentAtMs, numberIn(headers.get(limits.remainingHeader ?? '')));
    const pauseMs = pace.pauseMs(nowMs);
    if (pauseMs <= 0) return;
    const sentence = `${asked.label} was the last that the vendor's quota allows: waiting for more`;
    quota.pause(nowMs + pauseMs, { stream: asked.stream ?? '', sentence });
  };

  const limited = ({ status, headers }: Answer, asked: Asked, sentAtMs: number): void => {
    const nowMs = clock.now();
    statistics.rateLimited += 1;
    pace.limited(nowMs, sentAtMs);
    if (sentAtMs >= lastLimitedAtMs) limitedInRow += 1;
    lastLimitedAtMs = nowMs;
    const toldMs = rateLimitWaitMs(headers, limits, options.vendorClock.nowMs(nowMs));
    const silentMs = Math.min(LONGEST_SILENT_WAIT_MS, SILENT_WAIT_MS * 2 ** (limitedInRow - 1));
    // A told time is believed once; if the vendor still refuses then, it is only a lower bound.
    const waitMs = toldMs === null ? silentMs : limitedInRow > 1 ? Math.max(toldMs, silentMs) : toldMs;
    quota.pause(nowMs + waitMs + jitterMs(waitMs, options.random()), {
      stream: asked.stream ?? '',
      sentence: `${asked.label} answered ${String(status)}: waiting for the vendor's quota`,
    });
  };

  /** The longer quota is shared with the customer's other programs: what is left below the floor is theirs. */
  const checkReserve = ({ headers }: Answer): void => {
    const { reserve } = limits;
    if (reserve === undefined || exhausted !== null) return;
    const left = numberIn(headers.get(reserve.remainingHeader));
    if (left === null || left >= reserve.floor) return;
    const message = `Only ${String(left)} requests of the ${reserve.name} are left, fewer than the ${String(reserve.floor)} kept for other programs: stopped. Run again when there are more.`;
    exhausted = () => new QuotaError(message, null);
    options.log('warning', message);
  };

  return async (question) => {
    if (exhausted !== null) throw exhausted();
    // The pace counts from the beginning of a slot: what the first request has to wait for would bring the second too near.
    await sender.ready();
    return quota.run(async () => {
      if (exhausted !== null) throw exhausted();
      return send(question);
    }, question.outgoing.signal);
  };
};

/** The failure for an answer that isn't data. */
export const refusal = (
  { answer, judgement }: Exchanged,
  asked: Asked,
  { nowMs, maxWaitMs }: { readonly nowMs: number; readonly maxWaitMs: number },
): AttemptError => {
  const error = answerError(judgement, answer, asked);
  switch (judgement.outcome) {
    case 'wait':
      return new AttemptError(error, { kind: 'wait' });
    case 'retry':
    case 'shape': {
      const afterMs = retryAfterMs(answer.headers, nowMs);
      if (afterMs !== null && afterMs > maxWaitMs) {
        return new AttemptError(longPause(error, nowMs + afterMs), { kind: 'give-up' });
      }
      return new AttemptError(error, { kind: 'retry', afterMs, atMostRetries: judgement.atMostRetries ?? null });
    }
    default:
      return new AttemptError(error, { kind: 'give-up' });
  }
};

const longPause = (error: TapError, resumeAtMs: number): QuotaError =>
  new QuotaError(
    `${error.message} It asks to come back at ${new Date(resumeAtMs).toISOString()}, later than max_wait_minutes allows.`,
    resumeAtMs,
    { cause: error, ...(error.detail === undefined ? {} : { detail: error.detail }) },
  );

const count = (statistics: FetchStatistics, countedAs: string): void => {
  statistics.requests += 1;
  statistics.requestsByStream.set(countedAs, (statistics.requestsByStream.get(countedAs) ?? 0) + 1);
};

const numberIn = (value: string | null): number | null =>
  value !== null && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : null;

/** Singer's metric of this name: https://github.com/singer-io/singer-python/blob/master/singer/metrics.py */
const logTimer = (log: Log, asked: Asked, countedAs: string, status: number | null, tookMs: number): void => {
  log('debug', `${asked.label} ${status === null ? 'failed' : `answered ${String(status)}`} in ${String(tookMs)} ms`, {
    ...(asked.stream === undefined ? {} : { stream: asked.stream }),
    metric: {
      type: 'timer',
      metric: 'http_request_duration',
      value: tookMs / 1000,
      tags: {
        endpoint: countedAs,
        http_status_code: status,
        status: status !== null && status < 400 ? 'succeeded' : 'failed',
      },
    },
  });
};
