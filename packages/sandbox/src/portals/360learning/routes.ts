import type { List, Reply, Route, VendorRequest } from '../../portal.ts';
import { failure, plainFailure } from './failures.ts';
import type { Product } from './options.ts';
import type { Scope } from './scopes.ts';
import type { TokenOffice } from './tokens.ts';
import type { World } from './world.ts';

/** Routes of v2 resources, with the checks that each of them has. */
export class Routes {
  readonly #world: World;
  readonly #office: () => TokenOffice;

  constructor(world: World, office: () => TokenOffice) {
    this.#world = world;
    this.#office = office;
  }

  get(scope: Scope, path: string, reply: Route['reply'], setup: { readonly unlimited?: boolean } = {}): Route {
    return {
      ...setup,
      method: 'GET',
      path: `/api/v2${path}`,
      reply: (request) => this.#checked(scope, request, reply),
    };
  }

  head(scope: Scope, path: string, reply: Route['reply']): Route {
    return { ...this.get(scope, path, reply), method: 'HEAD' };
  }

  /** A 502 now and then, as production gives on the statistics. */
  flaky(reply: Route['reply']): Route['reply'] {
    const { statsFailEvery } = this.#world.options;
    let asked = 0;
    return (request) => {
      asked += 1;
      if (statsFailEvery === undefined || asked % statsFailEvery !== 0) return reply(request);
      return { status: 502, body: '<html><body><h1>502 Bad Gateway</h1></body></html>', contentType: 'text/html' };
    };
  }

  #checked(scope: Scope, request: VendorRequest, reply: Route['reply']): Reply | List {
    if (this.#office().find(request)?.scopes.has(scope) === true) return reply(request);
    if (this.#world.options.checksFirst === 'existence') {
      const answer = reply(request);
      if ('status' in answer && answer.status === 404) return answer;
    }
    return this.#world.options.scopeError === 'string'
      ? plainFailure(403, 'invalid_scope')
      : failure(403, 'invalid_scope', `The scope "${scope}" is required.`);
  }
}

/** Laid over routes of a product that the company may lack. */
export function ofProduct(world: World, product: Product, reply: Route['reply']): Route['reply'] {
  if (world.options.disabled?.includes(product) !== true) return reply;
  const code = product === 'skills' ? 'skillSolutionNotEnabled' : 'courseCustomFieldsNotEnabled';
  return () => failure(400, code);
}
