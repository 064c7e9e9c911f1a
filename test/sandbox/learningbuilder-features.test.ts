import { afterEach, describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../packages/sandbox/src/index.ts';
import type { LearningBuilderOptions } from '../../packages/sandbox/src/portals/learningbuilder/options.ts';
import type { Row } from './learningbuilder-client.ts';
import { basicOf, closeAll, get, memberKey, rawKey, start } from './learningbuilder-client.ts';
import type { RawAnswer } from './raw-client.ts';
import { raw } from './raw-client.ts';

afterEach(closeAll);

const rows = (answer: RawAnswer): Row[] => answer.json as unknown as Row[];

describe('attribute values', () => {
  const path = '/API/WorkflowInstance/AttributeValues';
  const ask = (sandbox: Sandbox, body: unknown, headers = rawKey(sandbox)): Promise<RawAnswer> =>
    raw(`${sandbox.url}${path}`, {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  test('are read by POST, by instance, with the raw key; reading is no write', async () => {
    const sandbox = await start();
    const truth = sandbox.truth('workflow_instance_attribute_values');
    const instances = new Set(truth.map((row) => row['workflow_instance_id']));
    for (const id of [...instances].slice(0, 12)) {
      const { json } = await ask(sandbox, { WorkflowInstanceId: id });
      const expected = truth.filter((row) => row['workflow_instance_id'] === id);
      expect(json).toEqual({
        success: true,
        errors: [],
        values: expected.map((row) => ({
          AttributeId: row['attribute_id'],
          AttributeName: row['attribute_name'],
          Value: row['value'],
        })),
      });
    }
    const parents = sandbox.truth('ActivityInstances').map((row) => row['WorkflowInstanceId']);
    expect(parents.every((id) => instances.has(id))).toBe(true);
    expect(sandbox.log.flags).toEqual({});
    expect((await ask(sandbox, {}, memberKey(sandbox))).status).toBe(401);
  });

  test('names and ids are joined; a wrong separator finds nothing', async () => {
    const sandbox = await start();
    const asked = {
      WorkflowInstanceId: 31_001,
      AttributeIds: [42],
      AttributeNames: ['LearningPlanInstance.Employer Name'],
    };
    expect((await ask(sandbox, asked)).json['values']).toHaveLength(2);
    const colon = { WorkflowInstanceId: 31_001, AttributeNames: ['LearningPlanInstance:Employer Name'] };
    expect((await ask(sandbox, colon)).json['values']).toEqual([]);
  });

  test('answers have other shapes, and errors come with 200 or 400', async () => {
    const array = await start({ attributeValues: 'array' });
    expect(rows(await ask(array, { WorkflowInstanceId: 31_001 }))).toHaveLength(4);
    const map = await start({ attributeValues: 'map', businessErrorStatus: 400 });
    expect((await ask(map, { WorkflowInstanceId: 31_001 })).json['values']).toHaveProperty([
      'LearningPlanInstance.CE Total',
    ]);
    const unknown = await ask(map, { WorkflowInstanceId: 5 });
    expect([unknown.status, unknown.json]).toEqual([
      400,
      { success: false, errors: ['Workflow instance 5 was not found.'] },
    ]);
    expect((await ask(array, {})).status).toBe(200);
    expect((await ask(array, '{')).json).toMatchObject({ Message: 'The request is invalid.' });
  });

  test('older releases do not have them, and a key may not have the permission', async () => {
    expect((await ask(await start({ release: '13.2.9' }), { WorkflowInstanceId: 31_001 })).status).toBe(404);
    expect((await ask(await start({ denied: [path] }), { WorkflowInstanceId: 31_001 })).status).toBe(403);
  });
});

describe('polled data files', () => {
  const path = '/PolledDataFiles/recent_completions.json';
  const read = async (
    options: LearningBuilderOptions = {},
    headers: Record<string, string> = {},
  ): Promise<RawAnswer> => {
    const sandbox = await start(options);
    return raw(`${sandbox.url}${path}`, { headers: { ...rawKey(sandbox), ...headers } });
  };

  test('come whole, with validators, for the raw key only', async () => {
    const sandbox = await start();
    const file = await raw(`${sandbox.url}${path}`, { headers: rawKey(sandbox) });
    expect(rows(file)).toEqual(sandbox.truth('recent_completions'));
    const again = { ...rawKey(sandbox), 'if-none-match': String(file.headers.etag) };
    expect((await raw(`${sandbox.url}${path}`, { headers: again })).status).toBe(304);
    sandbox.update('recent_completions', sandbox.truth('recent_completions')[0]!['id'] as string);
    expect((await raw(`${sandbox.url}${path}`, { headers: again })).status).toBe(200);
    expect((await get(sandbox, path)).status).toBe(401);
  });

  test('have the shape that the tenant chose', async () => {
    expect(rows(await read({ polledIds: false }))[0]).not.toHaveProperty('id');
    expect((await read({ polledFile: 'wrapped' })).json['data']).toHaveLength(60);
    const csv = await read({ polledFile: 'csv', polledValidators: false });
    expect(csv.text).toMatch(/^\ufeffid,memberId,email,status,changedOn/);
    expect(csv.headers.etag).toBeUndefined();
    expect((await read({ release: '11.1.9' })).status).toBe(404);
    const sandbox = await start();
    expect((await raw(`${sandbox.url}${path}`, { method: 'HEAD', headers: rawKey(sandbox) })).status).toBe(405);
  });
});

describe('learning hub', () => {
  const credentials = { hub_user_id: 'acme', hub_key: 'secret' };
  const hub = async (options: LearningBuilderOptions = {}, pageSize?: number): Promise<Sandbox> =>
    start(options, { credentials, ...(pageSize === undefined ? {} : { pageSize }) });
  const ask = (sandbox: Sandbox, path: string, method = 'GET'): Promise<RawAnswer> =>
    raw(`${sandbox.url}${path}`, { method, headers: basicOf('acme', 'secret') });
  const own = (sandbox: Sandbox, id: unknown): Row[] =>
    sandbox.truth('learning_hub_events').filter((row) => row['PublisherProgramId'] === id);

  test('events come by publisher, the publishers from the subscriptions', async () => {
    const sandbox = await hub();
    const subscriptions = rows(await ask(sandbox, '/api/programs/ACME/eventSubs'));
    expect(subscriptions).toEqual(sandbox.truth('learning_hub_event_subscriptions'));
    const events: Row[] = [];
    for (const { PublisherProgramId: id } of subscriptions) {
      const found = rows(await ask(sandbox, `/api/events/${String(id)}`));
      expect(found).toEqual(own(sandbox, id));
      events.push(...found);
    }
    expect(events).toHaveLength(120);
    expect(events[0]!['EventId']).toMatch(/^E:EDUCO-/);
    expect((await ask(sandbox, '/api/programs/ACME/eventSubs/NCBTMB')).json).toHaveProperty('SynEnabled', true);
    expect((await ask(sandbox, '/api/programs/OTHER/eventSubs')).text).toBe('[]');
  });

  test('older hubs spell names otherwise and keep templates as text', async () => {
    const sandbox = await hub({ hubGeneration: 'old' });
    const [event] = rows(await ask(sandbox, '/api/events/EDUCO'));
    expect(event).toHaveProperty('EventStartUTC');
    expect(event!['EventId']).toMatch(/^EDUCO-/);
    const [subscription] = rows(await ask(sandbox, '/api/programs/ACME/eventSubs'));
    expect(typeof subscription!['LbApiPayloadTemplate']).toBe('string');
  });

  test('events can be paged, selected by date, too many, or gone', async () => {
    const paged = await hub({ hubList: 'wrapped', hubSince: 'createdSince' }, 15);
    const found: Row[] = [];
    let query = '';
    for (let page = 0; page < 10; page += 1) {
      const { json } = await ask(paged, `/api/events/EDUCO${query}`);
      found.push(...(json['events'] as Row[]));
      if (json['nextToken'] === undefined) break;
      query = `?nextToken=${json['nextToken'] as string}`;
    }
    expect(found).toEqual(own(paged, 'EDUCO'));
    const since = String(found[30]!['CreatedUtc']);
    const late = await ask(paged, `/api/events/EDUCO?createdSince=${since}`);
    expect((late.json['events'] as Row[])[0]).toEqual(found[30]);
    const large = await ask(await hub({ hubMaxBytes: 2000 }), '/api/events/EDUCO');
    expect([large.status, large.json]).toEqual([502, { message: 'Internal server error' }]);
    expect((await ask(await hub({ hubEvents: 'gone' }), '/api/events/EDUCO')).status).toBe(403);
  });

  test('has credentials and scopes of its own', async () => {
    const sandbox = await hub({ hubScope: 'CLIENT', hubPrograms: ['EDUCO'] });
    expect((await ask(sandbox, '/api/events/EDUCO')).status).toBe(200);
    for (const path of ['/api/events/NCBTMB', '/api/programs/ACME/eventSubs'])
      expect((await ask(sandbox, path)).json).toEqual({ message: 'Forbidden' });
    expect((await get(sandbox, '/api/events/EDUCO')).status).toBe(403);
    expect((await raw(`${sandbox.url}/api/events/EDUCO`)).json).toEqual({ message: 'Unauthorized' });
    expect((await ask(sandbox, '/api/events')).json).toEqual({ message: 'Missing Authentication Token' });
    expect((await ask(sandbox, '/health')).status).toBe(200);
  });

  test('writes are counted', async () => {
    const sandbox = await hub();
    const created = await ask(sandbox, '/api/events', 'POST');
    expect([created.status, created.headers.location]).toEqual([201, expect.stringMatching(/^\/api\/events\/E%3A/)]);
    expect((await ask(sandbox, String(created.headers.location), 'DELETE')).status).toBe(204);
    expect((await ask(sandbox, '/api/programs/ACME/eventSubs/EDUCO', 'PUT')).status).toBe(204);
    await ask(sandbox, '/api/processEvents?programId=ACME', 'POST');
    expect(sandbox.log.flags).toEqual({
      'write-called': 4,
      'other-write-called': 3,
      'hub-process-events-called': 1,
    });
  });
});

describe('destructive paths', () => {
  test('two GETs create, in whatever case they are written', async () => {
    const sandbox = await start();
    const before = sandbox.truth('Applications').length;
    const query = '?LearningPlanTitle=Renewal&UniqueID=CWS-1&RoleName=Practitioner';
    const made = await get(sandbox, `/API/LearningPlanInstance/GetOrCreate${query}`);
    expect(made.json).toEqual({ success: true, errors: [], LearningPlanInstanceId: 6120 + before });
    await get(sandbox, '/api/ActivityInstance/GetOrCreate?ActivityNumber=ACT0001');
    const refused = await get(sandbox, '/API/LearningPlanInstance/GetOrCreate');
    expect(refused.json).toEqual({ success: false, errors: ['UniqueID is required.', 'RoleName is required.'] });
    expect(sandbox.truth('Applications')).toHaveLength(before + 1);
    expect(sandbox.log.flags).toEqual({ 'write-called': 3, 'get-or-create-called': 3 });
  });

  test.each([
    ['POST', '/API/WorkflowInstance/PerformStep', 'perform-step'],
    ['POST', '/API/WorkflowInstance/SetAttributeValues', 'set-attribute-values'],
    ['POST', '/API/WorkflowImportQueue/CreateBatch', 'create-batch'],
    ['POST', '/API/Member/DemographicSync', 'demographic-sync'],
    ['POST', '/API/XAPI/Post', 'xapi-post'],
    ['GET', '/account/sso?UniqueId=1&t=2&token=3', 'single-sign-on'],
    ['PATCH', '/data/Profiles(42)', 'odata-write'],
    ['DELETE', '/data/Profiles(42)', 'odata-write'],
    ['POST', '/data/$batch', 'odata-write'],
    ['POST', '/configureSettings/ACME', 'hub-configure'],
  ])('%s %s leaves a flag, let in or not', async (method, path, flag) => {
    const sandbox = await start();
    await raw(`${sandbox.url}${path}`, { method });
    await raw(`${sandbox.url}${path}`, { method, headers: rawKey(sandbox) });
    expect(sandbox.log.flags).toEqual({ 'write-called': 2, [`${flag}-called`]: 2 });
  });

  test('statements can not be read, and the public registry is for people', async () => {
    const sandbox = await start();
    expect((await get(sandbox, '/API/XAPI/statements')).status).toBe(404);
    const page = await raw(`${sandbox.url}/Public/MemberSearch?performSearch=true&_p=1`);
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(sandbox.log.flags).toEqual({ 'public-registry-called': 1 });
  });
});
