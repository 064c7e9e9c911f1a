import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/property.ts';
import { readConfig, settingsOf, type Config, type ConfigOptions } from '../../src/config.ts';

const uuid = '0b5ff5b4-3f4e-4d8e-9d2c-3a1f0c6f7a11';
const complete: ConfigOptions = { fixedVendor: null, complete: true };
const learnupon = { vendor: 'learnupon', subdomain: 'acme', username: 'reader', key: 'correct-horse' };
const learningbuilder = { vendor: 'learningbuilder', subdomain: 'acme', username: '42', key: 'guid-1' };
const workramp = { vendor: 'workramp', key: 'correct-horse' };
const flowlu = { vendor: 'flowlu', subdomain: 'acme', key: 'correct-horse' };

const accepted = (values: Readonly<Record<string, unknown>>): Config => {
  const { config, problems } = readConfig(values, complete);
  expect(problems).toEqual([]);
  return config!;
};

const problemsOf = (values: Readonly<Record<string, unknown>>): readonly string[] => {
  const { config, problems } = readConfig(values, complete);
  expect(config).toBeNull();
  return problems;
};

describe('a complete config', () => {
  test('gets every default', () => {
    expect(accepted(learnupon)).toEqual({
      ...learnupon,
      api_version: 'v2',
      region: 'us',
      academy_ids: [],
      timezone: 'UTC',
      base_url: null,
      start_date: null,
      max_requests_per_second: null,
      max_requests_per_hour: null,
      max_concurrency: null,
      max_wait_minutes: 60,
      request_timeout_seconds: 120,
      max_retries: 6,
      user_agent: null,
      exclude: [],
      stream_options: [],
      enrollment_parent: 'courses',
      weekly_request_floor: 1000,
    });
  });

  test.each([
    ['360learning', 'eu', 60],
    ['workramp', 'us', 60],
  ])('of %s gets its own region and timeout', (vendor, region, seconds) => {
    const config = accepted({ vendor, username: vendor === '360learning' ? 'id' : null, key: 'secret' });
    expect(config).toMatchObject({ region, request_timeout_seconds: seconds });
  });

  test('takes null and empty text for what forms leave empty', () => {
    expect(accepted({ ...learnupon, base_url: '', start_date: null, region: '' }).base_url).toBeNull();
  });

  test('loses blanks and line ends around pasted credentials', () => {
    expect(accepted({ ...learnupon, username: ' reader ', key: 'correct-horse\r\n' })).toMatchObject(learnupon);
  });

  test('hands stream selection its part', () => {
    const config = accepted({
      ...learnupon,
      exclude: ['users.email'],
      start_date: '2024-01-01T02:00:00+02:00',
      stream_options: [{ stream: 'users', verify: false, start_date: '2024-05-01' }],
    });
    expect(settingsOf(config)).toEqual({
      exclude: ['users.email'],
      startDate: '2024-01-01T00:00:00Z',
      streamOptions: [{ stream: 'users', verify: false, start_date: '2024-05-01T00:00:00Z' }],
    });
  });
});

