import type { Auth, ClientCredentials } from '../define/auth.ts';
import type { Redactor } from '../run/redact.ts';
import { searchOf } from './origin.ts';
import type { Token, TokenKeeper } from './token.ts';

/** A request being made: both are added to in place. */
export interface Unsigned {
  readonly url: URL;
  readonly headers: Record<string, string>;
}

/** Adds what proves who asks. Returns the token used, when there is one that can be renewed. */
export type Sign = (request: Unsigned) => Promise<Token | null>;

export const createSign = (auth: Auth, tokens: TokenKeeper | null): Sign => {
  return async ({ url, headers }) => {
    switch (auth.kind) {
      case 'basic':
        headers['authorization'] = basicValue(auth.username, auth.password);
        return null;
      case 'bearer':
        headers['authorization'] = `Bearer ${auth.token}`;
        return null;
      case 'header':
        headers[auth.name.toLowerCase()] = auth.value;
        return null;
      case 'query':
        addToQuery(url, auth.parameters);
        return null;
      case 'client-credentials': {
        const token = (await tokens?.current()) ?? null;
        if (token !== null) headers['authorization'] = `Bearer ${token.value}`;
        return token;
      }
    }
  };
};

/** A next link may carry the parameters already; they are replaced, never repeated. */
const addToQuery = (url: URL, parameters: Readonly<Record<string, string>>): void => {
  const own = new Set(Object.keys(parameters));
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !own.has(nameOf(part)));
  url.search = [...kept, searchOf(parameters)].join('&');
};

const nameOf = (part: string): string => [...new URLSearchParams(part).keys()][0] ?? '';

const basicValue = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** Before anything is sent: every form in which the credentials could show up is known to the redactor. */
export const registerSecrets = (auth: Auth, redactor: Redactor): void => {
  switch (auth.kind) {
    case 'basic':
      redactor.addSecret(auth.password);
      redactor.addSecret(`${auth.username}:${auth.password}`);
      return;
    case 'bearer':
      redactor.addSecret(auth.token);
      return;
    case 'header':
      redactor.addSecret(auth.value);
      return;
    case 'query':
      for (const name of auth.secretParameters) {
        redactor.addSecretParameter(name);
        redactor.addSecret(auth.parameters[name] ?? '');
      }
      return;
    case 'client-credentials':
      redactor.addSecret(auth.clientSecret);
      redactor.addSecret(`${auth.clientId}:${auth.clientSecret}`);
  }
};

export interface TokenRequest {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** https://www.rfc-editor.org/rfc/rfc6749#section-4.4.2, and the JSON form that some vendors want instead. */
export const tokenRequest = (auth: ClientCredentials): TokenRequest => {
  const grant = { grant_type: 'client_credentials', ...auth.extra };
  const pair = { client_id: auth.clientId, client_secret: auth.clientSecret };
  const form = 'application/x-www-form-urlencoded';
  switch (auth.send) {
    case 'json':
      return tokenRequestOf(auth, 'application/json', JSON.stringify({ ...grant, ...pair }));
    case 'form':
      return tokenRequestOf(auth, form, searchOf({ ...grant, ...pair }));
    case 'basic': {
      const { headers, body } = tokenRequestOf(auth, form, searchOf(grant));
      return { headers: { ...headers, authorization: basicValue(auth.clientId, auth.clientSecret) }, body };
    }
  }
};

const tokenRequestOf = (auth: ClientCredentials, contentType: string, body: string): TokenRequest => ({
  headers: { accept: 'application/json', ...lowerCased(auth.headers ?? {}), 'content-type': contentType },
  body,
});

/** Header names in one case, so that a later one replaces an earlier one. */
export const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
