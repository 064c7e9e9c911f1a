import { isRow } from '../define/json.ts';

/** An access token as it was made. */
export interface Minted {
  readonly value: string;
  readonly lifetimeMs: number;
}

/** An access token. Told apart by identity, so that a rejected one isn't confused with its successor. */
export interface Token extends Minted {
  /** From then on it may well be rejected. */
  readonly endsAtMs: number;
}

/** Part of the lifetime that is left unused, at most a minute. */
const EARLY_PART = 0.2;
const EARLY_MOST_MS = 60_000;

export interface TokenKeeper {
  /** A token that holds for a while yet. Made once for all who wait for it. */
  readonly current: () => Promise<Token>;
  /** The vendor rejects this token: the next `current` makes a new one, unless somebody already has. */
  readonly reject: (token: Token) => void;
}

export const createTokenKeeper = (mint: () => Promise<Minted>, now: () => number): TokenKeeper => {
  let held: Token | undefined;
  let renewAtMs = 0;
  let minting: Promise<Token> | undefined;

  const renew = async (): Promise<Token> => {
    try {
      // The lifetime is counted from before the request, which errs to the safe side.
      const startedAtMs = now();
      const minted = await mint();
      held = { ...minted, endsAtMs: startedAtMs + minted.lifetimeMs };
      renewAtMs = held.endsAtMs - Math.min(EARLY_MOST_MS, held.lifetimeMs * EARLY_PART);
      return held;
    } finally {
      minting = undefined;
    }
  };
  return {
    current: async () => (held !== undefined && now() < renewAtMs ? held : (minting ??= renew())),
    reject: (token) => {
      if (held === token) held = undefined;
    },
  };
};

/** The token in a token endpoint's answer, or null when it holds none. */
export const tokenOf = (body: unknown, defaultLifetimeSeconds: number, nowMs: number): Minted | null => {
  if (!isRow(body)) return null;
  const value = body['access_token'] ?? body['accessToken'] ?? body['token'];
  // Only what can stand in a header; anything else would be another request's header.
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) return null;
  const expiresIn = body['expires_in'] ?? body['expiresIn'] ?? body['expires_at'];
  return { value, lifetimeMs: lifetimeMs(expiresIn, nowMs) ?? defaultLifetimeSeconds * 1000 };
};

/** Seconds as a number or numeric text, or an instant; null when it is none of these or already over. */
const lifetimeMs = (expiresIn: unknown, nowMs: number): number | null => {
  const seconds = typeof expiresIn === 'number' ? expiresIn : secondsFromText(expiresIn);
  if (seconds !== null) return seconds > 0 && Number.isFinite(seconds) ? seconds * 1000 : null;
  if (typeof expiresIn !== 'string' || !/^\d{4}-\d{2}-\d{2}T/.test(expiresIn)) return null;
  const leftMs = Date.parse(expiresIn) - nowMs;
  return leftMs > 0 ? leftMs : null;
};

const secondsFromText = (value: unknown): number | null =>
  typeof value === 'string' && /^\s*\d{1,15}(\.\d+)?\s*$/.test(value) ? Number(value) : null;
