import type { Reply } from '../../portal.ts';
import { json } from '../../portal.ts';

/** OAuth-like errors and rate errors are a plain string. */
export function plainFailure(status: number, error: string): Reply {
  return json(status, { error });
}

/** Everything else in v2: a code for programs and a sentence for people, nested under `error`. */
export function failure(status: number, code: string, message = sentence(code)): Reply {
  return json(status, { error: { code, message } });
}

/** v1's answer to a malformed id, and both generations' to an unknown route: no `error` key at all. */
export const unknownRoute: Reply = json(404, {
  message: 'Not Found',
  documentation_url: 'https://api.360learning.com',
});

function sentence(code: string): string {
  const words = code.replace(/([A-Z])/g, ' $1').toLowerCase();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
