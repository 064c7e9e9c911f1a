import { describe, expect, test } from '@jest/globals';
import { UsageError } from '@singer-io-ts/tap/errors/usage-error.ts';
import { parseCommandLine } from '../../src/commands/command-line.ts';

const parse = (line: string) =>
  parseCommandLine(
    line.split(' ').filter((word) => word !== ''),
    'tap-lms',
  );

const sync = {
  verb: 'sync',
  protocol: 'singer',
  debug: false,
  json: false,
  config: ['c'],
  catalog: null,
  state: null,
  out: null,
  streams: null,
  fullRefresh: [],
  limit: null,
  report: null,
  schemaOnly: false,
};
const discover = { verb: 'discover', debug: false, json: false, config: ['c'], isStatic: false };

test.each([
  ['--config c', sync],
  ['-c c -s s --catalog k', { ...sync, state: 's', catalog: 'k' }],
  ['--config a --config ENV --config -', { ...sync, config: ['a', 'ENV', '-'] }],
  ['--config=c --debug', { ...sync, debug: true }],
  ['--config c --test', { ...sync, limit: 1 }],
  ['--test=schema --config c', { ...sync, limit: 1, schemaOnly: true }],
  ['--config c --discover', { ...discover, protocol: 'singer' }],
  ['-c c -d --static', { ...discover, protocol: 'singer', isStatic: true }],
  ['--discover', { ...discover, protocol: 'singer', config: [] }],
  ['discover --config c', { ...discover, protocol: 'airbyte' }],
  ['discover --config c --static --json', { ...discover, protocol: 'airbyte', isStatic: true, json: true }],
  ['--debug discover -c c', { ...discover, protocol: 'airbyte', debug: true }],
  ['check --config c --debug', { verb: 'check', debug: true, json: false, config: ['c'] }],
  ['spec', { verb: 'spec', debug: false, json: false }],
  ['spec --debug', { verb: 'spec', debug: true, json: false }],
  ['read --config c --catalog k --state s', { ...sync, protocol: 'airbyte', catalog: 'k', state: 's' }],
  [
    'sync -c c --streams a,b --full-refresh a, --limit 5',
    { ...sync, streams: ['a', 'b'], fullRefresh: ['a'], limit: 5 },
  ],
  ['sync -c c --out d --report r', { ...sync, out: 'd', report: 'r' }],
  ['--about', { verb: 'about', debug: false, json: false, format: 'text' }],
  ['--about --format=json', { verb: 'about', debug: false, json: false, format: 'json' }],
  ['--about --format markdown', { verb: 'about', debug: false, json: false, format: 'markdown' }],
  ['--about=json', { verb: 'about', debug: false, json: false, format: 'json' }],
  ['--version --debug', { verb: 'version', debug: true, json: false }],
  [
    'sandbox --vendor flowlu --port 8080 --users 5 --faults x',
    { verb: 'sandbox', debug: false, json: false, vendor: 'flowlu', port: 8080, users: 5, faults: 'x' },
  ],
  ['demo --out d', { verb: 'demo', debug: false, json: false, vendor: null, out: 'd', users: null }],
])('understands %s', (line, expected) => {
  expect(parse(line)).toEqual(expected);
});

test.each([
  ['', /needs --config/],
  ['check', /check needs --config/],
  ['read --config c', /read needs --catalog/],
  ['read --catalog k', /read needs --config/],
  ['chek', /There is no command chek \(did you mean "check"\?\)/],
  ['check --confg c', /Did you mean --config\?/],
  ['--config', /argument missing/],
  ['--config c --properties p', /--properties is the old name of --catalog/],
  ['--config c --test=x', /--test takes all or schema/],
  ['--about --format=yaml', /Allowed choices are text, json, markdown/],
  ['--about=yaml', /takes text or json or markdown/],
  ['sync -c c --limit 0', /whole number from 1/],
  ['sync -c c --limit 1e3', /whole number from 1/],
  ['sync -c c --streams ,', /names no stream/],
  ['sync -c c --out d --state s', /leave --state away/],
  ['sync -c c --out d --limit 1', /leave --out away/],
  ['sync -c c --catalog k --streams a', /give one of them/],
  ['check extra -c c', /Too many arguments/],
])('refuses "%s" in one sentence', (line, reason) => {
  const error = (() => {
    try {
      return parse(line);
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(UsageError);
  const { message } = error as UsageError;
  expect(message).toMatch(reason);
  expect(message).toMatch(/^[^\n]+\.$/);
});

describe('help', () => {
  test.each([['--help'], ['sync --help'], ['-h'], ['help sync']])('is printed for %s', (line) => {
    const help = parse(line);
    expect(help.verb === 'help' && help.text).toContain('Usage: tap-lms');
  });

  test('names the exit codes and no deprecated flag', () => {
    const help = parse('--help');
    expect(help.verb === 'help' && help.text).toContain('Exit codes');
    expect(JSON.stringify(help)).not.toContain('--properties');
  });
});
