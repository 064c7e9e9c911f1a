import type { Row } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import type { Resource } from '../../../table.ts';
import { derived } from '../../../table.ts';
import { plainFailure } from '../failures.ts';
import type { Part, World } from '../world.ts';
import { oid, slotOf } from '../world.ts';
import type { Holdings } from './access.ts';
import { isRefusal, picked, userNamed, V1Routes } from './access.ts';
import { coursesPart } from './courses.ts';
import { pathsPart } from './paths.ts';
import { peoplePart } from './people.ts';
import { programsPart } from './programs.ts';

/** Lists that are their v2 rows in other words, by path. */
function renamed(
  world: World,
): Readonly<Record<string, readonly [stream: string, from: string, show: (row: Row) => Row]>> {
  return {
    '/customfields': [
      'v1_custom_fields',
      'custom_fields',
      (row) => ({ ...picked(row, '_id', 'name'), targetCollection: row['targetType'] }),
    ],
    '/customlinks': ['v1_custom_links', 'custom_links', (row) => ({ ...row, company: oid(world, 'company', 0) })],
    '/learningneeds': ['v1_learning_needs', 'learning_needs', (row) => row],
    '/projects': ['v1_projects', 'projects', (row) => row],
    // What v2 calls tags.
    '/skills': [
      'v1_skills',
      'tags',
      (row) => ({ ...picked(row, '_id', 'name', 'isMain'), author: oid(world, 'user', slotOf(row['_id']) % 3) }),
    ],
  };
}

/**
 * The API-key generation. Rows of v1_custom_fields, v1_custom_links, v1_learning_needs, v1_projects and v1_skills have no
 * parents; v1_custom_user_links: + `mail`, and no id.
 */
export function v1Parts(world: World, holdings: Holdings): readonly Part[] {
  const routes = new V1Routes(world);
  const resourceOf = (stream: string): Resource =>
    holdings.resources[stream] ?? { rows: () => [], survivors: () => [] };
  const userLinks = (user: Row): Row[] =>
    [...resourceOf('user_custom_links').rows()]
      .filter(({ userId }) => userId === user['_id'])
      .map((link) => {
        const kind = [...resourceOf('custom_links').rows()].find(({ _id }) => _id === link['customLinkId']) ?? {};
        return { url: link['url'], ...picked(kind, 'iconName', 'name', 'type') };
      });
  const lists = Object.entries(renamed(world));
  const others: Part = {
    resources: {
      ...Object.fromEntries(
        lists.map(([, [stream, from, show]]) => [stream, derived(resourceOf(from), (row) => [show(row)])]),
      ),
      v1_custom_user_links: derived(holdings.users, (user) =>
        user['mail'] === undefined ? [] : userLinks(user).map((link) => ({ mail: user['mail'], ...link })),
      ),
    },
    routes: [
      ...lists.map(([path, [, from, show]]) => routes.list(path, () => [...resourceOf(from).rows()].map(show))),
      routes.list('/customuserlinks', ({ query }) => {
        const mail = query.get('mail');
        if (mail === null) return plainFailure(400, 'bad_request');
        const user = userNamed(holdings, mail);
        return isRefusal(user) ? user : userLinks(user);
      }),
      routes.get(
        '/externalContents/groups/{groupId}/externalPlatforms/{platform}/courses/{externalId}',
        ({ params }) => {
          const course = [...holdings.courses.rows()].find(
            ({ _id, externalPlatform }) =>
              externalPlatform === params['platform'] && `ext-${String(slotOf(_id))}` === params['externalId'],
          );
          return course === undefined
            ? plainFailure(400, 'course_not_found')
            : json(200, { ...picked(course, '_id', 'name', 'description'), externalId: params['externalId'] });
        },
      ),
    ],
  };
  return [
    coursesPart(world, routes, holdings),
    peoplePart(world, routes, holdings),
    pathsPart(world, routes, holdings),
    programsPart(world, routes, holdings),
    others,
  ];
}
