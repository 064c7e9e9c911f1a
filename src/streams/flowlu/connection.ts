import { isRow, queryKey, type Answer, type Connection, type ErrorRule } from '@singer-io-ts/tap';
import { splitBaseUrl } from '../../config/base-url.ts';
import type { Config } from '../../config.ts';

const errorOf = ({ body }: Answer): unknown => (isRow(body) ? body['error'] : undefined);

/** Errors come with status 200: `{"error": {"error_code": 11, "error_msg": ...}}`, or `{"error": "validation", ...}`. */
const isError = (answer: Answer): boolean => {
  const error = errorOf(answer);
  return error !== undefined && error !== null && error !== false && error !== '';
};

const codeOf = (answer: Answer): number | null => {
  const error = errorOf(answer);
  const code = isRow(error) ? Number(error['error_code'] ?? NaN) : NaN;
  return Number.isInteger(code) ? code : null;
};

const wordsOf = (answer: Answer): string => {
  const error = errorOf(answer);
  return isError(answer) ? (typeof error === 'string' ? error : JSON.stringify(error)) : '';
};

const hasCode = (...codes: readonly number[]) => {
  return (answer: Answer): boolean => codes.includes(codeOf(answer) ?? NaN);
};

/** The list of codes that is public ends at 31; later ones may tell of a list that the portal does not have. */
const isUnknownList = (answer: Answer): boolean =>
  (codeOf(answer) ?? 0) > 31 && /module|entity|model|method|access denied/i.test(wordsOf(answer));

const isNoData = ({ status, text }: Answer): boolean =>
  status === 200 && /^\s*(<(!doctype|html)|$)/i.test(text.slice(0, 200));

const badKey =
  'Check the key (profile picture > Portal Settings > For Developers > API, as an administrator) and the subdomain.';

/** Said of answers that need not be a portal's. */
export const HOST_ADVICE =
  'Another host than the portal may have answered: check subdomain and base_url. If they are right, run again later.';

const notGranted =
  'Change the API key under Portal Settings > For Developers > API, or deselect the stream; the portal may also not have it.';

// https://www.flowlu.com/api/ lists the codes 10 to 31.
const errors: readonly ErrorRule[] = [
  {
    when: (answer) => /too many requests|(request|rate)s? limit|throttl/i.test(wordsOf(answer)),
    outcome: 'wait',
  },
  {
    when: (answer) => hasCode(11)(answer) && /account not found/i.test(wordsOf(answer)),
    outcome: 'config',
    hint: "There is no such portal: check the subdomain, the part before .flowlu.com in the portal's address.",
  },
  { when: hasCode(11), outcome: 'credentials', hint: badKey },
  { when: hasCode(22, 30, 31), outcome: 'permission', hint: notGranted },
  { when: isUnknownList, outcome: 'permission', hint: notGranted },
  { when: hasCode(10, 13), outcome: 'retry' },
  { when: hasCode(20), outcome: 'missing' },
  { when: ({ status }) => status === 401, outcome: 'credentials', hint: badKey },
  { when: (answer) => answer.status === 403 && !isError(answer), outcome: 'credentials', hint: badKey },
  // Whatever else calls itself an error is no data, also under status 200.
  { when: (answer) => answer.status < 300 && isError(answer), outcome: 'shape' },
  // A portal answers with JSON; other hosts, such as www, with a page, with nothing or with a bare 404.
  { when: (answer) => answer.status === 404 && !isError(answer), outcome: 'missing', hint: HOST_ADVICE },
  { when: isNoData, outcome: 'retry', hint: HOST_ADVICE },
];

export const connect = (config: Config): Connection => {
  const base =
    config.base_url === null
      ? { origin: `https://${String(config.subdomain)}.flowlu.com`, path: '' }
      : splitBaseUrl(config.base_url);
  return {
    origin: base.origin,
    basePath: `${base.path}/api/v1/module`,
    // https://www.flowlu.com/api/auth/: the key has no other place than the query.
    auth: queryKey({ api_key: config.key }, ['api_key']),
    errors,
    requestTimeoutSeconds: config.request_timeout_seconds,
    // Per account and second, shared with all other integrations; trial portals have 1, what a paid plan has is not documented.
    limits: { rate: { requests: 1, perSeconds: 1 }, concurrency: 1 },
    // Deleting is a GET too: only lists are ever asked for.
    forbiddenPaths: [/\/(create|update|delete)(\/|$)/i, /^(?!.*\/list$)/],
    timezone: config.timezone,
  };
};
