import { clientCredentials, headerKey, isRow, type Answer, type Connection, type ErrorRule } from '@singer-io-ts/tap';
import { splitBaseUrl } from '../../config/base-url.ts';
import type { Config } from '../../config.ts';

const hosts = { eu: 'https://app.360learning.com', us: 'https://app.us.360learning.com' } as const;

/** `{"error": {"code": ...}}` for most errors, `{"error": "..."}` for those of OAuth and of API v1. */
const codeOf = ({ body }: Answer): string => {
  const error = isRow(body) ? body['error'] : undefined;
  const code = isRow(error) ? error['code'] : error;
  return typeof code === 'string' ? code : '';
};

const hasCode = (...codes: readonly string[]) => {
  return (answer: Answer): boolean => answer.status >= 400 && codes.includes(codeOf(answer));
};

/** Errors have one or two keys, answers that are objects have more or other ones. */
const isErrorBody = ({ status, body }: Answer): boolean =>
  status < 300 && isRow(body) && ('error' in body || 'message' in body) && Object.keys(body).length <= 2;

const shared: readonly ErrorRule[] = [
  // An error under a good status is an error all the same.
  { when: isErrorBody, outcome: 'retry' },
  // Seen with several statuses: "an error occurred: " and 32 hexadecimal digits.
  { when: ({ status, text }) => status >= 400 && /an error occurred: [0-9a-f]{32}/i.test(text), outcome: 'retry' },
];

const errorsOfV2: readonly ErrorRule[] = [
  ...shared,
  {
    when: ({ status }) => status === 401,
    outcome: 'credentials',
    hint: 'Check username (client id), key (client secret) and region: Settings > API v2, as an owner or admin of the platform. A company id with a key of the older API needs api_version v1.',
  },
  {
    when: ({ status }) => status === 403,
    outcome: 'permission',
    hint: "Add the scope to the credentials (Settings > API v2); what the company may have at most is widened by 360Learning's support.",
  },
  {
    when: hasCode('skillSolutionNotEnabled', 'courseCustomFieldsNotEnabled'),
    outcome: 'permission',
    hint: 'The product is switched off on this platform; deselect the stream.',
  },
  // A slot has a waitlist or not; the list then is empty.
  { when: hasCode('classroomSlotWaitlistNotFound'), outcome: 'ok' },
  // Nothing can be read under this one parent.
  {
    when: hasCode(
      'sessionIsNotAudienceBuilder',
      'unsupportedAudienceFilter',
      'sessionNotBelongToPath',
      'attendanceSheetNotBelongToClassroomSlot',
      'bulkOperationNotRun',
    ),
    outcome: 'missing',
  },
];

const errorsOfV1: readonly ErrorRule[] = [
  ...shared,
  {
    when: ({ status }) => status === 401,
    outcome: 'credentials',
    hint: 'Check username (company id) and key (Settings > API). Credentials of API v2 need api_version v2.',
  },
  // Unknown ids are answered with 400 and a bare code such as user_not_found.
  { when: (answer) => answer.status === 400 && /_not_found$/.test(codeOf(answer)), outcome: 'missing' },
];

/** Endpoints that hand out or change secrets, send again or change data. Only GET is used, and none of these. */
const forbiddenPaths = [
  /\/secrets(\/|$)/i,
  /\/(rotate|retry-failure|retry-success|activate|pseudonymize|password|generate-from-prompt)(\/|$)/i,
  /\/uaa\//i,
];

export const connect = (config: Config): Connection => {
  const base = config.base_url === null ? { origin: hosts[config.region], path: '' } : splitBaseUrl(config.base_url);
  const username = config.username ?? '';
  const common = {
    origin: base.origin,
    requestTimeoutSeconds: config.request_timeout_seconds,
    // 50 a second for the company with all its integrations: half of it is left to the others.
    limits: { rate: { requests: 25, perSeconds: 1 }, concurrency: 8 },
    forbiddenPaths,
  };
  if (config.api_version === 'v1') {
    return {
      ...common,
      basePath: `${base.path}/api/v1`,
      // The pair may also stand in the query, where it would end up in logs on the way.
      auth: headerKey('X-apiKey', config.key),
      headers: { 'X-company-id': username },
      errors: errorsOfV1,
    };
  }
  return {
    ...common,
    basePath: `${base.path}/api/v2`,
    auth: clientCredentials({
      tokenPath: `${base.path}/api/v2/oauth2/token`,
      clientId: username,
      clientSecret: config.key,
      send: 'json',
      defaultLifetimeSeconds: 3600,
    }),
    headers: { '360-api-version': 'v2.0' },
    errors: errorsOfV2,
  };
};