describe('the subdomain', () => {
  test.each([
    ['acme'],
    ['ACME'],
    ['acme.learnupon.com'],
    ['https://acme.learnupon.com'],
    ['https://acme.learnupon.com/'],
    ['http://acme.learnupon.com'],
    ['https://acme.learnupon.com/api/v1'],
    ['https://acme.learnupon.com/api/v1/'],
  ])('is taken out of %s', (subdomain) => {
    expect(accepted({ ...learnupon, subdomain }).subdomain).toBe('acme');
  });

  test.each([
    ['evil.com/#'],
    ['evil.com'],
    ['a.b'],
    ['a.b.learnupon.com'],
    ['acme.learnupon.com.evil.com'],
    ['acme.learnuponXcom'],
    ['acme.flowlu.com'],
    ['acme@evil.com'],
    ['https://acme.learnupon.com@evil.com/'],
    ['https://evil.com/acme.learnupon.com'],
    ['https://evil.com#.learnupon.com'],
    ['https://evil.com\\.learnupon.com'],
    ['https://acme'],
    ['acme/'],
    ['acme\n'],
    ['ac\nme'],
    ['acme\t'],
    [' acme'],
    ['acme?x=1'],
    ['аcme'],
    ['acme。learnupon.com'],
    ['acmе.learnupon.com'],
    ['-acme'],
    ['acme-'],
    ['www.learnupon.com'],
    ['%61cme'],
    ['a'.repeat(64)],
  ])('refuses %j without repeating it', (subdomain) => {
    const [line, ...others] = problemsOf({ ...learnupon, subdomain });
    expect(others).toEqual([]);
    expect(line).toMatch(/^subdomain: is not an account's name\. Expected: .+ Where: .+\.learnupon\.com/);
    expect(line).not.toContain('evil');
  });

  test('never leads to another host, whatever is pasted', () => {
    const pieces = fc.constantFrom(
      'acme',
      '.',
      '/',
      '@',
      '#',
      '?',
      ':',
      '\\',
      'learnupon.com',
      'https://',
      '\n',
      'é',
      '%2e',
      '-',
    );
    const pasted = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(pasted, (subdomain) => {
        const { config } = readConfig({ ...learnupon, subdomain }, complete);
        if (config === null) return;
        expect(new URL(`https://${config.subdomain!}.learnupon.com/api/v1`).host).toMatch(
          /^[a-z0-9-]+\.learnupon\.com$/,
        );
      }),
      { numRuns: 200 },
    );
  });

  test('may be missing only where base_url replaces it', () => {
    const rest = { ...learnupon, subdomain: null };
    expect(problemsOf(rest)).toEqual([expect.stringMatching(/^subdomain: is missing\. /)]);
    expect(accepted({ ...rest, base_url: 'https://learn.acme.example' }).subdomain).toBeNull();
  });
});

