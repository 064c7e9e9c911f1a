import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import manifest from '../../package.json' with { type: 'json' };
import {
  createFolder,
  messagesOf,
  runTap,
  type Folder,
  type TapOptions,
  type TapResult,
} from '../support/tap-process.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder.remove());

const run = (line: string, options: TapOptions = {}): Promise<TapResult> =>
  runTap(
    line.split(' ').filter((word) => word !== ''),
    { cwd: folder.path, timeoutMs: 20_000, ...options },
  );

const lastErrorLine = ({ stderr }: TapResult): string => stderr.trimEnd().split('\n').at(-1) ?? '';
const unreachable = { vendor: 'learnupon', base_url: 'http://127.0.0.1:9', username: 'reader', key: 's3cr3t-value' };

describe('what needs neither config nor network', () => {
  test.each([
    ['tap-lms', '--version', [`tap-lms v${manifest.version}`]],
    ['tap-flowlu', '--version', [`tap-flowlu v${manifest.version}`]],
    ['tap-flowlu', '--version --debug', [`tap-flowlu v${manifest.version}`]],
  ])('%s %s prints the version', async (bin, line, lines) => {
    expect(await run(line, { bin })).toMatchObject({ lines, stderr: '', code: 0 });
  });

  test('spec is one message, the same as the file in the package', async () => {
    const { lines, stderr, code } = await run('spec');
    const { default: specification } = await import('../../spec.json', { with: { type: 'json' } });
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(messagesOf(lines)).toEqual([{ type: 'SPEC', spec: specification }]);
  });

  test.each([
    ['tap-360learning', {}],
    ['tap-lms', { TAP_LMS_VENDOR: '360learning' }],
  ])('spec of a fixed vendor (%s) is its own', async (bin, env) => {
    const [message] = messagesOf((await run('spec', { bin, env })).lines);
    const specification = JSON.stringify(message);
    expect(specification).toContain('Client secret');
    expect(specification).not.toContain('"vendor"');
  });

  test('--about has the keys of the Meltano SDK, and its secrets are marked', async () => {
    const { lines, code } = await run('--about --format=json', { bin: 'tap-workramp' });
    const about = JSON.parse(lines.join('\n')) as Record<string, unknown>;
    expect(code).toBe(0);
    expect(Object.keys(about)).toEqual([
      'name',
      'description',
      'version',
      'sdk_version',
      'supported_python_versions',
      'capabilities',
      'settings',
    ]);
    expect(about).toMatchObject({
      name: 'tap-workramp',
      settings: { required: ['key'], properties: { key: { secret: true, writeOnly: true } } },
    });
  });

  test.each([['--about'], ['--about=markdown'], ['--help'], ['sync --help']])('%s prints text', async (line) => {
    const { lines, stderr, code } = await run(line);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(lines.length).toBeGreaterThan(4);
  });

  test('static discovery needs no config where the vendor is fixed, in both protocols', async () => {
    const singer = await run('--discover', { bin: 'tap-learnupon' });
    const airbyte = await run('discover', { bin: 'tap-learnupon' });
    expect([singer.code, singer.stderr, airbyte.code, airbyte.stderr]).toEqual([0, '', 0, '']);
    const catalog = JSON.parse(singer.lines.join('\n')) as { streams: { tap_stream_id: string }[] };
    const [message] = messagesOf(airbyte.lines) as [{ catalog: { streams: { name: string }[] } }];
    expect(catalog.streams.map((stream) => stream.tap_stream_id)).toEqual(
      message.catalog.streams.map(({ name }) => name),
    );
    expect(catalog.streams.length).toBeGreaterThan(5);
  });

  test('--static asks nobody, though there is a key', async () => {
    await folder.write('config.json', unreachable);
    const { code, stderr } = await run('--discover --static --config config.json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('bad usage', () => {
  test.each([['chek'], ['--confg x'], ['sync'], ['read --config c'], ['--config c --properties p'], ['']])(
    '"%s" ends with 2, nothing on standard output and one CRITICAL line',
    async (line) => {
      const result = await run(line);
      expect(result).toMatchObject({ code: 2, lines: [], torn: '' });
      expect(result.stderr).toMatch(/^CRITICAL [^\n]+\n$/);
    },
  );
});

describe('check', () => {
  const status = ({ lines }: TapResult): { readonly status: string; readonly message: string } => {
    const messages = messagesOf(lines);
    expect(messages.filter(({ type }) => type === 'CONNECTION_STATUS')).toHaveLength(1);
    const last = messages.at(-1) as { connectionStatus: { status: string; message: string } };
    return last.connectionStatus;
  };

  test.each([
    ['no config at all', 'check', 2, /needs --config/],
    ['an unknown flag', 'check --confg x', 2, /Did you mean/],
    ['a missing file', 'check --config absent.json', 3, /doesn't exist/],
    ['a folder', 'check --config .', 3, /is a folder/],
    ['broken JSON', 'check --config broken.json', 3, /not valid JSON \(line 1/],
    ['an empty file', 'check --config empty.json', 3, /is empty/],
    ['empty standard input', 'check --config -', 3, /standard input is empty/],
    ['a wrong config', 'check --config wrong.json', 3, /subdomain: is missing/],
    ['an unknown vendor', 'check --config unknown.json', 3, /vendor: is none of them/],
    ['a closed port', 'check --config closed.json', 5, /127\.0\.0\.1/],
  ])('answers %s with one FAILED, the last line', async (_, line, code, message) => {
    await folder.write('broken.json', '{"key": "s3cr3t-value", oops}');
    await folder.write('empty.json', '');
    await folder.write('wrong.json', { vendor: 'learnupon', region: 5, key: 's3cr3t-value' });
    await folder.write('unknown.json', { vendor: 'moodle' });
    await folder.write('closed.json', { ...unreachable, max_retries: 0 });
    const result = await run(line);
    expect(status(result)).toMatchObject({ status: 'FAILED', message: expect.stringMatching(message) as unknown });
    expect(result.code).toBe(code);
    expect(lastErrorLine(result)).toMatch(/^CRITICAL ./);
    expect(result.lines.join() + result.stderr).not.toContain('s3cr3t');
  });

  test('traces an outage before the status, and a wrong config not at all', async () => {
    await folder.write('closed.json', { ...unreachable, max_retries: 0 });
    const outage = messagesOf((await run('check --config closed.json')).lines).filter(({ type }) => type !== 'LOG');
    expect(outage).toMatchObject([
      { type: 'TRACE', trace: { type: 'ERROR', error: { failure_type: 'transient_error' } } },
      { type: 'CONNECTION_STATUS' },
    ]);
    const wrong = messagesOf((await run('check --config absent.json')).lines);
    expect(wrong).toMatchObject([{ type: 'CONNECTION_STATUS' }]);
  });

  test('lists every problem', async () => {
    await folder.write('wrong.json', { vendor: 'workramp', max_retries: -1, start_date: 'x' });
    const result = await run('check --config wrong.json');
    expect(status(result).message.split('\n')).toEqual([
      'The config has 3 problems.',
      expect.stringMatching(/^key: is missing\. Expected: .+ Where: .+Settings > Integrations > API/),
      expect.stringMatching(/^start_date: /),
      expect.stringMatching(/^max_retries: /),
    ]);
  });
});

describe('the config', () => {
  test('comes from several sources, the last one winning', async () => {
    await folder.write('file.json', { vendor: 'flowlu', subdomain: 'evil.com' });
    const result = await run('check --config file.json --config - --config ENV', {
      stdin: '{"subdomain": "acme", "max_retries": 99}',
      env: { TAP_LMS_MAX_RETRIES: 'x' },
    });
    const { stderr } = result;
    expect(stderr).toContain('key: is missing');
    expect(stderr).toContain('max_retries: is text');
    expect(stderr).not.toContain('subdomain');
  });

  test('that names another vendor than the binary is refused', async () => {
    await folder.write('other.json', { vendor: 'flowlu', subdomain: 'acme', key: 's3cr3t-value' });
    const result = await run('--config other.json', { bin: 'tap-workramp' });
    expect(result.code).toBe(3);
    expect(result.stderr).toContain('this command reads workramp');
  });

  test('has its unknown fields warned about', async () => {
    await folder.write('typo.json', { ...unreachable, max_retires: 1, _note: 'x' });
    const { stderr, code } = await run('--discover --static --config typo.json');
    expect(code).toBe(0);
    expect(stderr).toBe('WARNING config: max_retires: unknown field (did you mean "max_retries"?), ignored.\n');
  });
});

test('a wrong TAP_LMS_VENDOR is a wrong config', async () => {
  const result = await run('spec', { env: { TAP_LMS_VENDOR: 'moodle' } });
  expect(result.code).toBe(3);
  expect(lastErrorLine(result)).toMatch(/^CRITICAL The variable TAP_LMS_VENDOR names no vendor/);
});

test('Airbyte verbs trace what keeps them from running', async () => {
  const result = await run('read --config absent.json --catalog absent.json');
  expect(result.code).toBe(3);
  expect(messagesOf(result.lines)).toMatchObject([
    { type: 'TRACE', trace: { type: 'ERROR', error: { failure_type: 'config_error' } } },
  ]);
});

describe('logs', () => {
  test('are structured where Meltano wants them so', async () => {
    const path = await folder.write('logging.json', {
      version: 1,
      formatters: { structured: { '()': 'singer_sdk.logging.StructuredFormatter' } },
      root: { level: 'INFO' },
    });
    const { stderr } = await run('--config absent.json', { env: { SINGER_SDK_LOG_CONFIG: path } });
    expect(JSON.parse(stderr)).toMatchObject({ level: 'critical', app_name: 'tap-lms', stream_name: null });
  });

  test('can be turned down', async () => {
    await folder.write('typo.json', { ...unreachable, max_retires: 1 });
    const line = '--discover --static --config typo.json';
    expect((await run(line, { env: { TAP_LMS_LOGLEVEL: 'error' } })).stderr).toBe('');
    expect((await run(line, { env: { LOG_LEVEL: 'error' } })).stderr).toBe('');
    expect((await run(`--debug ${line}`, { env: { LOG_LEVEL: 'error' } })).stderr).toContain('max_retires');
  });
});
