import { describe, expect, test } from '@jest/globals';
import { basic } from '../../../packages/tap/src/define/auth.ts';
import { object, openObject, text } from '../../../packages/tap/src/define/fields.ts';
import { defineVendor, type Discovered, type Read } from '../../../packages/tap/src/define/vendor.ts';
import { CredentialsError } from '../../../packages/tap/src/errors/credentials-error.ts';
import { MissingError } from '../../../packages/tap/src/errors/missing-error.ts';
import { PermissionError } from '../../../packages/tap/src/errors/permission-error.ts';
import { ResponseShapeError } from '../../../packages/tap/src/errors/response-shape-error.ts';
import { TransientError } from '../../../packages/tap/src/errors/transient-error.ts';
import { discoverStreams } from '../../../packages/tap/src/run/discover.ts';
import { failureOf } from '../../../packages/tap/src/run/errors.ts';
import { capturedLog } from '../emit/capture.ts';
import { courses, enrollments, streams, users } from '../select/streams.ts';

const vendorWith = (
  discovered?: Discovered | Error,
  changes: { streams?: typeof streams; probes?: Record<string, string> } = {},
) =>
  defineVendor<object>({
    name: 'acme',
    title: 'Acme',
    documentation: 'https://example.com',
    connect: () => ({
      origin: 'https://example.com',
      basePath: '',
      auth: basic('a', 'b'),
      limits: { rate: { requests: 1, perSeconds: 1 }, concurrency: 1 },
    }),
    check: async () => undefined,
    streams: () => changes.streams ?? streams,
    ...(changes.probes === undefined ? {} : { probes: changes.probes }),
    ...(discovered === undefined
      ? {}
      : {
          discover: async () => {
            if (discovered instanceof Error) throw discovered;
            return discovered;
          },
        }),
  });

const read: Read = async () => ({});

const run = async (
  vendor: ReturnType<typeof vendorWith>,
  answers: Readonly<Record<string, Error>> = {},
  isStatic = false,
) => {
  const asked: string[] = [];
  const { log, entries } = capturedLog();
  const probe = async ({ name }: { name: string }): Promise<void> => {
    asked.push(name);
    const error = answers[name];
    if (error !== undefined) throw error;
  };
  const result = await discoverStreams(vendor, {}, read, log, { static: isStatic, probe });
  return { ...result, names: result.streams.map(({ name }) => name), asked, entries };
};

