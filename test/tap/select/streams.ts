import { EXTRA, type Fields } from '../../../packages/tap/src/define/fields.ts';
import {
  day,
  decimal,
  flag,
  id,
  instant,
  list,
  object,
  ofParent,
  openObject,
  text,
} from '../../../packages/tap/src/define/fields.ts';
import type { Paginator } from '../../../packages/tap/src/define/paginator.ts';
import { defineStream } from '../../../packages/tap/src/define/stream.ts';
import { nestedFields } from '../../../packages/tap/src/select/nested.ts';
import type { SelectedStream } from '../../../packages/tap/src/select/selection.ts';
import { noSettings, type Settings, type StreamOption } from '../../../packages/tap/src/select/settings.ts';

const paginate: Paginator = {
  kind: 'single',
  first: null,
  ask: () => ({ query: {} }),
  after: () => 'end',
  stable: true,
};

const source = 'https://example.com/docs';

/** Incremental, with every kind of nesting and one sensitive field. */
export const users = defineStream({
  name: 'users',
  description: 'People with an account',
  source,
  path: '/users',
  records: 'users',
  paginate,
  primaryKey: ['id'],
  replicationKey: 'updated_at',
  lookbackHours: 2,
  fields: {
    id: id('User'),
    email: text('Address'),
    updated_at: instant('iso', 'Last change'),
    created_at: instant('iso', 'Created'),
    login_url: text('Signs in without a password', { sensitive: true }),
    address: object({ city: text('City'), street: text('Street'), pin: text('Door', { sensitive: true }) }, 'Address'),
    roles: list(object({ id: id('Role'), name: text('Name') }, 'Role'), 'Roles'),
    tags: list(text('Tag'), 'Tags'),
    custom: openObject('Custom data'),
  },
});

/** A full table. */
export const courses = defineStream({
  name: 'courses',
  description: 'What can be learned.',
  source,
  beta: true,
  path: '/courses',
  records: 'courses',
  paginate,
  primaryKey: ['id'],
  fields: {
    id: id('Course'),
    title: text('Title'),
    price: decimal('Price'),
    open: flag('Open'),
    starts_on: day('Start'),
  },
});

/** A fan-out over a large parent, off by default. */
export const enrollments = defineStream({
  name: 'enrollments',
  description: 'Who takes which course',
  source,
  selectedByDefault: false,
  parent: { stream: courses, partition: (row) => ({ course_id: Number(row['id']) }) },
  path: '/enrollments',
  records: 'enrollments',
  paginate,
  primaryKey: ['course_id', 'id'],
  replicationKey: 'updated_at',
  fields: {
    course_id: ofParent(id('Course')),
    id: id('Enrollment'),
    status: text('Status'),
    updated_at: instant('iso', 'Last change'),
  },
});

export const streams = [users, courses, enrollments];

export const settings = (changes: Partial<Settings>): Settings => ({ ...noSettings, ...changes });
export const optionsFor = (...streamOptions: StreamOption[]): Settings => settings({ streamOptions });

/** `id`, `address.city`, `roles.name`, `_extra`: what a selection emits. */
export const emittedNames = ({ fields, extra }: Pick<SelectedStream, 'fields' | 'extra'>): string[] => [
  ...namesOf(fields),
  ...(extra ? [EXTRA] : []),
];

const namesOf = (fields: Fields): string[] =>
  Object.entries(fields).flatMap(([name, field]) => {
    const nested = nestedFields(field);
    return nested === null ? [name] : namesOf(nested.fields).map((inner) => `${name}.${inner}`);
  });
