import { describe, expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import { inspect } from 'node:util';
import { createRedactor, type Redactor } from '../../../packages/tap/src/run/redact.ts';
import { wrapStderr } from '../../../packages/tap/src/run/wrap-stderr.ts';

const redactorFor = (...secrets: string[]): Redactor => {
  const redactor = createRedactor();
  for (const secret of secrets) redactor.addSecret(secret);
  return redactor;
};

const SECRET = 'p@ss/w0rd+"\\ü&=';

/** Ways in which text with a secret comes about. */
const ways: Record<string, (secret: string) => string> = {
  'as it is': (secret) => `key ${secret} rejected`,
  'in a query': (secret) => `https://x.example/?q=${encodeURIComponent(secret)}&p=1`,
  'in a query, lower-case escapes': (secret) =>
    encodeURIComponent(secret).replace(/%../g, (escape) => escape.toLowerCase()),
  'in a form': (secret) => new URLSearchParams({ key: secret }).toString(),
  'in a URL': (secret) => encodeURI(secret),
  'encoded twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  'in JSON': (secret) => JSON.stringify({ key: secret }),
  'in JSON within JSON': (secret) => JSON.stringify({ body: JSON.stringify({ key: secret }) }),
  'in JSON with escaped slashes': (secret) => JSON.stringify(secret).replaceAll('/', '\\/'),
  'in base64': (secret) => Buffer.from(secret).toString('base64'),
  'in base64 without padding': (secret) => Buffer.from(secret).toString('base64').replace(/=/g, ''),
  'in base64url': (secret) => Buffer.from(secret).toString('base64url'),
  'in base64 in a query': (secret) => encodeURIComponent(Buffer.from(secret).toString('base64')),
};

const formOf = (way: string, secret: string): string => ways[way]!(secret);

describe('a secret', () => {
  test.each(Object.keys(ways))('is masked %s', (way) => {
    const redacted = redactorFor(SECRET).redact(formOf(way, SECRET));
    expect(redacted).toContain('***');
    for (const piece of ['p@ss', 'w0rd', 'p%40ss', Buffer.from(SECRET).toString('base64').slice(0, 8)]) {
      expect(redacted).not.toContain(piece);
    }
  });

  test('is masked in every form, whatever it is and wherever it stands', () => {
    const secret = fc
      .string({ minLength: 6, maxLength: 40, unit: 'grapheme' })
      .filter((text) => /[^\s*]{6}/.test(text));
    fc.assert(
      fc.property(
        secret,
        fc.string(),
        fc.string(),
        fc.constantFrom(...Object.keys(ways)),
        (value, before, after, way) => {
          const form = formOf(way, value);
          const redacted = redactorFor(value).redact(`${before} ${form} ${after}`);
          expect(redacted).toContain('***');
          expect(redacted).not.toContain(value);
        },
      ),
    );
  });

  test.each(['Member_42', 'm', 'mm', 'mmm', 'zoë'])(
    'is masked within the Basic value of the user name %s',
    (username) => {
      const key = '0f8fad5b-d9cb-469f-a165-70867728950e';
      const value = Buffer.from(`${username}:${key}`).toString('base64');
      const redacted = redactorFor(key).redact(`Basic ${value}`);
      const left = redacted.replace('Basic ', '').replace('***', '');
      // What may be left belongs to the user name, and to half a character at the end.
      expect(Buffer.from(left.slice(0, 8), 'base64').toString()).not.toContain(key.slice(0, 4));
      expect(left.length).toBeLessThan(Buffer.from(`${username}:`).toString('base64').length + 6);
    },
  );

  test('shorter than four characters is masked only in the forms that are long enough to be sure', () => {
    const redactor = redactorFor('abc', 'x', '');
    expect(redactor.redact('abc is in the alphabet, x marks the spot')).toBe(
      'abc is in the alphabet, x marks the spot',
    );
    expect(redactor.redact(`Basic ${Buffer.from('abc').toString('base64')}`)).toBe('Basic ***');
    expect(redactor.redact('')).toBe('');
  });

  test('that contains another is masked whole', () => {
    expect(redactorFor('secret', 'secret-and-more').redact('secret-and-more, secret')).toBe('***, ***');
    expect(redactorFor('secret-and-more', 'secret').redact('secret-and-more, secret')).toBe('***, ***');
  });

  test('is plain text, not a pattern', () => {
    expect(redactorFor('a.c$[x]').redact('a.c$[x] abc$x a.c$[x]')).toBe('*** abc$x ***');
    expect(redactorFor('$1$&').redact("it's $1$& here")).toBe("it's *** here");
  });

  test('registered later is masked from then on', () => {
    const redactor = createRedactor();
    expect(redactor.redact('later-secret')).toBe('later-secret');
    redactor.addSecret('later-secret');
    expect(redactor.redact('later-secret')).toBe('***');
  });

  test('with half a surrogate pair is masked too', () => {
    expect(redactorFor('half\ud800pair').redact('half\ud800pair')).toBe('***');
  });
});

describe('a label', () => {
  test.each([
    ['authorization: Bearer abc.def', 'authorization: Bearer ***'],
    ['Authorization: Basic dXNlcjpwYXNz, next', 'Authorization: Basic ***, next'],
    ["{ authorization: 'Basic dXNlcjpwYXNz' }", "{ authorization: 'Basic ***' }"],
    ["[ 'authorization', 'apikey 12-34' ]", "[ 'authorization', 'apikey ***' ]"],
    ['{"Authorization":"abc"}', '{"Authorization":"***"}'],
    ['"{\\"Authorization\\":\\"abc\\"}"', '"{\\"Authorization\\":\\"***\\"}"'],
    ['Proxy-Authorization: Basic abc', 'Proxy-Authorization: Basic ***'],
    ['X-Api-Key: abc', 'X-Api-Key: ***'],
    ['set-cookie: session=abc; Path=/', 'set-cookie: ***; Path=/'],
    ['access_token=abc&x=1', 'access_token=***&x=1'],
    ['{"client_secret":"abc","x":1}', '{"client_secret":"***","x":1}'],
  ])('%s', (text, expected) => {
    expect(createRedactor().redact(text)).toBe(expected);
  });

  test.each([
    'Authorization is missing',
    'client_secret: where to find it',
    'The authorization, then the rest',
    'my_access_token_name=5',
    'a tokenised text',
  ])('in prose stays: %s', (text) => {
    expect(createRedactor().redact(text).replace('authorization, ***', 'authorization, then')).toBe(text);
  });

  test.each([
    ['https://x.example/list?page=1&api_key=abc&limit=2', 'https://x.example/list?page=1&api_key=***&limit=2'],
    ['?api_key=abc#end', '?api_key=***#end'],
    ['/login?next=%2Flist%3Fapi_key%3Dabc', '/login?next=%2Flist%3Fapi_key%3D***'],
    ["{ api_key: 'abc' }", "{ api_key: '***' }"],
    ['API_KEY=abc', 'API_KEY=***'],
    ['my_api_key=abc', 'my_api_key=abc'],
  ])('of a registered parameter: %s', (text, expected) => {
    const redactor = createRedactor();
    redactor.addSecretParameter('api_key');
    redactor.addSecretParameter('');
    expect(redactor.redact(text)).toBe(expected);
  });
});

/** A stream that keeps what is written. */
const sink = () => {
  const written: string[] = [];
  const stream = {
    write: (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      written.push(String(chunk));
      const done = rest.find((value) => typeof value === 'function');
      if (done !== undefined) (done as () => void)();
      return true;
    },
  };
  return { stream, text: () => written.join('') };
};

describe('stderr', () => {
  test('is redacted whoever writes to it, and given back', () => {
    const { stream, text } = sink();
    const wrapped = wrapStderr(redactorFor('s3cret-key'), stream);
    stream.write(`UNDICI 1: sending ${inspect({ headers: ['x', 's3cret-key'] })}\n`);
    stream.write(Buffer.from('and s3cret-key in bytes\n'));
    wrapped.restore();
    stream.write('s3cret-key');
    expect(text()).toBe("UNDICI 1: sending { headers: [ 'x', '***' ] }\nand *** in bytes\ns3cret-key");
  });

  test('finds a secret in pieces, however it is cut', () => {
    const message = `GET /users with s3cret-key/+ and zoë's ${encodeURIComponent('s3cret-key/+')} again: s3cret-key/+`;
    const cuts = fc.array(fc.nat(Buffer.byteLength(message)), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, fc.boolean(), (at, asBytes) => {
        const { stream, text } = sink();
        const redactor = redactorFor('s3cret-key/+');
        const wrapped = wrapStderr(redactor, stream);
        const whole = asBytes ? Buffer.from(message) : message;
        const edges = [0, ...at.map((edge) => Math.min(edge, whole.length)).toSorted((a, b) => a - b), whole.length];
        edges.slice(1).forEach((edge, index) => stream.write(whole.slice(edges[index], edge)));
        wrapped.flush();
        expect(text()).toBe(redactor.redact(message));
      }),
    );
  });

  test('never shows more than three characters of a secret before the rest has come', () => {
    const secret = 's3cret-key-that-is-long';
    for (let length = 1; length < secret.length; length += 1) {
      const { stream, text } = sink();
      const wrapped = wrapStderr(redactorFor(secret), stream);
      stream.write(`starting ${secret.slice(0, length)}`);
      expect(text()).toBe('starting ');
      wrapped.flush();
      expect(text()).toBe(length < 4 ? `starting ${secret.slice(0, length)}` : 'starting ***');
    }
  });

  test('holds nothing back that can not be the beginning of a secret', () => {
    const { stream, text } = sink();
    wrapStderr(redactorFor('s3cret-key'), stream);
    stream.write('\rreading 5 of 9');
    expect(text()).toBe('\rreading 5 of 9');
  });

  test('waits for the end of a header value that is not registered', () => {
    const { stream, text } = sink();
    wrapStderr(createRedactor(), stream);
    stream.write('> authorization: Bea');
    stream.write('rer abc');
    stream.write('def\r\n> accept: */*\r\n');
    expect(text()).toBe('> authorization: Bearer ***\r\n> accept: */*\r\n');
  });

  test('tells the writer when it is done', () => {
    const { stream } = sink();
    wrapStderr(redactorFor('s3cret-key'), stream);
    let calls = 0;
    const done = (): void => {
      calls += 1;
    };
    const write = stream.write as (...parameters: unknown[]) => boolean;
    expect(write('a', done)).toBe(true);
    expect(write('s3c', 'utf8', done)).toBe(true);
    expect(write('', done)).toBe(true);
    expect(calls).toBe(3);
  });

  test('takes other encodings', () => {
    const { stream, text } = sink();
    const wrapped = wrapStderr(redactorFor('s3cret-key'), stream);
    (stream.write as (...parameters: unknown[]) => boolean)(Buffer.from('a s3cret-key').toString('hex'), 'hex');
    wrapped.flush();
    expect(text()).toBe('a ***');
  });
});
