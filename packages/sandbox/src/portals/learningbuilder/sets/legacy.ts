import type { Cell, EntitySet } from './entity-set.ts';
import { column, integer, text } from './entity-set.ts';
import { memberFields, roleName } from './members.ts';

/** What `/OData/Members` shows; its fields are undocumented, but for the identifier of the role. */
export function legacyMembers(roles: 'flat' | 'nested'): EntitySet {
  return {
    name: 'Members',
    sqlName: 'Members',
    typeName: 'LegacyMember',
    key: ['MemberId'],
    firstId: 42,
    step: 3,
    count: (users) => users,
    ownerColumn: 'MemberId',
    touched: 'Email',
    columns: [
      integer('MemberId', ({ keyIn, slot }) => keyIn('Profiles', slot), { nullable: false }),
      text('FirstName', (cell) => memberFields(cell, cell.slot).first),
      text('LastName', (cell) => memberFields(cell, cell.slot).last),
      text('Email', ({ slot }) => `member.${String(slot)}@example.org`),
      ...(roles === 'nested'
        ? [column('Roles', 'Roles', ({ slot }) => Array.from({ length: slot % 3 }, (_, i) => role(slot, i)))]
        : [
            text('UniqueID', (cell) => (cell.slot % 3 === 0 ? null : role(cell.slot, 0).UniqueID)),
            text('RoleName', (cell: Cell) => (cell.slot % 3 === 0 ? null : role(cell.slot, 0).RoleName)),
          ]),
    ],
  };
}

function role(slot: number, number: number): { readonly UniqueID: string; readonly RoleName: string } {
  return { UniqueID: `CWS-${String(slot * 3 + number).padStart(6, '0')}`, RoleName: roleName(number) };
}
