const label = '[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const literal = (text: string): string => text.replaceAll(/[.]/g, '\\.');

interface Host {
  readonly domain: string;
  readonly apiPaths: readonly string[];
}

/**
 * `acme`, or what the address bar or the API guide shows: `acme.<domain>`, with or without scheme, closing slash and
 * API path. Nothing else, so that no pasted text can lead the key to another host. One capture group for the name of
 * each host, followed by one of its own.
 */
export const subdomainPattern = (hosts: readonly Host[]): string => {
  const tails = hosts.map(({ domain, apiPaths }) => `${literal(domain)}(${apiPaths.map(literal).join('|')})?/?`);
  return `^(https?://)?${label}(\\.(${tails.join('|')}))?$`;
};

/** The name alone, in lower case; null when the text is anything else. */
export const parseSubdomain = (text: string, host: Host): string | null => {
  if (!new RegExp(subdomainPattern([host])).test(text)) return null;
  const name = text.replace(/^https?:\/\//, '').split('.', 1)[0] ?? '';
  // A bare `https://acme` names a host of its own, not an account.
  if (text.includes('://') && !text.includes('.')) return null;
  return name === 'www' ? null : name.toLowerCase();
};
