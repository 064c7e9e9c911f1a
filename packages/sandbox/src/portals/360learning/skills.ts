import type { Row } from '../../portal.ts';
import { Table } from '../../table.ts';
import { dateRange, oneOf } from './filters.ts';
import { paged } from './lists.ts';
import type { Routes } from './routes.ts';
import { ofProduct } from './routes.ts';
import { surprise, text, title, translations } from './words.ts';
import type { Part, World } from './world.ts';
import { after, iso, oid, optional, ordered, pastMs, roll, without } from './world.ts';

const firstNumber = 1_708_076_094;

/** Prefixed strings, not ObjectIds. */
function skillsId(prefix: 'SKI' | 'SKL' | 'POW' | 'SKQ', slot: number): string {
  return `${prefix}${String(firstNumber + slot)}2940q3d`;
}

function slotIn(id: unknown): number {
  return Number.parseInt(String(id).slice(3, 13), 10) - firstNumber;
}

function makeSkill(world: World, slot: number): Row {
  const hasLibrary = slot % 3 !== 2;
  const createdMs = pastMs(world, 500, 220, slot);
  const libraryId = skillsId('SKL', slot % 3);
  return {
    _id: skillsId('SKI', slot),
    name: text(world, title(world, slot, 221), 222, slot),
    status: slot % 7 === 3 ? 'archived' : 'published',
    // Skills and libraries mixed.
    parents: [
      ...(hasLibrary ? [{ _id: libraryId, ...optional(slot % 2 === 0, { externalId: 'lib-sales' }) }] : []),
      ...(slot % 4 === 3 ? [{ _id: skillsId('SKI', slot - 1) }] : []),
    ],
    translations: translations(world, slot, ['name', 'description']).map((row) =>
      without(row, ['published', 'translatorIds']),
    ),
    ...optional(slot % 2 === 1, { externalId: `neg-${String(slot)}` }),
    ...optional(slot % 4 === 0, { description: text(world, 'How to agree', 223, slot) }),
    ...optional(hasLibrary, { libraryId }),
    ...optional(slot % 5 !== 4, { createdAt: iso(createdMs) }),
    ...optional(slot % 4 !== 3, { updatedAt: iso(after(world, createdMs, 100, 224, slot)) }),
    ...surprise(world, slot),
  };
}

const qualifierKinds = ['singleChoice', 'multiChoice', 'text', 'number', 'date', undefined] as const;

/** `currentValue` changes its type with `type`, which may be missing. */
function makeQualifier(world: World, slot: number): Row {
  const _id = skillsId('SKQ', slot);
  const type = qualifierKinds[slot % qualifierKinds.length];
  switch (type) {
    case 'singleChoice':
      return { _id, type, currentValue: 'Intermediate', currentValueId: 'clgz9uqmm0001357bbgggvr1m' };
    case 'multiChoice':
      return { _id, type, currentValues: ['A', 'B'], currentValueIds: ['clgz9uqmm0001', 'clgz9uqmm0002'] };
    case 'text':
      return { _id, type, currentValue: text(world, 'fluent', 225, slot) };
    case 'number':
      return { _id, type, currentValue: slot % 2 === 0 ? 3 : 3.5 };
    case 'date':
      return { _id, type, currentValue: iso(pastMs(world, 100, 226, slot)) };
    case undefined:
      return { _id };
  }
}

function makePower(world: World, slot: number): Row {
  const skillSlot = roll(world, world.counts.skills, 227, slot);
  const createdMs = pastMs(world, 300, 228, slot);
  return {
    _id: skillsId('POW', slot),
    skillId: skillsId('SKI', skillSlot),
    ...optional(skillSlot % 2 === 1, { skillExternalId: `neg-${String(skillSlot)}` }),
    userId: oid(world, 'user', Math.floor(slot / 2) % world.counts.users),
    ...optional(slot % 6 !== 5, { createdAt: iso(createdMs), updatedAt: iso(after(world, createdMs, 50, 229, slot)) }),
    ...optional(slot % 4 === 1, { externalId: `pow-${String(slot)}` }),
    status: (['toAssess', 'pendingValidation', 'validated'] as const)[slot % 3],
    qualifiers: Array.from({ length: slot % 3 }, (_, i) => makeQualifier(world, slot + i)),
  };
}

/** skills, skill_powers: no parents. */
export function skillsPart(world: World, routes: Routes): Part {
  const skills = new Table(
    {
      ...ordered(world, (slot) => pastMs(world, 500, 220, slot)),
      name: 'skills',
      count: world.counts.skills,
      idOf: (slot) => skillsId('SKI', slot),
      slotOf: slotIn,
      keyFields: ['_id'],
      make: (slot) => makeSkill(world, slot),
      onInsert: (_slot, atMs) => ({ createdAt: iso(atMs), updatedAt: iso(atMs) }),
      onUpdate: (_row, atMs, revision) => ({ name: `Renamed skill ${String(revision)}`, updatedAt: iso(atMs) }),
    },
    world.setup.nowMs,
  );
  const powers = new Table(
    {
      ...ordered(world),
      name: 'skill_powers',
      count: world.counts.users * 2,
      idOf: (slot) => skillsId('POW', slot),
      slotOf: slotIn,
      keyFields: ['_id'],
      make: (slot) => makePower(world, slot),
      onInsert: (_slot, atMs) => ({ createdAt: iso(atMs), updatedAt: iso(atMs) }),
      onUpdate: (_row, atMs) => ({ status: 'validated', updatedAt: iso(atMs) }),
    },
    world.setup.nowMs,
  );
  const skillFilters = { status: oneOf(['archived', 'published'], 'eq', 'ne', 'in', 'nin'), updatedAt: dateRange };
  const powerFilters = {
    skillId: { operators: ['eq', 'in'] },
    userId: { operators: ['eq', 'in'] },
    status: oneOf(['toAssess', 'pendingValidation', 'validated'], 'eq', 'ne'),
  } as const;
  return {
    resources: { skills, skill_powers: powers },
    routes: [
      routes.get(
        'skills:read',
        '/skills',
        ofProduct(world, 'skills', (request) =>
          paged(world, request, { stream: 'skills', size: 500, table: skills, filters: skillFilters }),
        ),
      ),
      routes.get(
        'skillsPowers:read',
        '/skills/powers',
        ofProduct(world, 'skills', (request) =>
          paged(world, request, { stream: 'skill_powers', size: 500, table: powers, filters: powerFilters }),
        ),
      ),
    ],
  };
}
