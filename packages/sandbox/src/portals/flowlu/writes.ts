import type { Reply, Row, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import { formOf } from './access.ts';
import type { EntityTable } from './entity-table.ts';
import { failure, invalid } from './failures.ts';
import type { World } from './world.ts';

/** Counts every call of a writing path, whatever its outcome: `write-called` and `create-called`, `update-called` ... */
export function recordWrite(world: World, action: 'create' | 'update' | 'delete'): void {
  world.setup.flag('write-called');
  world.setup.flag(`${action}-called`);
}

export function create(world: World, table: EntityTable, request: VendorRequest): Reply {
  const form = formOf(request);
  const needsName = 'name' in table.entity.columns;
  if (needsName && (form.get('name') ?? '') === '') return invalid(world.options, { name: 'name cannot be empty' });
  const row = table.insert(columnsIn(form, table));
  return json(200, { response: { id: row['id'], _resultMessage: 'The record was created' } });
}

export function update(world: World, table: EntityTable, request: VendorRequest): Reply {
  const form = formOf(request);
  if (form.get('name') === '') return invalid(world.options, { name: 'name cannot be empty' });
  const row = table.update(table.keyOf(Number(request.params['id'])), columnsIn(form, table));
  return row === undefined ? failure(20) : json(200, { response: row });
}

/** A delete is a GET. */
export function remove(table: EntityTable, { params }: VendorRequest): Reply {
  const id = Number(params['id']);
  return table.delete(table.keyOf(id)) ? json(200, { response: String(id) }) : failure(20);
}

function columnsIn(form: URLSearchParams, { entity }: EntityTable): Row {
  return Object.fromEntries([...form].filter(([name]) => name in entity.columns));
}
