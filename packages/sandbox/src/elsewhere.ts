import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of another origin: whatever arrives here left the vendor's origin. */
export interface Elsewhere {
  readonly url: string;
  readonly requests: { readonly url: string; readonly authorization: string | undefined }[];
  close(): Promise<void>;
}

export async function openElsewhere(): Promise<Elsewhere> {
  const requests: Elsewhere['requests'] = [];
  const server = createServer((request, response) => {
    requests.push({ url: request.url ?? '', authorization: request.headers.authorization });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
