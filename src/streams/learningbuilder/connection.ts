import { basic, isRow, type Answer, type Connection, type ErrorRule } from '@singer-io-ts/tap';
import { splitBaseUrl } from '../../config/base-url.ts';
import type { Config } from '../../config.ts';

/** A key ends without anybody touching it: with the role that its rule set requires. */
export const KEY_ADVICE =
  "Check key and username under My Account > API Keys: an inactive Status means that the key is revoked, or that its owner's required role expired or was taken away.";

const SET_ADVICE =
  "An administrator grants it in the key's Authorization Rule Set (Sys Admin > App Configuration > Authorization Rules); if every set is refused, the owner's required role may have expired (My Account > API Keys > Status).";

const isHtml = ({ text }: Answer): boolean => /^\s*<(!doctype html|html|head|body)/i.test(text.slice(0, 1000));

const leadsToLogin = ({ status, headers }: Answer): boolean =>
  status >= 300 && status < 400 && /account|log-?[io]n|sign-?in|sso/i.test(headers.get('location') ?? '');

const isLoginPage = (answer: Answer): boolean =>
  answer.status === 200 &&
  isHtml(answer) &&
  /type=["']?password|action=["'][^"']*\/(account|log-?[io]n)|<title>[^<]*(log|sign)[ -]?[io]n/i.test(answer.text);

/** Services that fail while they write have already said 200. */
const isErrorUnderGoodStatus = ({ status, body }: Answer): boolean =>
  status === 200 &&
  isRow(body) &&
  (isRow(body['odata.error']) || isRow(body['error'])) &&
  body['value'] === undefined &&
  body['d'] === undefined;

const isDatabaseTimeout = ({ status, text }: Answer): boolean =>
  status === 504 || (status === 500 && /timeout|timed out/i.test(text));

const TIMEOUT_ADVICE =
  "The view takes the site's database too long. Run again later, or ask the administrator to make the view faster.";

const errors: readonly ErrorRule[] = [
  { when: ({ status }) => status === 401, outcome: 'credentials', hint: KEY_ADVICE },
  { when: leadsToLogin, outcome: 'credentials', hint: KEY_ADVICE },
  { when: isLoginPage, outcome: 'credentials', hint: KEY_ADVICE },
  { when: ({ status }) => status === 403, outcome: 'permission', hint: SET_ADVICE },
  { when: isErrorUnderGoodStatus, outcome: 'retry' },
  // Asked for otherwise, not again: without what is refused, or in smaller pages.
  { when: ({ status }) => status === 400 || status === 501, outcome: 'shape', atMostRetries: 0 },
  { when: isDatabaseTimeout, outcome: 'retry', hint: TIMEOUT_ADVICE, atMostRetries: 1 },
];

/** Version 4 with exact numbers, version 3 light, then whatever JSON the service has. */
const ACCEPT = [
  'application/json;odata.metadata=minimal;IEEE754Compatible=true',
  'application/json;odata=minimalmetadata;q=0.9',
  'application/json;q=0.8',
].join(', ');

/** For services that look for a form that they know among all that are accepted, and stumble over the others. */
const ACCEPT_INSTEAD = ['application/json', 'application/json;odata=verbose', '*/*'];

// https://heuristicsolutions.atlassian.net/wiki/spaces/DOCS/pages/459440201
export const connect = (config: Config): Connection => {
  const base =
    config.base_url === null
      ? { origin: `https://${String(config.subdomain)}.learningbuilder.com`, path: '' }
      : splitBaseUrl(config.base_url);
  return {
    origin: base.origin,
    // Streams name whole paths: the legacy members are not below /data.
    basePath: base.path,
    auth: basic(config.username ?? '', config.key),
    headers: {
      accept: ACCEPT,
      maxdataserviceversion: '3.0',
      'odata-maxversion': '4.0',
      prefer: 'odata.maxpagesize=500',
    },
    acceptInstead: ACCEPT_INSTEAD,
    errors,
    requestTimeoutSeconds: config.request_timeout_seconds,
    // Nothing is documented; views can be slow, and the vendor asks to keep load off the site.
    limits: { rate: { requests: 4, perSeconds: 1 }, concurrency: 1 },
    // GetOrCreate is a GET that creates records: only entity sets and their metadata are ever asked for.
    forbiddenPaths: [/\/API\//i, /^(?!.*\/(data|OData)\/[^/]+$)/],
    timezone: config.timezone,
  };
};
