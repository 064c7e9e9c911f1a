import type { Row } from '../../../portal.ts';
import type { RowSource, Table } from '../../../table.ts';
import { concatenated, rowSource } from '../../../table.ts';
import { badRequest, enveloped } from '../conventions.ts';
import type { ChildTable } from '../tables.ts';
import { passing } from '../tables.ts';
import { person, text } from '../words.ts';
import type { Part, World } from '../world.ts';
import { choose, iso, kinds, pastMs, ruby, slotOfUid, uid, without } from '../world.ts';
import type { AcademyCounts } from './world.ts';
import { academyGet, academyOf, academyTable, detail, placeIn } from './world.ts';

const kind = kinds.contact;

export interface Contact {
  readonly id: string;
  readonly email: string;
  readonly display_name: string;
  readonly first_name: string;
  readonly last_name: string;
}

/** A contact as generated; what other objects say about it, whatever happened to it since. */
export function contact(world: World, slot: number): Contact {
  const domain = placeIn(world, slot) % 6 === 5 ? 'eu.customer.test' : 'customer.test';
  const { first, last, name, email } = person(world, kind, slot, domain);
  return { id: uid(world, kind, slot), email, display_name: name, first_name: first, last_name: last };
}

export interface Contacts extends Part {
  readonly contacts: ChildTable;
}

export interface Cascade {
  (): readonly { readonly table: Table; readonly index: string }[];
}

/** `academy_contacts` (`academy_id` added; key `id`), deactivated and pending ones included, by e-mail. */
export function contactsPart(world: World, counts: AcademyCounts, cascade: Cascade): Contacts {
  const contacts = academyTable(world, kind, {
    name: 'academy_contacts',
    count: counts.contacts,
    order: { by: (slot) => contact(world, slot).email },
    make: (slot, given) => makeContact(world, slot, given),
    onInsert: (_slot, atMs) => ({ created_at: createdAt(world, atMs) }),
    onUpdate: (row, _atMs, revision) => ({ display_name: `${String(row['display_name'])} ${String(revision)}` }),
    cascade,
  });
  const bare = (row: Row): Row => without(row, 'academy_id');
  return {
    contacts,
    resources: { academy_contacts: contacts },
    routes: [
      academyGet(world, '/users', ({ query }, academyId) => {
        const status = query.get('status');
        if (status !== null && !['Active', 'Deactivated'].includes(status)) return badRequest;
        const source = contactRows(world, contacts, academyId, query);
        return enveloped({ world, key: 'users', source, render: bare });
      }),
      // Besides the contacts, some of them once more under another id.
      academyGet(world, '/users-duplicate', (_request, academyId) => {
        const all = contacts.where('academy_id', academyId);
        const twins = all
          .slice(0, 3)
          .map((row) => ({ ...row, id: uid(world, kind, slotOfUid(String(row['id'])) + 2 ** 33) }));
        return enveloped({ world, key: 'users', source: concatenated(all, rowSource(twins)), render: bare });
      }),
      academyGet(world, '/users/{id}', ({ params }, academyId) => {
        const row = contacts.get(params['id'] ?? '');
        return detail('user', row?.['academy_id'] === academyId ? bare(row) : undefined);
      }),
    ],
  };
}

/** All filters together; `exact_email` turns `email` and `email_domain` off. */
function contactRows(world: World, contacts: ChildTable, academyId: string, query: URLSearchParams): RowSource {
  const all = contacts.where('academy_id', academyId);
  const custom = [...query.entries()].find(([key]) => /^custom_registration_fields\[.+\]$/.test(key));
  const fieldName = custom?.[0].slice('custom_registration_fields['.length, -1);
  const [name, exact, status] = [query.get('name'), query.get('exact_email'), query.get('status')];
  const part = exact === null ? query.get('email') : null;
  const domain = exact === null ? query.get('email_domain') : null;
  if ([name, exact, status, part, domain].every((value) => value === null) && custom === undefined) return all;
  return passing(all, (row) => {
    const email = String(row['email']);
    if (exact !== null && email !== exact) return false;
    if (part !== null && !email.includes(part)) return false;
    if (domain !== null && email.split('@')[1] !== domain) return false;
    if (name !== null && !String(row['display_name']).includes(name)) return false;
    if (status !== null && (row['status'] ?? statusOf(world, slotOfUid(String(row['id'])))) !== status) return false;
    const fields = row['custom_registration_field_values'] as Row[];
    return custom === undefined || fields.some((field) => field['name'] === fieldName && field['value'] === custom[1]);
  });
}

function statusOf(world: World, slot: number): string {
  return placeIn(world, slot) % 9 === 5 ? 'Deactivated' : 'Active';
}

function createdAt({ options }: World, ms: number): unknown {
  const form = options.contactCreatedAt ?? 'ruby';
  return form === 'ruby' ? ruby(ms) : form === 'iso' ? iso(ms) : ms;
}

function contactCreatedMs(world: World, slot: number): number {
  return pastMs(world, 1000, kind, slot, 110);
}

function makeContact(world: World, slot: number, given: Row): Row {
  return {
    academy_id: given['academy_id'] ?? academyOf(world, slot),
    ...contact(world, slot),
    segments: segments(world, slot),
    created_at: createdAt(world, contactCreatedMs(world, slot)),
    custom_registration_field_values: fieldValues(world, slot),
    ...(world.options.contactStatus === 'absent' ? {} : { status: statusOf(world, slot) }),
    ...(world.odd && placeIn(world, slot) % 21 === 8 ? { locale: null, marketing: { consent: true } } : {}),
  };
}

function segments(world: World, slot: number): Row[] {
  return placeIn(world, slot) % 3 === 0
    ? [{ name: 'Gold customers' }]
    : placeIn(world, slot) % 7 === 1
      ? [{ name: 'Partners' }, { name: 'Beta' }]
      : [];
}

function fieldValues(world: World, slot: number): Row[] {
  if (placeIn(world, slot) % 5 === 4) return [];
  const tier = { name: 'customer_tier', value: choose(world, ['Gold', 'Silver', ''], kind, slot, 111) };
  if (placeIn(world, slot) % 4 !== 1) return [tier];
  return [
    tier,
    { name: 'seats', value: world.odd ? slot : String(slot) },
    { name: 'note', value: text(world, 'ok', kind, slot, 112) },
  ];
}

/** The contact object of `contacts/{id}/registrations`, `paths` and `certifications`. */
export function nestedContact(world: World, slot: number): Row {
  return {
    ...contact(world, slot),
    created_at: contactCreatedMs(world, slot),
    is_pending: placeIn(world, slot) % 10 === 7,
    academy_segments: segments(world, slot),
  };
}