describe('discoverStreams', () => {
  test('asks each family once, by its first stream without a parent', async () => {
    const people = { ...users, family: 'people' };
    const groups = { ...courses, name: 'groups', family: 'people' };
    const { names, asked, leftOut } = await run(
      vendorWith(undefined, { streams: [people, groups, courses, enrollments] }),
    );
    expect(asked).toEqual(['users', 'courses']);
    expect(names).toEqual(['users', 'groups', 'courses', 'enrollments']);
    expect(leftOut).toEqual([]);
  });

  test('asks the stream that the vendor names for a family', async () => {
    const { asked } = await run(vendorWith(undefined, { probes: { enrollments: 'enrollments', users: 'courses' } }));
    expect(asked).toEqual(['courses', 'courses', 'enrollments']);
  });

  test('leaves out what the key may not read, and its children, and says so', async () => {
    const { names, leftOut, entries } = await run(vendorWith(), {
      courses: new PermissionError('scope courses.read is missing'),
    });
    expect(names).toEqual(['users']);
    expect(leftOut).toEqual([
      { family: 'courses', reason: 'scope courses.read is missing' },
      { family: 'enrollments', reason: 'its parent stream courses may not be read' },
    ]);
    expect(entries).toEqual([
      'warning - courses is left out of the catalog: scope courses.read is missing',
      'warning - enrollments is left out of the catalog: its parent stream courses may not be read',
    ]);
  });

  test.each<readonly [string, Error]>([
    ['can not be understood', new ResponseShapeError('courses: the answer has no list under "courses"')],
    ['is that there is no such path', new MissingError('courses: the path answered 404')],
  ])('keeps a stream whose answer %s, and says so', async (_, courses) => {
    const { names, leftOut, entries } = await run(vendorWith(), { courses });
    expect(names).toEqual(['users', 'courses', 'enrollments']);
    expect(leftOut).toEqual([]);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatch(/^warning courses courses stays in the catalog, but reading it will fail: courses: the/);
  });

  test('leaves out only the children of a refused parent where their family can be read', async () => {
    const mixed = { ...enrollments, family: 'users' };
    const { names, leftOut } = await run(vendorWith(undefined, { streams: [users, courses, mixed] }), {
      courses: new PermissionError('no'),
    });
    expect(names).toEqual(['users']);
    expect(leftOut).toEqual([{ family: 'courses', reason: 'no' }]);
  });

  test.each([
    [new TransientError('down'), 5],
    [new CredentialsError('rejected'), 4],
    [new TypeError('bug'), 1],
  ])('never makes a smaller catalog of %p', async (error, exitCode) => {
    const failure = run(vendorWith(), { users: error }).catch((thrown: unknown) => failureOf(thrown).exitCode);
    expect(await failure).toBe(exitCode);
    const custom = run(vendorWith(error)).catch((thrown: unknown) => failureOf(thrown).exitCode);
    expect(await custom).toBe(exitCode);
  });

  test('throws the gravest of several failures', async () => {
    const answers = { users: new TransientError('down'), courses: new CredentialsError('rejected') };
    await expect(run(vendorWith(), answers).catch((thrown: unknown) => failureOf(thrown).exitCode)).resolves.toBe(4);
  });

  test('is a failure when nothing may be read', async () => {
    const no = new PermissionError('no scope at all');
    await expect(run(vendorWith(), { users: no, courses: no })).rejects.toThrow(
      new CredentialsError('The key may not read any stream. no scope at all'),
    );
  });

  test('asks nothing when it is static', async () => {
    const { names, asked } = await run(vendorWith(new TransientError('down')), {}, true);
    expect(names).toEqual(['users', 'courses', 'enrollments']);
    expect(asked).toEqual([]);
  });

  test('adds custom fields after the known ones, and replaces and adds streams', async () => {
    const vendor = vendorWith({
      fields: {
        users: { shoe_size: text('Shoe size'), Email: text('Twice'), email: text('Twice') },
        gone: { a: text('a') },
      },
      streams: [
        { ...courses, description: 'Replaced' },
        { ...courses, name: 'paths' },
      ],
    });
    const { streams: found, names, entries } = await run(vendor);
    expect(names).toEqual(['users', 'courses', 'enrollments', 'paths']);
    expect(Object.keys(found[0]!.fields)).toEqual([...Object.keys(users.fields), 'shoe_size']);
    expect(found[0]!.fields['email']).toBe(users.fields.email);
    expect(found[1]!.description).toBe('Replaced');
    // A child follows the replaced form of its parent.
    expect(found[2]!.parent?.stream).toBe(found[1]);
    expect(entries).toEqual(['warning users custom field "Email" has the name of another field']);
  });

  test('leaves out what was known without asking when the account names all that it has', async () => {
    const groups = { ...courses, name: 'groups' };
    const { names } = await run(vendorWith({ streams: [groups], complete: true }));
    expect(names).toEqual(['groups']);
  });

  test('says what is inside an object that was free-form, and of no other field what it is', async () => {
    const known = { ...users, fields: { ...users.fields, custom: openObject('Custom data') } };
    const custom = object({ shoe_size: text('Shoe size') }, 'Custom data');
    const vendor = vendorWith({ fields: { users: { custom, email: custom } } }, { streams: [known, courses] });
    const { streams: found } = await run(vendor);
    expect(found[0]!.fields['custom']).toBe(custom);
    expect(found[0]!.fields['email']).toBe(users.fields.email);
  });

  test('looks at no access when nobody asks', async () => {
    const { log } = capturedLog();
    const { streams: found, leftOut } = await discoverStreams(vendorWith(), {}, read, log, { static: false });
    expect(found).toHaveLength(3);
    expect(leftOut).toEqual([]);
  });
});
