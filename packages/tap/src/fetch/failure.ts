import { isNativeError } from 'node:util/types';
import type { Answer } from '../define/error-rule.ts';
import { ConfigError } from '../errors/config-error.ts';
import { CredentialsError } from '../errors/credentials-error.ts';
import { MissingError } from '../errors/missing-error.ts';
import { PermissionError } from '../errors/permission-error.ts';
import { QuotaError } from '../errors/quota-error.ts';
import { ResponseShapeError } from '../errors/response-shape-error.ts';
import type { TapError, TapErrorOptions } from '../errors/tap-error.ts';
import { TransientError } from '../errors/transient-error.ts';
import { AttemptError, type Wish } from './attempt-error.ts';
import { BodyError } from './body.ts';
import type { Judgement } from './outcome.ts';
import { vendorMessage } from './vendor-message.ts';
import { wellFormed } from './well-formed.ts';

/** What a failure's sentence names. `label` is the method and the URL. */
export interface Asked {
  readonly label: string;
  /** Undefined for what belongs to no stream: the token. */
  readonly stream: string | undefined;
  readonly redact: (text: string) => string;
}

/** Characters of the vendor's message that the user sees, and of the answer that the engineer sees. */
const LONGEST_MESSAGE = 300;
const LONGEST_EXCERPT = 600;

/** Redacted before it is cut: half a secret would not be recognised. */
const shown = (text: string, { redact }: Asked, longest: number): string => {
  const line = redact(text.slice(0, longest + 8000))
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > longest ? `${wellFormed(line.slice(0, longest))}...` : wellFormed(line.replace(/\.+$/, ''));
};

/** The error for an answer that isn't the data. */
export const answerError = (judgement: Judgement, answer: Answer, asked: Asked): TapError => {
  const { status } = answer;
  const { reason, advice, outcome } = judgement;
  const said = vendorMessage(answer.body, answer.text);
  const quoted = said === null ? '' : ` The vendor says: ${shown(said, asked, LONGEST_MESSAGE)}.`;
  const message = asked.redact(`${asked.label} answered ${String(status)}: ${reason}.${quoted} ${advice}`.trim());
  const requestId = answer.headers.get('x-request-id');
  const detail = asked.redact(
    [
      `status ${String(status)}`,
      `content-type ${answer.headers.get('content-type') ?? 'none'}`,
      ...(requestId === null ? [] : [`request id ${requestId.slice(0, 100)}`]),
      `body ${JSON.stringify(shown(answer.text, asked, LONGEST_EXCERPT))}`,
    ].join(', '),
  );
  const options: TapErrorOptions = { detail, status, ...(asked.stream === undefined ? {} : { stream: asked.stream }) };
  switch (outcome) {
    case 'credentials':
      return new CredentialsError(message, options);
    case 'permission':
      return new PermissionError(message, options);
    case 'missing':
      return new MissingError(message, options);
    case 'config':
      return new ConfigError(message, options);
    case 'wait':
      return new QuotaError(message, null, options);
    case 'retry':
      return new TransientError(message, options);
    case 'ok':
    case 'shape':
      return new ResponseShapeError(message, options);
  }
};

/** What to do about a vendor's bad moment, once asking again has not helped. */
const LATER = 'Run again later.';

/** The sentence without its advice, while asking again is still tried. */
export const withoutAdvice = (message: string): string =>
  message.endsWith(LATER) ? message.slice(0, -LATER.length).trimEnd() : message;

/** Certificates that asking again doesn't mend. */
const CERTIFICATE_CODES = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** The failure for a request that got no whole answer. */
export const sendFailure = (error: unknown, asked: Asked): AttemptError => {
  const cause = isNativeError(error) ? error : new Error(String(error));
  const code = codeOf(cause);
  const options: TapErrorOptions = {
    detail: asked.redact(describe(cause)),
    ...(asked.stream === undefined ? {} : { stream: asked.stream }),
  };
  const sentence = (text: string): string => asked.redact(`${asked.label} ${text}`);

  if (cause instanceof BodyError) {
    const message = sentence(`got an unreadable answer: ${cause.message}.`);
    return cause.isTransient
      ? new AttemptError(new TransientError(`${message} ${LATER}`, options), RETRY)
      : new AttemptError(new ResponseShapeError(message, options), { kind: 'give-up' });
  }
  if (CERTIFICATE_CODES.has(code)) {
    const advice = 'If a proxy opens the connection, name its CA in NODE_EXTRA_CA_CERTS; else check base_url.';
    const message = sentence(`met a certificate that is not trusted (${code}). ${advice}`);
    return new AttemptError(new ConfigError(message, options), { kind: 'give-up' });
  }
  if (/Proxy response \(407\)/.test(cause.message)) {
    const message = sentence('was refused by the proxy (407). Put user name and password into the proxy address.');
    return new AttemptError(new ConfigError(message, options), { kind: 'give-up' });
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    const message = sentence('could not be sent: the key or a header holds characters that no header can hold.');
    return new AttemptError(new ConfigError(message, options), { kind: 'give-up' });
  }
  const reason = REASONS[code] ?? `failed: ${cause.message === '' ? code : cause.message}`;
  return new AttemptError(new TransientError(sentence(`${reason}. ${LATER}`), options), RETRY);
};

const RETRY: Wish = { kind: 'retry', afterMs: null, atMostRetries: null };

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'found nobody listening (ECONNREFUSED)',
  ECONNRESET: 'was cut off (ECONNRESET)',
  EPIPE: 'was cut off (EPIPE)',
  ENOTFOUND: 'found no such host (ENOTFOUND): check subdomain and base_url, and the name service',
  EAI_AGAIN: 'could not look up the host (EAI_AGAIN)',
  ETIMEDOUT: 'could not connect in time (ETIMEDOUT)',
  CERT_HAS_EXPIRED: 'met an expired certificate',
  RequestTimeoutError: 'got no complete answer in time',
  UND_ERR_SOCKET: 'was cut off before the whole answer was there',
  UND_ERR_CONNECT_TIMEOUT: 'could not connect in time',
  UND_ERR_HEADERS_TIMEOUT: 'got no answer in time',
  UND_ERR_BODY_TIMEOUT: 'got an answer that stopped half-way',
};

/** The code of the error or of what caused it: connecting to several addresses fails with several errors. */
const codeOf = (error: Error, depth = 0): string => {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string') return code;
  const causes: readonly unknown[] = error instanceof AggregateError ? error.errors : [error.cause];
  const [cause] = causes;
  return isNativeError(cause) && depth < 5 ? codeOf(cause, depth + 1) : error.name;
};

const describe = (error: Error): string => `${error.name}: ${error.message} (${codeOf(error)})`;
