import type { Portal, Route } from './portal.ts';

interface CompiledRoute {
  readonly route: Route;
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

export interface Match {
  readonly route: Route;
  readonly params: Record<string, string>;
}

export class Router {
  readonly #routes: readonly CompiledRoute[];

  constructor(portal: Portal) {
    this.#routes = portal.routes.map((route) => {
      const names = Array.from(route.path.matchAll(/\{(\w+)\}/g), ([, name = '']) => name);
      const escaped = route.path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '([^/]+)');
      return { route, names, pattern: new RegExp(`^${escaped}$`) };
    });
  }

  match(method: string, path: string): Match | undefined {
    for (const { route, pattern, names } of this.#routes) {
      const found = route.method === method ? pattern.exec(path) : null;
      if (found === null) continue;
      return { route, params: Object.fromEntries(names.map((name, i) => [name, decodeOrKeep(found[i + 1] ?? '')])) };
    }
    return undefined;
  }
}

function decodeOrKeep(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
