import type { Query } from './request.ts';

/** How requests prove who asks. Values are secrets: they are handed to the redactor before the first request. */
export type Auth =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'header'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'query';
      readonly parameters: Readonly<Record<string, string>>;
      readonly secretParameters: readonly string[];
    }
  | ClientCredentials;

/** OAuth 2 client credentials: the token is renewed early, once for all waiting requests, and once more on a 401. */
export interface ClientCredentials {
  readonly kind: 'client-credentials';
  /** Path on the connection's origin (the only POST there is). */
  readonly tokenPath: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** How the token request carries the pair. */
  readonly send: 'json' | 'form' | 'basic';
  readonly headers?: Readonly<Record<string, string>>;
  readonly extra?: Query;
  /** Used when the answer has no usable `expires_in`. */
  readonly defaultLifetimeSeconds: number;
}

export const basic = (username: string, password: string): Auth => ({ kind: 'basic', username, password });
export const bearer = (token: string): Auth => ({ kind: 'bearer', token });
export const headerKey = (name: string, value: string): Auth => ({ kind: 'header', name, value });
/** All parameters ride in the query; those named in `secretParameters` are redacted wherever a URL is shown. */
export const queryKey = (parameters: Readonly<Record<string, string>>, secretParameters: readonly string[]): Auth => ({
  kind: 'query',
  parameters,
  secretParameters,
});
export const clientCredentials = (options: Omit<ClientCredentials, 'kind'>): Auth => ({
  kind: 'client-credentials',
  ...options,
});
