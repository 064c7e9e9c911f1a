import type { Route } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { Resource, Table } from '../../table.ts';
import { failure } from './failures.ts';
import type { Routes } from './routes.ts';
import { slotOf } from './world.ts';

/** Single objects that are no stream: external courses (there is no list of them) and the user of a user token. */
export function singleRoutes(routes: Routes, courses: Table, integrations: Resource): Route[] {
  return [
    routes.get('integrations:read', '/integrations/{integrationId}/courses/{externalId}', ({ params }) => {
      const integration = [...integrations.rows()].find(({ _id }) => _id === params['integrationId']);
      if (integration === undefined) return failure(404, 'integrationNotFound');
      const course = [...courses.rows()].find(
        ({ _id, type }) => type === 'external' && `ext-${String(slotOf(_id))}` === params['externalId'],
      );
      if (course === undefined) return failure(404, 'courseNotFound');
      if (course['externalPlatform'] !== integration['externalPlatform'])
        return failure(400, 'courseNotBelongToIntegration');
      return json(200, { ...course, externalId: params['externalId'] });
    }),
    routes.get('users:read', '/uaa/users/me', () => failure(403, 'userNotAuthorized')),
  ];
}
