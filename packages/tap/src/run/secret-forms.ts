/** A shorter form would match inside ordinary words. */
export const SHORTEST_FORM = 4;

/** A piece of a longer base64 text has no padding and no fixed beginning, so it must be long to be a proof. */
const SHORTEST_INNER_BASE64 = 10;

/**
 * Every way in which a secret can be written down: as it is, in a URL, in JSON (once and twice), in base64, in the Basic
 * value that a vendor hands out, and inside the base64 of a longer text (a user name before it).
 */
export const formsOf = (secret: string): readonly string[] => {
  if (secret === '') return [];
  const encoded = base64Forms(secret);
  const forms = secret.length < SHORTEST_FORM ? encoded : [...plainForms(secret), ...encoded, ...innerBase64(secret)];
  return [...new Set(forms)].filter((form) => form.length >= SHORTEST_FORM);
};

const plainForms = (secret: string): readonly string[] => {
  // encodeURIComponent refuses half a surrogate pair.
  const wellFormed = Buffer.from(secret).toString();
  const component = encodeURIComponent(wellFormed);
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    component,
    // RFC 3986 also encodes what encodeURIComponent leaves.
    component.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`),
    new URLSearchParams([['', wellFormed]]).toString().slice(1),
    encodeURI(wellFormed),
    encodeURIComponent(component),
    json,
    json.replaceAll('/', '\\/'),
    JSON.stringify(json).slice(1, -1),
  ];
};

const base64Forms = (secret: string): readonly string[] =>
  (['utf8', 'latin1'] as const).flatMap((encoding) => {
    const bytes = Buffer.from(secret, encoding);
    const padded = bytes.toString('base64');
    return [padded, padded.replace(/=+$/, ''), bytes.toString('base64url'), encodeURIComponent(padded)];
  });

/** Base64 at each of the three alignments, without the characters that depend on the text before and after. */
const innerBase64 = (secret: string): readonly string[] =>
  [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const from = Math.ceil((before * 8) / 6);
    const to = Math.floor((bytes.length * 8) / 6);
    const inner = bytes.toString('base64').slice(from, to);
    if (inner.length < SHORTEST_INNER_BASE64) return [];
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
