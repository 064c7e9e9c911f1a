import { describe, expect, test } from '@jest/globals';
import type { ErrorRule } from '../../../packages/tap/src/define/error-rule.ts';
import { ConfigError } from '../../../packages/tap/src/errors/config-error.ts';
import { ResponseShapeError } from '../../../packages/tap/src/errors/response-shape-error.ts';
import type { TapError } from '../../../packages/tap/src/errors/tap-error.ts';
import { TransientError } from '../../../packages/tap/src/errors/transient-error.ts';
import { BodyError } from '../../../packages/tap/src/fetch/body.ts';
import { answerError, sendFailure, type Asked } from '../../../packages/tap/src/fetch/failure.ts';
import { answerOf, judge } from '../../../packages/tap/src/fetch/outcome.ts';
import { vendorMessage } from '../../../packages/tap/src/fetch/vendor-message.ts';

const headers = { get: () => null };

const outcomeOf = (status: number, text: string, accept: 'json' | 'xml' = 'json', rules: readonly ErrorRule[] = []) =>
  judge(answerOf({ status, headers, text }, accept), accept, rules).outcome;

test('a rule of the vendor may say that asking again is pointless, and a failure says its status', () => {
  const rules: readonly ErrorRule[] = [{ when: ({ status }) => status === 501, outcome: 'shape', atMostRetries: 0 }];
  const answer = answerOf({ status: 501, headers, text: '{}' }, 'json');
  const judgement = judge(answer, 'json', rules);
  expect(judgement).toMatchObject({ outcome: 'shape', atMostRetries: 0 });
  const asked: Asked = { label: 'GET https://x.example/a', stream: 'a', redact: (text) => text };
  expect(answerError(judgement, answer, asked)).toMatchObject({ status: 501 });
});

describe('the table', () => {
  test.each([
    [200, 'ok'],
    [201, 'ok'],
    [202, 'shape'],
    [203, 'ok'],
    [204, 'shape'],
    [206, 'shape'],
    [301, 'config'],
    [304, 'config'],
    [400, 'shape'],
    [401, 'credentials'],
    [402, 'permission'],
    [403, 'permission'],
    [404, 'missing'],
    [405, 'shape'],
    [406, 'shape'],
    [407, 'config'],
    [408, 'retry'],
    [409, 'shape'],
    [410, 'missing'],
    [415, 'shape'],
    [418, 'shape'],
    [421, 'retry'],
    [422, 'shape'],
    [425, 'retry'],
    [429, 'wait'],
    [451, 'shape'],
    [500, 'retry'],
    [501, 'retry'],
    [502, 'retry'],
    [503, 'retry'],
    [504, 'retry'],
    [520, 'retry'],
    [599, 'retry'],
  ] as const)('%i means %s', (status, outcome) => {
    expect(outcomeOf(status, '[]')).toBe(outcome);
  });

  test.each([
    ['json', '[]', 'ok'],
    ['json', 'null', 'ok'],
    ['json', '"text"', 'ok'],
    ['json', '', 'retry'],
    ['json', ' \n', 'retry'],
    ['json', '{"a":', 'retry'],
    ['json', '<!doctype html><p>', 'retry'],
    ['json', '\n <HTML lang="en">', 'retry'],
    ['json', '<edmx:Edmx/>', 'retry'],
    ['xml', '<edmx:Edmx/>', 'ok'],
    ['xml', '<?xml version="1.0"?><a/>', 'ok'],
    ['xml', '<html></html>', 'retry'],
    ['xml', '', 'retry'],
    ['xml', '{"error":"busy"}', 'retry'],
    ['xml', '\uFEFF<edmx:Edmx/>', 'ok'],
  ] as const)('200 for %s with %j means %s', (accept, text, outcome) => {
    expect(outcomeOf(200, text, accept)).toBe(outcome);
  });

  test('takes the first rule that holds', () => {
    const rules: ErrorRule[] = [
      { when: ({ body }) => body === undefined, outcome: 'missing' },
      { when: ({ text }) => text.includes('feature_not_enabled'), outcome: 'permission', hint: 'Ask for the plan.' },
      { when: ({ status }) => status === 403, outcome: 'credentials' },
    ];
    expect(outcomeOf(500, 'gone', 'json', rules)).toBe('missing');
    expect(outcomeOf(403, '{}', 'json', rules)).toBe('credentials');
    expect(outcomeOf(403, '{"code":"feature_not_enabled"}', 'json', rules)).toBe('permission');
    expect(outcomeOf(404, '{}', 'json', rules)).toBe('missing');
  });
});

