import type { Answer, Connection, ErrorRule } from '@singer-io-ts/tap';
import { basic } from '@singer-io-ts/tap';
import { splitBaseUrl } from '../../config/base-url.ts';
import type { Config } from '../../config.ts';

const messageOf = ({ body }: Answer): string => {
  if (typeof body !== 'object' || body === null) return '';
  const { message } = body as { message?: unknown };
  return typeof message === 'string' ? message : '';
};

const isError = ({ body }: Answer): boolean =>
  typeof body === 'object' && body !== null && (body as { response_type?: unknown }).response_type === 'ERROR';

const errors: readonly ErrorRule[] = [
  { when: (answer) => isError(answer) && /number of requests has exceeded/i.test(messageOf(answer)), outcome: 'wait' },
  // An error envelope under a good status is an error all the same.
  { when: (answer) => answer.status < 300 && isError(answer), outcome: 'retry' },
  {
    when: ({ status }) => status === 401,
    outcome: 'credentials',
    hint: 'Check username and key (Settings > Integrations > API Keys, as a portal admin); making a new pair ends the old one.',
  },
  {
    when: ({ status }) => status === 403,
    outcome: 'permission',
    hint: "The portal's plan does not include this feature, or it is switched off; ask LearnUpon Support.",
  },
];

export const connect = (config: Config): Connection => {
  const base =
    config.base_url === null
      ? { origin: `https://${String(config.subdomain)}.learnupon.com`, path: '' }
      : splitBaseUrl(config.base_url);
  return {
    origin: base.origin,
    basePath: `${base.path}/api/v1`,
    auth: basic(config.username ?? '', config.key),
    errors,
    requestTimeoutSeconds: config.request_timeout_seconds,
    // Seen on live portals: 300 a minute, 360,000 to 500,000 a week, both shared with the customer's other clients.
    limits: {
      rate: { requests: 300, perSeconds: 60 },
      concurrency: 5,
      remainingHeader: 'X-LU-Rate-Limit-Remaining-Minute',
      windowSeconds: 60,
      reserve: {
        remainingHeader: 'X-LU-Rate-Limit-Remaining-Week',
        floor: config.weekly_request_floor,
        name: 'weekly requests',
      },
    },
    // A GET that makes a new key pair and so ends every integration of the portal.
    forbiddenPaths: [/\/generate_keys(\/|$)/i],
  };
};
