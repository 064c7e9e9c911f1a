import { expect, test } from '@jest/globals';
import { startSandbox, type Fault, type Sandbox } from '@singer-io-ts/sandbox';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createFolder, runTap, type Folder } from '../support/tap-process.ts';

/** Characters that every encoding writes differently. */
const KEY = 'k3y/+ä"\\&=?%20<canary>:é~ end';
const USERNAME = 'api-user+1';

interface Portal {
  readonly sandbox: Sandbox;
  readonly folder: Folder;
  readonly config: string;
}

/** Each test has its own, since they wait for their retries side by side. */
const withPortal = async (work: (portal: Portal) => Promise<void>): Promise<void> => {
  const sandbox = await startSandbox({
    ...{ vendor: 'learnupon', users: 60, pageSize: 10, limit: 'none' },
    credentials: { username: USERNAME, key: KEY },
  });
  const folder = await createFolder();
  try {
    const config = await folder.write('config.json', {
      ...sandbox.config,
      ...{ max_requests_per_second: 1000, max_retries: 1, request_timeout_seconds: 1, max_wait_minutes: 0.01 },
    });
    await work({ sandbox, folder, config });
  } finally {
    await sandbox.close();
    await folder.remove();
  }
};

const formsOf = (secret: string): readonly string[] => {
  const json = JSON.stringify(secret).slice(1, -1);
  const pair = `${USERNAME}:${secret}`;
  const bytes = Buffer.from(secret);
  return [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(secret),
    encodeURIComponent(secret).toLowerCase(),
    new URLSearchParams({ x: secret }).toString().slice(2),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    Buffer.from(pair).toString('base64'),
    Buffer.from(pair).toString('base64').replace(/=+$/, ''),
    bytes.toString('latin1'),
    // A piece of it is already too much.
    '<canary>',
  ];
};

const forms = formsOf(KEY);

const leaks = (text: string): readonly string[] => forms.filter((form) => text.includes(form));

const kinds: readonly Fault['kind'][] = [
  'rate-limit',
  'rate-limit-seconds',
  '500',
  '502',
  'html-503',
  'html-login',
  'reset-before-headers',
  'reset-in-body',
  'stall-in-body',
  'truncated-wrong-length',
  'invalid-json',
  'gzip-truncated',
  'wrong-content-type',
  'empty-200',
  '200-with-error-body',
  'redirect',
  'echo-secrets',
  'missing-envelope',
  'key-revoked',
];

const debug = { NODE_DEBUG: 'undici,http,https,net,tls,stream', LOG_LEVEL: 'debug', TAP_LMS_LOGLEVEL: 'debug' };

test.concurrent.each(kinds)(
  'a key stays secret under %s, at debug level and with NODE_DEBUG, on stdout, stderr, in state and in files',
  (kind) =>
    withPortal(async ({ sandbox, folder, config }) => {
      const catalog = await folder.write('catalog.json', { streams: ['users', 'enrollments'].map(configured) });
      sandbox.setFaults([{ kind, every: kind === 'key-revoked' ? 1 : 2, afterRequests: 2, seconds: 1 }]);
      const out = join(folder.path, 'out');
      const ran = [
        await runTap(['read', '--config', config, '--catalog', catalog, '--debug'], { env: debug }),
        await runTap(['sync', '--config', config, '--streams', 'users,groups', '--out', out, '--debug'], {
          env: debug,
        }),
        await runTap(['check', '--config', config, '--debug'], { env: debug }),
      ];
      expect({ kind, times: sandbox.log.faults[kind] ?? 0 }).not.toEqual({ kind, times: 0 });
      for (const { lines, torn, stderr } of ran) {
        expect(leaks(lines.join('\n') + torn)).toEqual([]);
        expect(leaks(stderr)).toEqual([]);
      }
      // What debugging prints is there, so that its cleaning was put to the test.
      expect(ran.some(({ stderr }) => /UNDICI|NET /.test(stderr))).toBe(true);
      for (const name of await readdir(out).catch(() => [])) {
        expect({ name, leaks: leaks(await readFile(join(out, name), 'utf8')) }).toEqual({ name, leaks: [] });
      }
      if (kind === 'redirect') expect(sandbox.elsewhere.requests).toHaveLength(0);
    }),
  90_000,
);

const configured = (name: string) => ({
  stream: { name, json_schema: {}, supported_sync_modes: ['full_refresh', 'incremental'] },
  ...{ sync_mode: 'incremental', destination_sync_mode: 'append', cursor_field: ['updated_at'] },
});

test.concurrent('a key stays secret in what a crash prints', async () => {
  const folder = await createFolder();
  try {
    const broken = await folder.write('broken.json', {
      ...{ vendor: 'learnupon', subdomain: `acme.${KEY}`, username: USERNAME, key: KEY, nonsense: KEY },
    });
    for (const verb of ['check', 'discover', 'sync']) {
      const { lines, stderr } = await runTap([verb, '--config', broken, '--debug'], { env: debug });
      expect(leaks(lines.join('\n') + stderr)).toEqual([]);
    }
  } finally {
    await folder.remove();
  }
});
