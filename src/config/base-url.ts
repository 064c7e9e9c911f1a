import { isLoopbackHost } from '@singer-io-ts/tap/fetch/origin.ts';

export interface BaseUrl {
  /** `https://learn.acme.example`, or http on a loopback address. */
  readonly origin: string;
  /** What stands before the API's own paths, as behind a proxy: `` or `/lms`. */
  readonly path: string;
}

/**
 * Reads an address that overrides a vendor's own. What it refuses could send the key to a host that the reader of the
 * config doesn't see: user names, look-alike letters, characters that URL parsers drop.
 *
 * @param apiPaths beginnings of the API's own paths, which are taken off when pasted along
 */
export const parseBaseUrl = (text: string, apiPaths: readonly string[]): BaseUrl | { readonly problem: string } => {
  if (!/^[\x21-\x7e]+$/.test(text)) {
    return { problem: 'has a space, a line end or a letter outside ASCII (write such a host in its xn-- form)' };
  }
  if (!/^https?:\/\/[^/\\]/i.test(text)) return { problem: "doesn't begin with https://" };
  if (/[\\?#]/.test(text)) return { problem: 'has a query, a fragment or a backslash' };
  if (!URL.canParse(text)) return { problem: 'is not an address' };
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || text.includes('@')) {
    return { problem: 'holds a user name or password; put credentials into username and key' };
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    return { problem: 'uses http outside this machine, which would send the key unencrypted' };
  }
  const apiPath = apiPaths.find((path) => url.pathname.replace(/\/+$/, '').endsWith(path)) ?? '';
  const path = url.pathname.replace(/\/+$/, '').slice(0, apiPath === '' ? undefined : -apiPath.length);
  if (!/^(\/[A-Za-z0-9._~-]+)*$/.test(path)) return { problem: 'has a path with unusual characters' };
  return { origin: url.origin, path };
};

/** The normalised `base_url` of a config, taken apart. */
export const splitBaseUrl = (baseUrl: string): BaseUrl => {
  const url = new URL(baseUrl);
  return { origin: url.origin, path: url.pathname.replace(/\/$/, '') };
};
