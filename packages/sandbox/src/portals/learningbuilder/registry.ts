import type { Route, VendorRequest } from '../../portal.ts';
import { escapeXml } from './odata/failures.ts';
import type { World } from './world.ts';

const perPage = 10;

/** Public look-up pages: HTML for people, whose terms forbid scraping. Calls leave the flag `public-registry-called`. */
export function registryRoutes(world: World): Route[] {
  const page = ({ query }: VendorRequest): string => {
    const from = Number(query.get('_p') ?? '0') * perPage;
    const found = query.get('performSearch') === 'true' ? Math.max(0, Math.min(perPage, world.setup.users - from)) : 0;
    const rows = Array.from(
      { length: found },
      (_, i) => `<tr><td>${escapeXml(world.words.lastName(from + i))}</td></tr>`,
    );
    return `<!DOCTYPE html>\r\n<html><head><title>Member Search</title></head><body><table>${rows.join('')}</table></body></html>\r\n`;
  };
  return ['/Public/MemberSearch', '/Search/Public/MemberRole/{slug}', '/Public/PractitionerLookup/Search'].map(
    (path) => ({
      method: 'GET',
      path,
      open: true,
      reply: (request) => {
        world.setup.flag('public-registry-called');
        return { status: 200, contentType: 'text/html; charset=utf-8', body: page(request) };
      },
    }),
  );
}
