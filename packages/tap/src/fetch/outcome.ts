import type { Answer, ErrorRule, Outcome } from '../define/error-rule.ts';
import type { ResponseHeaders } from '../define/request.ts';
import { parseJson } from './parse-json.ts';
import { isHtml } from './vendor-message.ts';

export interface Judgement {
  readonly outcome: Outcome;
  /** What the answer is, as the middle of a sentence: `answered 502: <reason>`. */
  readonly reason: string;
  /** What to do, as a sentence. */
  readonly advice: string;
  /** Retries at most, where asking again often is pointless. */
  readonly atMostRetries?: number;
}

interface Received {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly text: string;
}

/** A request that is refused for what it is: asked again twice in case the refusal was a mistake. */
const REFUSED_RETRIES = 2;

/** `body` is undefined when the text is not JSON (always, where XML was asked for). */
export const answerOf = (received: Received, accept: 'json' | 'xml'): Answer => ({
  status: received.status,
  headers: received.headers,
  text: received.text,
  body: accept === 'json' ? parsedOrUndefined(received.text) : undefined,
});

/** The one table from an answer to what happens next: the vendor's rules, then what a status means everywhere. */
export const judge = (answer: Answer, accept: 'json' | 'xml', rules: readonly ErrorRule[]): Judgement => {
  const rule = rules.find(({ when }) => when(answer));
  const common = rule?.outcome === 'ok' ? OK : byStatus(answer, accept);
  if (rule === undefined) return common;
  const meaning = rule.outcome === common.outcome ? common : MEANINGS[rule.outcome];
  const { hint, atMostRetries } = rule;
  return {
    ...meaning,
    ...(hint !== undefined && { advice: hint }),
    ...(atMostRetries !== undefined && { atMostRetries }),
  };
};

const byStatus = (answer: Answer, accept: 'json' | 'xml'): Judgement => {
  const { status } = answer;
  if (status === 200 || status === 201 || status === 203) return byContent(answer, accept);
  if (status >= 300 && status < 400) return redirected(answer);
  return BY_STATUS[status] ?? (status >= 500 ? MEANINGS.retry : MEANINGS.shape);
};

const byContent = ({ text, body }: Answer, accept: 'json' | 'xml'): Judgement => {
  if (text.trim() === '') return { ...WRONG_KIND, reason: 'an empty body' };
  if (isHtml(text)) return { ...WRONG_KIND, reason: 'a web page instead of data' };
  if (accept === 'json' && body === undefined) return { ...WRONG_KIND, reason: 'something that is not JSON' };
  if (accept === 'xml' && !text.trimStart().startsWith('<'))
    return { ...WRONG_KIND, reason: 'something that is not XML' };
  return OK;
};

const redirected = ({ headers }: Answer): Judgement => {
  const location = headers.get('location') ?? '';
  const target = URL.canParse(location) ? new URL(location).host : (location.split(/[?#]/)[0] ?? '').slice(0, 100);
  return { ...MEANINGS.config, reason: `a redirect${target === '' ? '' : ` to ${target}`}, which is not followed` };
};

const OK: Judgement = { outcome: 'ok', reason: 'data', advice: '' };

const MEANINGS: Readonly<Record<Outcome, Judgement>> = {
  ok: OK,
  retry: {
    outcome: 'retry',
    reason: 'the vendor has a fault',
    advice: 'Run again later.',
  },
  wait: {
    outcome: 'wait',
    reason: 'too many requests',
    advice: 'Run again later, or lower max_requests_per_second.',
  },
  credentials: {
    outcome: 'credentials',
    reason: 'the credentials are rejected',
    advice: 'Check that the key is right, complete and still active.',
  },
  permission: {
    outcome: 'permission',
    reason: 'the key may not read this',
    advice: 'Grant the permission to the key, or deselect the stream.',
  },
  missing: {
    outcome: 'missing',
    reason: 'nothing is there',
    advice: 'It may have been deleted, or the account has no such feature.',
  },
  config: {
    outcome: 'config',
    reason: 'not an API of this account',
    advice: 'Check subdomain, region and base_url.',
  },
  shape: {
    outcome: 'shape',
    reason: 'an answer that can not be understood',
    advice: 'Report it with this message: the vendor may have changed its API.',
    atMostRetries: REFUSED_RETRIES,
  },
};

/** Right status, wrong kind: a proxy or a deployment had a bad moment, which can last as long as an outage. */
const WRONG_KIND: Judgement = MEANINGS.retry;

/** Statuses whose meaning is not just that of their hundred. */
const BY_STATUS: Readonly<Record<number, Judgement>> = {
  400: { ...MEANINGS.shape, reason: 'the request is refused as malformed' },
  401: MEANINGS.credentials,
  402: { ...MEANINGS.permission, reason: "the account's plan does not include this" },
  403: MEANINGS.permission,
  404: MEANINGS.missing,
  407: { ...MEANINGS.config, reason: 'the proxy wants credentials', advice: 'Put them into the proxy address.' },
  408: MEANINGS.retry,
  410: MEANINGS.missing,
  421: MEANINGS.retry,
  422: { ...MEANINGS.shape, reason: "the request's values are refused" },
  425: MEANINGS.retry,
  429: MEANINGS.wait,
};

const parsedOrUndefined = (text: string): unknown => {
  // Everything else that isn't JSON is found out by parsing; a page of markup shouldn't cost an exception with its text.
  if (text === '' || isHtml(text)) return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
};
