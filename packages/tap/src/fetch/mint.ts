import type { ClientCredentials } from '../define/auth.ts';
import type { ErrorRule } from '../define/error-rule.ts';
import { ResponseShapeError } from '../errors/response-shape-error.ts';
import type { Redactor } from '../run/redact.ts';
import { AttemptError } from './attempt-error.ts';
import { tokenRequest } from './auth.ts';
import type { Clock } from './clock.ts';
import { refusal, type Exchange } from './exchange.ts';
import type { Asked } from './failure.ts';
import type { Origin } from './origin.ts';
import { withRetries, type RetryOptions } from './retry.ts';
import { tokenOf, type Minted } from './token.ts';

export interface MintOptions {
  readonly auth: ClientCredentials;
  readonly origin: Origin;
  readonly headers: Readonly<Record<string, string>>;
  /** The vendor's error table: what it says of rejected credentials holds for the pair too. */
  readonly errors: readonly ErrorRule[];
  readonly exchange: Exchange;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly maxWaitMs: number;
  readonly retryOptions: RetryOptions;
}

/** Under which token requests are counted. */
const COUNTED_AS = 'authentication';

/** Statuses with which token endpoints reject the pair: https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
const REJECTIONS = new Set([400, 401, 403]);

/** Makes an access token: the only POST there is. Like a page in quota, timeouts and retries. */
export const createMint = (options: MintOptions): (() => Promise<Minted>) => {
  const { auth, redactor, clock, retryOptions } = options;

  return async () => {
    const url = options.origin.tokenUrlOf(auth.tokenPath);
    const redact = (text: string): string => redactor.redact(text);
    const asked: Asked = { label: redact(`POST ${url.href}`), stream: undefined, redact };

    const attempt = async (): Promise<Minted> => {
      const { headers, body } = tokenRequest(auth);
      const outgoing = {
        method: 'POST',
        url,
        headers: { ...options.headers, ...headers },
        body,
        signal: retryOptions.signal,
      } as const;
      const rules: readonly ErrorRule[] = [
        ...options.errors.filter(({ outcome }) => outcome === 'credentials'),
        { when: ({ status }) => REJECTIONS.has(status), outcome: 'credentials' },
        { when: ({ status }) => status === 404, outcome: 'config' },
      ];
      const exchanged = await options.exchange({ outgoing, accept: 'json', rules, asked, countedAs: COUNTED_AS });
      if (exchanged.judgement.outcome !== 'ok')
        throw refusal(exchanged, asked, { nowMs: clock.now(), maxWaitMs: options.maxWaitMs });
      const token = tokenOf(exchanged.answer.body, auth.defaultLifetimeSeconds, clock.now());
      if (token !== null) {
        redactor.addSecret(token.value);
        return token;
      }
      // The body may hold a token in a form that isn't known, so it is not shown.
      const error = new ResponseShapeError(`${asked.label} answered without an access_token.`);
      throw new AttemptError(error, { kind: 'retry', afterMs: null, atMostRetries: 2 });
    };
    return withRetries(attempt, retryOptions);
  };
};
