import { afterEach } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How one entity set answers: with rows, or with a status. */
export type Answers = Readonly<Record<string, readonly object[] | number>>;

export interface Service {
  readonly config: Readonly<Record<string, unknown>>;
  /** Path and query of each request, decoded. */
  readonly asked: readonly string[];
}

const opened: Server[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const type = (set: string): string =>
  `<EntityType Name="${set}Type"><Key><PropertyRef Name="Id"/></Key><Property Name="Id" Type="Edm.Int32" Nullable="false"/><Property Name="Text" Type="Edm.String"/></EntityType>`;

/** Sets with the columns `Id` and `Text`. */
export const metadataOf = (sets: readonly string[]): string =>
  `<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx"><edmx:DataServices><Schema Namespace="LB" xmlns="http://schemas.microsoft.com/ado/2009/11/edm">${sets.map(type).join('')}<EntityContainer Name="C">${sets.map((set) => `<EntitySet Name="${set}" EntityType="LB.${set}Type"/>`).join('')}</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`;

export type Handle = (
  request: { readonly path: string; readonly query: URLSearchParams; readonly headers: IncomingMessage['headers'] },
  response: ServerResponse,
) => void;

/** A server of one's own, for what no simulated portal does. */
export const serve = async (handle: Handle): Promise<Service> => {
  const asked: string[] = [];
  const server = createServer(({ url = '/', headers }, response) => {
    const { pathname, search, searchParams } = new URL(url, 'http://127.0.0.1');
    asked.push(decodeURIComponent(pathname + search));
    response.setHeader('content-type', 'application/json');
    handle({ path: decodeURIComponent(pathname), query: searchParams, headers }, response);
  });
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const config = {
    ...{ vendor: 'learningbuilder', base_url: `http://127.0.0.1:${String(port)}` },
    ...{ username: '42', key: '3f9d1c2e-77aa-4b0c-9d55-0c1b2a3d4e5f', timezone: 'UTC' },
  };
  return { config, asked };
};

export const send = (response: ServerResponse, status: number, body: unknown): void => {
  response.statusCode = status;
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

/** `/data` in light JSON of version 3, without pages and without the legacy service. */
export const serveSets = (answers: Answers, metadata: string | number = metadataOf(Object.keys(answers))) =>
  serve(({ path }, response) => {
    const set = path.replace('/data/', '');
    if (set === '$metadata') {
      send(response, typeof metadata === 'number' ? metadata : 200, metadata);
      return;
    }
    const answer = answers[set] ?? 404;
    if (typeof answer === 'number') send(response, answer, { Message: 'refused' });
    else send(response, 200, { 'odata.metadata': 'x', 'odata.count': String(answer.length), value: answer });
  });
