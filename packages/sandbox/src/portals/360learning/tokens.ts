import type { Reply, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import { hex } from '../../random.ts';
import { plainFailure } from './failures.ts';
import { allScopes } from './scopes.ts';
import type { World } from './world.ts';

export const tokenPath = '/api/v2/oauth2/token';

export interface Token {
  readonly generation: 'v1' | 'v2';
  readonly expiresAtMs: number;
  readonly scopes: ReadonlySet<string>;
}

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly companyId: string;
  readonly apiKey: string;
}

const bodyFields = ['grant_type', 'client_id', 'client_secret', 'user_id', 'company_id'];

/** Mints and knows bearer tokens of both generations, which share one token URL. */
export class TokenOffice {
  readonly #world: World;
  readonly #credentials: Credentials;
  readonly #isLiveUser: (id: string) => boolean;
  readonly #tokens = new Map<string, Token>();
  #minted = 0;

  constructor(world: World, credentials: Credentials, isLiveUser: (id: string) => boolean) {
    this.#world = world;
    this.#credentials = credentials;
    this.#isLiveUser = isLiveUser;
  }

  /** POST /api/v2/oauth2/token. Duplicate, unknown, missing and mistyped fields are all `invalid_request`. */
  answer(request: VendorRequest): Reply {
    const fields = readFields(request);
    if (fields === undefined) return plainFailure(400, 'invalid_request');
    const { grant_type, client_id, client_secret, user_id } = fields;
    if (grant_type === undefined || client_id === undefined || client_secret === undefined)
      return plainFailure(400, 'invalid_request');
    if (grant_type !== 'client_credentials') return plainFailure(400, 'unsupported_grant_type');
    const generation = this.#generationOf(client_id, client_secret);
    if (generation === undefined) return plainFailure(401, 'invalid_client');
    if (user_id !== undefined && !this.#isLiveUser(user_id)) return plainFailure(400, 'non_existing_user');
    return this.#mint(generation, request.atMs);
  }

  find(request: VendorRequest): Token | undefined {
    const [, text] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
    const token = text === undefined ? undefined : this.#tokens.get(text);
    return token === undefined || token.expiresAtMs <= request.atMs ? undefined : token;
  }

  #generationOf(id: string, secret: string): Token['generation'] | undefined {
    const { clientId, clientSecret, companyId, apiKey } = this.#credentials;
    if (id === clientId && secret === clientSecret) return 'v2';
    return id === companyId && secret === apiKey ? 'v1' : undefined;
  }

  #mint(generation: Token['generation'], atMs: number): Reply {
    const { options, setup } = this.#world;
    const seconds = options.tokenSeconds ?? 3600;
    const granted = typeof options.scopes === 'function' ? options.scopes() : (options.scopes ?? allScopes);
    this.#minted += 1;
    const token = jwt({ jti: this.#minted, exp: Math.floor(atMs / 1000) + seconds }, hex(64, setup.seed, this.#minted));
    this.#tokens.set(token, {
      generation,
      expiresAtMs: atMs + seconds * 1000,
      scopes: new Set(generation === 'v2' ? granted : []),
    });
    const [oldest] = this.#tokens.keys();
    if (oldest !== undefined && this.#tokens.size > (options.maxTokens ?? 1000)) this.#tokens.delete(oldest);
    setup.flag('token-minted');
    return json(200, {
      token_type: 'Bearer',
      access_token: token,
      expires_in: options.expiresIn === 'number' ? seconds : String(seconds),
    });
  }
}

/** Looks like RS256; the signature is not one. */
function jwt(claims: object, signature: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.${Buffer.from(signature, 'hex').toString('base64url')}`;
}

function readFields(request: VendorRequest): Partial<Record<string, string>> | undefined {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return undefined;
  let body: unknown;
  try {
    body = JSON.parse(request.body);
  } catch {
    return undefined;
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const entries = Object.entries(body as Record<string, unknown>);
  const isDuplicated = bodyFields.some((field) => request.body.split(`"${field}"`).length > 2);
  if (isDuplicated || entries.some(([field, value]) => !bodyFields.includes(field) || !isFieldValue(field, value)))
    return undefined;
  return Object.fromEntries(entries) as Record<string, string>;
}

function isFieldValue(field: string, value: unknown): boolean {
  if (typeof value !== 'string' || value === '') return false;
  return field === 'user_id' || field === 'company_id' ? /^[a-f0-9]{24}$/i.test(value) : true;
}