describe('base_url', () => {
  test.each([
    ['https://learn.acme.example', 'https://learn.acme.example'],
    ['https://learn.acme.example/', 'https://learn.acme.example'],
    ['https://Learn.Acme.Example:8443/lms/', 'https://learn.acme.example:8443/lms'],
    ['https://learn.acme.example/api/v1/', 'https://learn.acme.example'],
    ['https://proxy.example/lms/api/v1', 'https://proxy.example/lms'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.8.9.10', 'http://127.8.9.10'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
    ['http://localhost:8080/', 'http://localhost:8080'],
  ])('%s becomes %s', (base_url, expected) => {
    expect(accepted({ ...learnupon, base_url }).base_url).toBe(expected);
  });

  test.each([
    ['http://learn.acme.example', /unencrypted/],
    ['http://localhost.evil.com', /unencrypted/],
    ['http://127.0.0.1.evil.com', /unencrypted/],
    ['http://0.0.0.0', /unencrypted/],
    ['https://user:pass@acme.example', /credentials into/],
    ['https://acme.example@evil.com', /credentials into/],
    ['https://acme.example?x=1', /query/],
    ['https://acme.example/#x', /fragment/],
    ['https://acme.example\\@evil.com', /backslash/],
    ['https://acme.example/a%2fb', /unusual characters/],
    ['https://acme.example//b', /unusual characters/],
    ['https://аcme.example', /xn--/],
    ['https://acme.\nexample', /line end/],
    ['ftp://acme.example', /https:\/\//],
    ['acme.example', /https:\/\//],
    ['https:acme.example', /https:\/\//],
    ['https://', /https:\/\//],
    ['https://a:b:c', /not an address/],
  ])('refuses %j', (base_url, reason) => {
    const lines = problemsOf({ ...learnupon, base_url });
    expect(lines).toEqual([expect.stringMatching(/^base_url: /)]);
    expect(lines[0]).toMatch(reason);
  });
});

describe('a LearningBuilder key', () => {
  const header = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

  test.each([
    ['42', 'guid-1'],
    ['Member_42', 'guid-1'],
    ['member_42', 'guid-1'],
    [null, 'Member_42:guid-1'],
    [null, header('Member_42:guid-1')],
    ['42', header('Member_42:guid-1')],
    ['Member_42', `${header('Member_42:guid-1')}\n`],
  ])('with username %j is understood as %j', (username, key) => {
    expect(accepted({ ...learningbuilder, username, key })).toMatchObject({ username: 'Member_42', key: 'guid-1' });
  });

  test.each([
    ['43', header('Member_42:guid-1'), /^username: names another member/],
    ['jane', 'guid-1', /^username: is not a member number/],
    [null, 'guid-1', /^username: is missing/],
    [null, 'Basic !!!', /^key: is not a complete copied header/],
    [null, header('guid-1'), /^key: is not a complete copied header/],
    [null, header('jane:guid-1'), /^key: has something else than Member_/],
    [null, header('Member_42:'), /^key: has something else than Member_/],
  ])('with username %j is refused as %j', (username, key, line) => {
    expect(problemsOf({ ...learningbuilder, username, key })[0]).toMatch(line);
  });
});

describe('a wrong config', () => {
  test('is told every problem, one line each, with what is expected and where to find it', () => {
    const lines = problemsOf({
      vendor: '360learning',
      region: 'uS',
      api_version: 2,
      start_date: 'yesterday',
      max_retries: 1.5,
      max_concurrency: '4',
      max_requests_per_second: 0,
      request_timeout_seconds: Infinity,
      max_wait_minutes: -1,
      exclude: 'users',
      stream_options: [{ stream: 'Users!', lookback_hours: '1' }, { verify: 'no' }, 7],
    });
    const starts = lines.map((line) => line.slice(0, line.indexOf('. Expected: ')));
    expect(starts.sort()).toEqual(
      [
        'username: is missing',
        'key: is missing',
        'region: is none of them (did you mean us?)',
        'api_version: is a number',
        'start_date: is not a date and time',
        'max_retries: is not a whole number',
        'max_concurrency: is text',
        'max_requests_per_second: is not greater than 0',
        'request_timeout_seconds: is not a finite number',
        'max_wait_minutes: is less than 0',
        'exclude: is text',
        'stream_options[0].stream: is not the name of a stream',
        'stream_options[0].lookback_hours: is text',
        'stream_options[1].stream: is missing',
        'stream_options[1].verify: is text',
        'stream_options[2]: is a number',
      ].sort(),
    );
    for (const line of lines) expect(line).not.toContain('\n');
    expect(lines.find((line) => line.startsWith('key'))).toContain('API v2');
  });

  test.each([
    ['2024-02-30T00:00:00Z'],
    ['2024-01-01T00:00:00'],
    ['2024-13-01'],
    ['01/02/2024'],
    ['2024-01-01T25:00:00Z'],
  ])('is told that %s is not a start date', (start_date) => {
    expect(problemsOf({ ...workramp, start_date })[0]).toMatch(/^start_date: is not a date and time/);
  });

  test.each([['Mars/Olympus'], ['+01:00'], ['']])(
    'is told about the time zone %j, or takes it for none',
    (timezone) => {
      const { problems } = readConfig({ ...flowlu, timezone }, complete);
      expect(problems).toHaveLength(timezone === '' ? 0 : 1);
    },
  );

  test('names no stream twice', () => {
    const stream_options = [{ stream: 'users' }, { stream: 'users', verify: false }];
    expect(problemsOf({ ...workramp, stream_options })[0]).toMatch(/^stream_options\[1\]\.stream: /);
  });

  test('without a vendor is still checked for what all vendors share', () => {
    expect(problemsOf({ max_retries: 'x', subdomain: 'evil.com' })).toEqual([
      expect.stringMatching(/^vendor: is missing\. Expected: one of learnupon, 360learning/),
      expect.stringMatching(/^key: is missing/),
      expect.stringMatching(/^max_retries: is text/),
    ]);
  });

  test('suggests a vendor', () => {
    expect(problemsOf({ ...workramp, vendor: 'work_ramp' })[0]).toContain('did you mean "workramp"?');
  });

  test('never repeats a value, whatever it is and wherever it stands', () => {
    const secret = fc.stringMatching(/^[!-~]{12,40}$/).map((text) => `s3cr3t${text}`);
    const value = fc.oneof(
      secret,
      secret.map((text) => [text]),
      secret.map((text) => ({ [`_${text}`]: text })),
      secret.map((text) => `https://user:${text}@acme.example`),
      secret.map((text) => `${text}\n`),
    );
    const field = fc.constantFrom('vendor', ...Object.keys(accepted(learnupon)), 'academy_ids', 'timezone');
    fc.assert(
      fc.property(fc.constantFrom(learnupon, learningbuilder, workramp, flowlu), field, value, (base, name, bad) => {
        const { problems, warnings } = readConfig({ ...base, [name]: bad }, complete);
        expect([...problems, ...warnings].join('\n')).not.toContain('s3cr3t');
      }),
      { numRuns: 200 },
    );
  });
});

describe('a fixed vendor', () => {
  test('needs no vendor field', () => {
    const { config } = readConfig({ subdomain: 'acme', key: 'k-1' }, { fixedVendor: 'flowlu', complete: true });
    expect(config).toMatchObject({ vendor: 'flowlu', key: 'k-1' });
  });

  test('refuses the config of another', () => {
    const { problems } = readConfig(workramp, { fixedVendor: 'flowlu', complete: true });
    expect(problems[0]).toMatch(/^vendor: is workramp, but this command reads flowlu/);
  });
});

describe('what is not needed for static discovery', () => {
  test('may be missing, but not wrong', () => {
    const options: ConfigOptions = { fixedVendor: 'learningbuilder', complete: false };
    expect(readConfig({}, options)).toMatchObject({ config: { key: '', username: null }, problems: [] });
    expect(readConfig({ max_retries: -1 }, options).problems).toHaveLength(1);
  });
});

describe('unknown fields', () => {
  test('are warned about with the nearest name, except those that begin with _', () => {
    const { config, warnings } = readConfig(
      { ...workramp, _comment: 'x', acadamy_ids: [], stream_options: [{ stream: 'users', verfy: true, _note: 1 }] },
      complete,
    );
    expect(config).not.toBeNull();
    expect(warnings).toEqual([
      'acadamy_ids: unknown field (did you mean "academy_ids"?), ignored.',
      'stream_options[0].verfy: unknown field (did you mean "verify"?), ignored.',
    ]);
  });

  test('of other vendors are warned about and have no effect', () => {
    const { config, warnings } = readConfig({ ...learnupon, academy_ids: [uuid], region: 'eu' }, complete);
    expect(config).toMatchObject({ academy_ids: [], region: 'us' });
    expect(warnings).toEqual([
      'region: not used for learnupon, ignored.',
      'academy_ids: not used for learnupon, ignored.',
    ]);
  });
});

test('a zone that is assumed is said', () => {
  expect(readConfig(flowlu, complete).notices).toEqual([expect.stringMatching(/^timezone is not set: .*UTC/)]);
  expect(readConfig({ ...flowlu, timezone: 'Europe/Berlin' }, complete).notices).toEqual([]);
  expect(readConfig(workramp, complete).notices).toEqual([]);
});

test('whatever is in the file, there is a config or at least one problem, and each is one line', () => {
  const names = fc.constantFrom(...Object.keys(accepted(learnupon)), '_x', 'nothing', '__proto__');
  const vendor = fc.constantFrom('learnupon', '360learning', 'learningbuilder', 'workramp', 'flowlu', 'x', 7, null);
  fc.assert(
    fc.property(fc.dictionary(names, fc.jsonValue()), vendor, fc.boolean(), (values, name, isComplete) => {
      const { config, problems } = readConfig({ ...values, vendor: name }, { fixedVendor: null, complete: isComplete });
      expect(config === null).toBe(problems.length > 0);
      for (const line of problems) expect(line).toMatch(/^[a-z_[\].0-9]+: .+ Expected: [^\n]+$/);
    }),
    { numRuns: 300 },
  );
});
