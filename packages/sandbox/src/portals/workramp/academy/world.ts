import type { List, Reply, Route, Row, VendorRequest } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import type { Key, Partition, TableSetup } from '../../../table.ts';
import { badRequest, forbidden, notFound } from '../conventions.ts';
import { ChildTable } from '../tables.ts';
import type { Kind, World } from '../world.ts';
import { clamp, get, kinds, roll, slotOfUid, uid, uuidSetup } from '../world.ts';

const prefix = '/api/v1/academies/{academy_id}';

export interface AcademyCounts {
  readonly contacts: number;
  readonly trainings: number;
  readonly registrations: number;
  readonly paths: number;
  readonly certifications: number;
  readonly collections: number;
  readonly events: number;
  readonly attributes: number;
}

/** Over all academies; every slot s belongs to academy s modulo their number. */
export function academyCounts({ counts, academies }: World): AcademyCounts {
  const each = (low: number, count: number, high: number): number =>
    academies.length * clamp(Math.ceil(count), low, high);
  const { users } = counts;
  return {
    contacts: users,
    trainings: each(24, users / 20, 500),
    registrations: users * 3,
    paths: each(4, users / 50, 100),
    certifications: each(3, users / 80, 60),
    collections: each(3, users / 100, 60),
    events: each(3, users / 40, 300),
    attributes: each(3, 3, 3),
  };
}

export function academyOf(world: World, slot: number): string {
  return world.academies[slot % world.academies.length] ?? '';
}

/** The slot's number within its academy: what varies by it varies alike in every academy. */
export function placeIn(world: World, slot: number): number {
  return Math.floor(slot / world.academies.length);
}

/** A slot below `count` that belongs to an academy, chosen by `dice`. */
export function slotInAcademy(world: World, count: number, academySlot: number, dice: number): number {
  const academies = world.academies.length;
  const own = Math.ceil((count - academySlot) / academies);
  return own <= 0 ? academySlot : (dice % own) * academies + academySlot;
}

/** A route below an academy; an unknown academy is refused before anything else. */
export function academyGet(
  world: World,
  path: string,
  reply: (request: VendorRequest, academyId: string) => Reply | List,
): Route {
  const refusal = { not_found: notFound, forbidden, '400': badRequest }[world.options.wrongAcademy ?? 'not_found'];
  return get(`${prefix}${path}`, (request) => {
    const { academy_id: academyId = '' } = request.params;
    return world.academies.includes(academyId) ? reply(request, academyId) : refusal;
  });
}

/** Rows of one academy each, without relations. */
export function academyTable(
  world: World,
  kind: Kind,
  setup: Omit<TableSetup, 'idOf' | 'slotOf' | 'indexes'>,
): ChildTable {
  return new ChildTable(
    uuidSetup(world, kind, { indexes: { academy_id: (slot) => academyOf(world, slot) }, ...setup }),
    world.setup.nowMs,
    (_turn, within) => (within === undefined ? {} : { [within.index]: within.key }),
  );
}

export interface LinkSetup extends Omit<TableSetup, 'idOf' | 'slotOf' | 'indexes' | 'make' | 'hidden'> {
  readonly kind: Kind;
  readonly parentKind: Kind;
  readonly parents: number;
  readonly contacts: number;
  readonly make: (link: Link) => Row;
}

/** One contact's record on one training, path or certification of the same academy. */
export interface Link {
  readonly slot: number;
  readonly id: string;
  readonly academyId: string;
  readonly contactSlot: number;
  readonly contactId: string;
  readonly parentSlot: number;
  readonly parentId: string;
}

/** Indexes: `academy_id`, `_contact`, `_parent`; a row inserted into one of these lists gets fitting others. */
export function linkTable(world: World, setup: LinkSetup): ChildTable {
  const { kind, parentKind, parents, contacts, make, ...rest } = setup;
  const parts = (slot: number): { academy: number; contact: number; parent: number } => {
    const academy = slot % world.academies.length;
    const share = roll(world, 10_000, kind, slot, 101) / 10_000;
    const own = Math.max(1, Math.floor(parents / world.academies.length));
    return {
      academy,
      contact: slotInAcademy(world, contacts, academy, roll(world, 2 ** 31, kind, slot, 102)),
      // The first parents have many, the last ones few or none.
      parent: slotInAcademy(world, parents, academy, Math.floor(own * share * share)),
    };
  };
  const contactId = (slot: number): string => uid(world, kinds.contact, slot);
  const parentId = (slot: number): string => uid(world, parentKind, slot);
  return new ChildTable(
    uuidSetup(world, kind, {
      ...rest,
      hidden: ['_contact', '_parent'],
      indexes: {
        academy_id: (slot) => academyOf(world, parts(slot).academy),
        _contact: (slot) => contactId(parts(slot).contact),
        _parent: (slot) => parentId(parts(slot).parent),
      },
      make: (slot, given) => {
        const { contact, parent } = parts(slot);
        const [ofContact, ofParent] = [given['_contact'], given['_parent']];
        const contactSlot = ofContact === undefined ? contact : slotOfUid(ofContact as Key);
        const parentSlot = ofParent === undefined ? parent : slotOfUid(ofParent as Key);
        return make({
          slot,
          id: uid(world, kind, slot),
          academyId: academyOf(world, contactSlot),
          contactSlot,
          contactId: contactId(contactSlot),
          parentSlot,
          parentId: parentId(parentSlot),
        });
      },
    }),
    world.setup.nowMs,
    (turn, within) => {
      const academy = academySlotOf(world, within, turn);
      const contact = slotInAcademy(world, contacts, academy, roll(world, 2 ** 31, kind, turn, 103));
      const parent = slotInAcademy(world, parents, academy, roll(world, 2 ** 31, kind, turn, 104));
      return {
        academy_id: academyOf(world, academy),
        _contact: within?.index === '_contact' ? within.key : contactId(contact),
        _parent: within?.index === '_parent' ? within.key : parentId(parent),
      };
    },
  );
}

function academySlotOf(world: World, within: Partition['within'], turn: number): number {
  if (within === undefined) return turn % world.academies.length;
  return within.index === 'academy_id'
    ? world.academies.indexOf(String(within.key))
    : slotOfUid(within.key) % world.academies.length;
}

/** `{ data: { <key>: row } }` */
export function detail(key: string, row: Row | undefined): Reply {
  return row === undefined ? notFound : json(200, { data: { [key]: row } });
}
