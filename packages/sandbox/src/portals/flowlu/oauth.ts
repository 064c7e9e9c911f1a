import type { Route, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import { hex } from '../../random.ts';
import { formOf } from './access.ts';
import { oauthFailure } from './failures.ts';
import type { World } from './world.ts';

const twoDaysSeconds = 172_800;
/** What the answer says of the token's life, whatever it is. */
const toldSeconds = 5_270_400;

/** The token endpoints of the platform's account host, served here by the portal itself. */
export class OAuth {
  readonly #world: World;
  readonly #expiryMs = new Map<string, number>();
  readonly #credentials: Readonly<Record<'client_id' | 'client_secret' | 'code' | 'username' | 'password', string>>;
  #refreshToken: string | undefined;
  #issued = 0;

  constructor(world: World) {
    this.#world = world;
    this.#credentials = {
      client_id: 'sandbox-app',
      client_secret: 'sandbox-app-secret',
      code: 'sandbox-code',
      username: 'admin@sandbox.example',
      password: 'sandbox-password',
      ...world.setup.credentials,
    };
  }

  accepts(token: string, atMs: number): boolean {
    return (this.#expiryMs.get(token) ?? -Infinity) > atMs;
  }

  readonly routes: readonly Route[] = [
    { method: 'POST', path: '/oauth2/access_token', open: true, reply: (request) => this.#grant(request) },
    { method: 'POST', path: '/oauth2/refresh_token', open: true, reply: (request) => this.#refresh(request) },
  ];

  #grant(request: VendorRequest): ReturnType<Route['reply']> {
    const form = formOf(request);
    // The password form belongs to administrators and to TLS.
    if (request.headers['x-forwarded-proto'] === 'http') return oauthFailure('invalid_request_ssl', 'SSL is required');
    const needed = { code: ['client_id', 'code'], password: ['client_id', 'username', 'password'] } as const;
    const type = form.get('grant_type');
    if (type !== 'code' && type !== 'password') return oauthFailure('invalid_request', 'Unknown grant_type');
    if (needed[type].some((name) => !form.has(name))) return oauthFailure('invalid_request', 'A parameter is missing');
    const isRight = needed[type].every((name) => form.get(name) === this.#credentials[name]);
    return isRight ? this.#issue(request.atMs) : oauthFailure('invalid_grant', 'The user credentials were incorrect');
  }

  /** The refresh token rotates: each is good once. */
  #refresh(request: VendorRequest): ReturnType<Route['reply']> {
    const given = formOf(request).get('refresh_token');
    if (given === null) return oauthFailure('invalid_request', 'A parameter is missing');
    return given === this.#refreshToken
      ? this.#issue(request.atMs)
      : oauthFailure('invalid_grant', 'The refresh token is invalid');
  }

  #issue(atMs: number): ReturnType<Route['reply']> {
    const { seed, options } = this.#world;
    this.#issued += 1;
    const access = hex(40, seed, 91, this.#issued);
    this.#refreshToken = hex(40, seed, 92, this.#issued);
    this.#expiryMs.set(access, atMs + (options.accessTokenSeconds ?? twoDaysSeconds) * 1000);
    return json(200, {
      access_token: access,
      token_type: 'Bearer',
      expires_in: toldSeconds,
      refresh_token: this.#refreshToken,
    });
  }
}
