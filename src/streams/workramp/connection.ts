import {
  bearer,
  ConfigError,
  CredentialsError,
  isRow,
  MissingError,
  PermissionError,
  ResponseShapeError,
  TransientError,
  type Answer,
  type Connection,
  type ErrorRule,
  type Read,
} from '@singer-io-ts/tap';
import { splitBaseUrl } from '../../config/base-url.ts';
import type { Config } from '../../config.ts';

const ADVICE =
  'Check key (Settings > Integrations > API, in the Employee Learning Cloud): it ends when it is rotated or deleted, or when its owner is deactivated or no longer an admin. An EU account needs region eu.';

/** The host serves the web application, too: who is not signed in gets its sign-in page. */
const SIGN_IN_PAGE = `A sign-in page instead of data can mean that the key is rejected. ${ADVICE}`;

const looksLikeHtml = ({ text }: Answer): boolean => /^\s*<(!doctype|html)/i.test(text.slice(0, 200));

const leadsToSignIn = ({ status, headers }: Answer): boolean =>
  status >= 300 && status < 400 && /log-?in|sign-?in|sso|auth/i.test(headers.get('location') ?? '');

/** `/resources` and `/events` repeat the status in their bodies. */
const statusInBody = ({ status, body }: Answer): number => {
  const inside = status === 200 && isRow(body) ? body['status_code'] : null;
  return inside === undefined || inside === null ? 200 : Number(inside);
};

const isErrorUnderGoodStatus = ({ status, body }: Answer): boolean =>
  status < 300 &&
  isRow(body) &&
  (typeof body['error'] === 'string' || (typeof body['type'] === 'string' && typeof body['message'] === 'string')) &&
  body['data'] === undefined;

const errors: readonly ErrorRule[] = [
  { when: ({ status }) => status === 401, outcome: 'credentials', hint: ADVICE },
  { when: leadsToSignIn, outcome: 'credentials', hint: ADVICE },
  { when: (answer) => answer.status === 200 && looksLikeHtml(answer), outcome: 'retry', hint: SIGN_IN_PAGE },
  { when: (answer) => statusInBody(answer) === 429, outcome: 'wait' },
  { when: (answer) => statusInBody(answer) >= 500, outcome: 'retry' },
  { when: (answer) => statusInBody(answer) !== 200, outcome: 'shape' },
  // An error envelope under a good status is an error all the same.
  { when: isErrorUnderGoodStatus, outcome: 'retry' },
  {
    when: ({ status }) => status === 403,
    outcome: 'permission',
    hint: 'A key reads what its owner may see: make that an admin, or ask support@workramp.com whether the account has this feature.',
  },
];

const hosts = { us: 'https://app.workramp.com', eu: 'https://app.eu.workramp.com' } as const;

// https://developers.workramp.com/reference/basic-auth
export const connect = (config: Config): Connection => {
  const base = config.base_url === null ? { origin: hosts[config.region], path: '' } : splitBaseUrl(config.base_url);
  return {
    origin: base.origin,
    // Streams name whole paths: SCIM is not below /api/v1.
    basePath: base.path,
    auth: bearer(config.key),
    errors,
    requestTimeoutSeconds: config.request_timeout_seconds,
    // https://developers.workramp.com/reference/getting-started: sustained, for the whole account.
    limits: { rate: { requests: 3000, perSeconds: 3600 }, concurrency: 4 },
    // They only write: sign-in links, invitations, bulk changes, copies.
    forbiddenPaths: [
      /\/instant_auth(_request)?(\/|$)/i,
      /\/(invite|add_users|remove_users|copy_content)(\/|$)/i,
      /\/scorm_assignments\/bulk_/i,
    ],
  };
};

/** A key that may not even list users is no key: it was rejected, or its owner is no longer an admin. */
const rejected = (error: unknown): unknown => {
  const isRejection =
    error instanceof PermissionError || (error instanceof TransientError && error.message.includes(SIGN_IN_PAGE));
  if (!isRejection) return error;
  return new CredentialsError(error.message.includes(ADVICE) ? error.message : `${error.message} ${ADVICE}`, {
    cause: error,
    ...(error.detail !== undefined && { detail: error.detail }),
  });
};

const wrongAcademy = (academy: string, error: unknown): ConfigError => {
  const isRefusal =
    error instanceof MissingError || error instanceof PermissionError || error instanceof ResponseShapeError;
  if (!isRefusal) throw error;
  return new ConfigError(
    `academy_ids: the academy ${academy} can't be read with this key. Open the academy as an admin, go to Theming and copy the id from the browser's address. ${error.message}`,
    { cause: error, ...(error.detail !== undefined && { detail: error.detail }) },
  );
};

/** One user, and one contact of each academy, so that every mistyped academy is told by its id. */
export const check = async (read: Read, { academy_ids }: Pick<Config, 'academy_ids'>): Promise<void> => {
  try {
    const users = await read({ path: '/api/v1/users', query: { limit: 1, page: 0 } });
    if (!Array.isArray(users)) throw new ResponseShapeError('GET /api/v1/users did not answer with a list of users.');
  } catch (error) {
    throw rejected(error);
  }
  const wrong: ConfigError[] = [];
  for (const academy of academy_ids) {
    try {
      await read({ path: `/api/v1/academies/${academy}/users`, query: { page: 1, per_page: 1 } });
    } catch (error) {
      wrong.push(wrongAcademy(academy, error));
    }
  }
  const [first] = wrong;
  if (first === undefined) return;
  throw wrong.length === 1 ? first : new ConfigError(wrong.map(({ message }) => message).join('\n'), { cause: first });
};
