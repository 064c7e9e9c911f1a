import { isRow, type Answer, type ErrorRule } from '@singer-io-ts/tap';

export const KEY_ADVICE =
  'Check username and key (Settings > Integrations > API Keys, as a portal admin); making a new pair ends the old one.';

/** An unknown subdomain may well answer, with the vendor's own pages. */
export const HOST_ADVICE =
  'A page for people instead of data can mean that no portal has this address: check subdomain, or base_url for a regional or own host. If the address is right, run again later.';

/** The error envelope; clients of the portal recognise it by `response_type`, by `response_code` or by `message` alone. */
const isError = ({ body }: Answer): boolean => {
  if (!isRow(body)) return false;
  if (String(body['response_type']).toUpperCase() === 'ERROR') return true;
  const isText = typeof body['message'] === 'string' || typeof body['error'] === 'string';
  return isText && Object.values(body).every((value) => typeof value !== 'object' || value === null);
};

/** What an error under a good status says it is. */
const statusOf = (answer: Answer): number => {
  const { status, body } = answer;
  if (status >= 300 || !isRow(body) || !isError(answer)) return status;
  const code = Number(body['response_code']);
  return code >= 300 && code < 600 ? code : status;
};

const says =
  (words: RegExp) =>
  ({ body }: Answer): boolean =>
    isRow(body) &&
    ['message', 'error', 'code', 'response_code'].some((name) => {
      const value = body[name];
      return typeof value === 'string' && words.test(value);
    });

const saysTooMany = says(/number of requests has exceeded|rate_limit_exceeded/i);
const saysNoFeature = says(/feature_not_enabled/i);
const saysAgain = says(/try again/i);

/** The portal answers JSON, errors included; that it took the request for another one says so too. JSON cut short is not meant. */
const isNotOfPortal = ({ status, body, text }: Answer): boolean =>
  body === undefined &&
  /^\s*[^\s{[]/.test(text) &&
  (status < 300 || status === 400 || status === 405 || status === 406);

export const errors: readonly ErrorRule[] = [
  { when: (answer) => isError(answer) && (statusOf(answer) === 429 || saysTooMany(answer)), outcome: 'wait' },
  { when: (answer) => statusOf(answer) === 401, outcome: 'credentials', hint: KEY_ADVICE },
  {
    when: (answer) => statusOf(answer) === 403 || (isError(answer) && saysNoFeature(answer)),
    outcome: 'permission',
    hint: "The portal's plan does not include this feature, or it is switched off; ask LearnUpon Support.",
  },
  { when: (answer) => statusOf(answer) === 404, outcome: 'missing' },
  { when: (answer) => answer.status === 400 && saysAgain(answer), outcome: 'retry' },
  // An error envelope under a good status is an error all the same.
  { when: (answer) => answer.status < 300 && isError(answer), outcome: 'retry' },
  { when: isNotOfPortal, outcome: 'retry', hint: HOST_ADVICE },
];
