import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
const asked: string[] = [];
let server: Server;
let folder: string;

const answerTo = (url: URL): unknown => {
  if (url.pathname === '/v2/me') return { id: 1 };
  if (url.pathname === '/v2/courses') {
    return url.searchParams.get('page') === '1'
      ? {
          courses: [{ id: 1, title: 'One', tags: ['a'], archived: 0, updated_at: '2026-01-02T03:04:05+01:00' }],
          has_more: true,
        }
      : { courses: [{ id: 2, title: 'Two', new_field: 7 }], has_more: false };
  }
  const course = /^\/v2\/courses\/(\d)\/enrollments$/.exec(url.pathname)?.[1];
  return course === undefined
    ? null
    : { items: [{ user_id: 9, status: 'enrolled', start_url: 'secret' }], has_more: false };
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    asked.push(url.pathname);
    const body = answerTo(url);
    response.writeHead(request.headers['x-api-key'] !== 'key' ? 401 : body === null ? 404 : 200, {
      'Content-Type': 'application/json',
    });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Inside the project, so that its packages are found.
  folder = await mkdtemp(join(root, 'node_modules', '.cache-readme-'));
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

interface Message {
  readonly type: string;
  readonly stream: string;
  readonly record: unknown;
}

/** Runs the page's two blocks, with further options for the reading if any are given. */
const runExample = async (options = ''): Promise<readonly Message[]> => {
  const readme = await readFile(join(root, 'packages/tap/README.md'), 'utf8');
  const [vendor = '', program = ''] = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  const { port } = server.address() as AddressInfo;
  const reading = program
    .replace('https://api.acme.example', `http://127.0.0.1:${String(port)}`)
    .replace('output: process.stdout,', `output: process.stdout, ${options}`);
  const source = `${vendor}\n${reading}`;
  await writeFile(join(folder, 'acme.ts'), source);
  await build({
    entryPoints: [join(folder, 'acme.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: join(folder, 'acme.mjs'),
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  const output = await new Promise<string>((resolve, reject) => {
    const child = spawn(process.execPath, [join(folder, 'acme.mjs')], {
      env: { ACME_KEY: 'key' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (piece: Buffer) => (text += piece.toString()));
    child.on('close', (code) => {
      if (code === 0) resolve(text);
      else reject(new Error(`ended with ${String(code)}`));
    });
  });
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Message);
};

const recordsOf = (messages: readonly Message[], name: string) =>
  messages.filter(({ type, stream }) => type === 'RECORD' && stream === name).map(({ record }) => record);

test('the example of the engine reads a vendor as it stands', async () => {
  const messages = await runExample();
  expect(recordsOf(messages, 'courses')).toEqual([
    { id: 1, title: 'One', tags: ['a'], archived: false, updated_at: '2026-01-02T02:04:05Z', _extra: null },
    { id: 2, title: 'Two', tags: null, archived: null, updated_at: null, _extra: { new_field: 7 } },
  ]);
  expect(recordsOf(messages, 'enrollments')).toEqual([
    { course_id: 1, user_id: 9, status: 'enrolled', _extra: null },
    { course_id: 2, user_id: 9, status: 'enrolled', _extra: null },
  ]);
  expect(messages.at(-1)?.type).toBe('STATE');
  expect(asked).toContain('/v2/courses/2/enrollments');
});

test('a program can say what is read, as the config of a command does', async () => {
  const messages = await runExample(
    "settings: { exclude: ['courses'], streamOptions: [{ stream: 'enrollments', include_sensitive: true }] },",
  );
  expect(recordsOf(messages, 'courses')).toEqual([]);
  expect(recordsOf(messages, 'enrollments')).toMatchObject([{ start_url: 'secret' }, { start_url: 'secret' }]);
});
