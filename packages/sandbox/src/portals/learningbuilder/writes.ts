import type { Reply, Route, Row, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import { loginPage } from './access.ts';
import { htmlPage } from './odata/failures.ts';
import type { SetTable } from './odata/set-table.ts';
import type { World } from './world.ts';

/** Calls that change something at the vendor, by the flag that they leave; two of them are GETs. */
const actions: readonly { readonly flag: string; readonly path: RegExp; readonly methods?: readonly string[] }[] = [
  { flag: 'get-or-create', path: /^\/API\/(?:LearningPlan|Activity)Instance\/GetOrCreate\/?$/i },
  { flag: 'perform-step', path: /^\/API\/WorkflowInstance\/PerformStep\/?$/i },
  { flag: 'set-attribute-values', path: /^\/API\/WorkflowInstance\/SetAttributeValues\/?$/i },
  { flag: 'create-batch', path: /^\/API\/WorkflowImportQueue\/CreateBatch\/?$/i },
  { flag: 'demographic-sync', path: /^\/API\/Member\/DemographicSync\/?$/i },
  { flag: 'xapi-post', path: /^\/API\/XAPI\/Post\/?$/i },
  { flag: 'single-sign-on', path: /^\/account\/sso\/?$/i, methods: ['GET', 'POST'] },
  { flag: 'hub-process-events', path: /^\/api\/processEvents\/?$/ },
  { flag: 'hub-configure', path: /^\/configure(?:Settings)?(?:\/|$)/ },
];

/** Counts every such call, whatever its outcome: `write-called` and for example `get-or-create-called`. */
export function recordWrite({ setup }: World, { method, path }: VendorRequest): void {
  const action = actions.find((known) => known.path.test(path));
  // The one POST that only reads.
  const isReading =
    ['GET', 'HEAD', 'OPTIONS'].includes(method) || /^\/API\/WorkflowInstance\/AttributeValues$/i.test(path);
  if (action === undefined && isReading) return;
  setup.flag('write-called');
  setup.flag(`${action?.flag ?? (/^\/(?:data|OData)\//.test(path) ? 'odata-write' : 'other-write')}-called`);
}

export function writeRoutes(world: World, tables: readonly SetTable[]): Route[] {
  const table = (name: string): SetTable | undefined => tables.find(({ served }) => served.set.name === name);
  const done = json(200, { success: true, errors: [] });
  const paths: Route[] = [
    {
      method: 'GET',
      path: '/API/LearningPlanInstance/GetOrCreate',
      reply: ({ query }) =>
        created(world, table('Applications'), 'LearningPlanInstanceId', missing(query, ['UniqueID', 'RoleName']), {
          LearningPlanTitle: query.get('LearningPlanTitle'),
        }),
    },
    {
      method: 'GET',
      path: '/API/ActivityInstance/GetOrCreate',
      reply: ({ query }) =>
        created(world, table('ActivityInstances'), 'ActivityInstanceId', missing(query, ['ActivityNumber']), {
          ActivityNumber: query.get('ActivityNumber'),
        }),
    },
    {
      method: 'POST',
      path: '/API/WorkflowInstance/PerformStep',
      reply: () =>
        json(world.options.businessErrorStatus ?? 200, {
          success: false,
          errors: ['You do not have access to this step.'],
          showIgnore: false,
          actionName: 'Send to reviewer',
          actionId: 9,
        }),
    },
    {
      method: 'POST',
      path: '/API/WorkflowInstance/SetAttributeValues',
      reply: () => (world.hasRelease('11.0.30') ? done : absent()),
    },
    {
      method: 'POST',
      path: '/API/WorkflowImportQueue/CreateBatch',
      reply: () => (world.hasRelease('11.0.33') ? json(200, { success: true, errors: [], batchId: 12 }) : absent()),
    },
    { method: 'POST', path: '/API/Member/DemographicSync', reply: () => done },
    { method: 'POST', path: '/API/XAPI/Post', reply: () => ({ status: 200, body: '' }) },
  ];
  const signOn: Route['reply'] = (request) => {
    recordWrite(world, request);
    return { ...htmlPage(302, 'Object moved'), headers: { location: '/' } };
  };
  return [
    ...anyCase(paths),
    { method: 'GET', path: '/account/sso', open: true, reply: signOn },
    { method: 'GET', path: '/Account/Login', open: true, reply: () => loginPage },
  ];
}

/** IIS does not tell `/API` from `/api`. */
export function anyCase(routes: readonly Route[]): Route[] {
  return routes.flatMap((route) => [route, { ...route, path: route.path.replace(/^\/API\//, '/api/') }]);
}

export function absent(): Reply {
  return htmlPage(404, 'The resource cannot be found.');
}

function missing(query: URLSearchParams, names: readonly string[]): string[] {
  return names.filter((name) => !query.has(name)).map((name) => `${name} is required.`);
}

function created(
  { options }: World,
  table: SetTable | undefined,
  idName: string,
  errors: readonly string[],
  row: Row,
): Reply {
  if (errors.length > 0 || table === undefined)
    return json(options.businessErrorStatus ?? 200, {
      success: false,
      errors: errors.length > 0 ? errors : ['No such plan.'],
    });
  return json(200, { success: true, errors: [], [idName]: table.insert(row)[idName] });
}
