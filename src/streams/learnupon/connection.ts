import { basic, type Connection } from '@singer-io-ts/tap';
import { splitBaseUrl } from '../../config/base-url.ts';
import type { Config } from '../../config.ts';
import { errors } from './failures.ts';

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