describe("the vendor's message", () => {
  test.each([
    [{ response_type: 'ERROR', message: 'course capacity reached' }, 'course capacity reached'],
    [{ error: 'invalid_client' }, 'invalid_client'],
    [{ error: { code: 'invalid_scope', message: 'The scope is missing' } }, 'The scope is missing'],
    [{ error: { code: 'invalid_scope' } }, 'invalid_scope'],
    [{ error: { error_code: 11, error_msg: 'api key not found' } }, 'api key not found'],
    [{ error: 'validation', description: 'name cannot be empty' }, 'name cannot be empty'],
    [{ error: { code: '', message: { lang: 'en-US', value: 'No such set' } } }, 'No such set'],
    [{ 'odata.error': { code: '', message: { lang: 'en-US', value: 'No such set' } } }, 'No such set'],
    [{ Message: 'No HTTP resource', MessageDetail: 'x' }, 'No HTTP resource'],
    [{ success: false, errors: ['first', 'second'] }, 'first; second'],
    [{ errors: { name: ['is missing'], age: 'is low' } }, 'name: is missing; age: is low'],
    [{ errors: [{ message: 'one' }, { message: 'two' }] }, 'one; two'],
    [{ type: 'forbidden', message: 'Error. Access denied.' }, 'Error. Access denied.'],
    ['a bare string', 'a bare string'],
    [{}, null],
    [{ message: '' }, null],
    [[], null],
    [null, null],
    [5, null],
  ])('in %j is %j', (body, expected) => {
    expect(vendorMessage(body, JSON.stringify(body))).toBe(expected);
  });

  test.each([
    ['', null],
    ['  ', null],
    ['Rate limit exceeded', 'Rate limit exceeded'],
    ['<html><head><title>Bad\n gateway</title>', 'a web page titled "Bad\\n gateway"'],
    ['<html></html>', 'a web page'],
    ['<m:error><m:code/><m:message xml:lang="en-US">Bad filter</m:message></m:error>', 'Bad filter'],
  ])('in the text %j is %j', (text, expected) => {
    expect(vendorMessage(undefined, text)).toBe(expected);
  });

  test('is found without getting lost in a body made to be deep', () => {
    const deep = JSON.parse(`${'{"error":{"errors":['.repeat(60)}1${']}}'.repeat(60)}`) as unknown;
    expect(vendorMessage(deep, '')).toBeNull();
  });
});

const asked: Asked = {
  label: 'GET https://acme.example.com/users',
  stream: 'users',
  redact: (text) => text.replaceAll('s3cret', '***'),
};

describe('the sentence', () => {
  const errorFor = (status: number, text: string) => {
    const answer = answerOf({ status, headers, text }, 'json');
    return answerError(judge(answer, 'json', []), answer, asked);
  };

  test('names method, URL, status, what it is, what the vendor says and what to do', () => {
    const error = errorFor(403, '{"message":"Forbidden."}');
    expect(error.message).toBe(
      'GET https://acme.example.com/users answered 403: the key may not read this. The vendor says: Forbidden.' +
        ' Grant the permission to the key, or deselect the stream.',
    );
    expect(error.detail).toBe('status 403, content-type none, body "{\\"message\\":\\"Forbidden.\\"}"');
  });

  test('quotes 300 characters of the vendor at most, cut after secrets are masked', () => {
    const error = errorFor(500, JSON.stringify({ message: `${'x'.repeat(297)}s3cret` }));
    expect(error.message).toContain(`The vendor says: ${'x'.repeat(297)}***.`);
    expect(errorFor(500, JSON.stringify({ message: 'y'.repeat(5000) })).message).toContain(`${'y'.repeat(300)}....`);
    expect(errorFor(500, `"${'z'.repeat(700)}"`).detail!.length).toBeLessThan(700);
  });
});

describe('a request without an answer', () => {
  const coded = (code: string, message = 'x', cause?: Error): Error =>
    Object.assign(new Error(message, cause === undefined ? undefined : { cause }), code === '' ? {} : { code });

  test.each<[string, abstract new (...parameters: never[]) => TapError, unknown]>([
    ['was cut off (ECONNRESET)', TransientError, coded('ECONNRESET')],
    ['check subdomain and base_url', TransientError, coded('ENOTFOUND')],
    ['nobody listening', TransientError, coded('', 'fetch failed', coded('ECONNREFUSED'))],
    ['nobody listening', TransientError, new AggregateError([coded('ECONNREFUSED')])],
    ['could not connect in time', TransientError, coded('UND_ERR_CONNECT_TIMEOUT')],
    ['stopped half-way', TransientError, coded('UND_ERR_BODY_TIMEOUT')],
    ['failed: Expected HTTP/', TransientError, coded('HPE_INVALID_CONSTANT', 'Expected HTTP/')],
    ['expired certificate', TransientError, coded('CERT_HAS_EXPIRED')],
    ['unreadable answer: the body is cut', TransientError, new BodyError('the body is cut', true)],
    ['larger than 200 MB', ResponseShapeError, new BodyError('the body is larger than 200 MB', false)],
    ['NODE_EXTRA_CA_CERTS', ConfigError, coded('SELF_SIGNED_CERT_IN_CHAIN')],
    ['NODE_EXTRA_CA_CERTS', ConfigError, coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE')],
    ['base_url', ConfigError, coded('ERR_TLS_CERT_ALTNAME_INVALID')],
    ['proxy (407)', ConfigError, coded('UND_ERR_ABORTED', 'Proxy response (407) !== 200 when HTTP Tunneling')],
    ['failed: a string', TransientError, 'a string'],
  ])('%s', (words, type, reason) => {
    const { error, wish } = sendFailure(reason, asked);
    expect(error).toBeInstanceOf(type);
    expect(error.message).toMatch(/^GET https:\/\/acme\.example\.com\/users /);
    expect(error.message).toContain(words);
    expect(wish.kind).toBe(type === TransientError ? 'retry' : 'give-up');
  });

  test('shows no secret that the reason holds', () => {
    const { error } = sendFailure(new Error('cannot s3cret'), asked);
    expect(`${error.message}${error.detail ?? ''}`).not.toContain('s3cret');
  });
});
