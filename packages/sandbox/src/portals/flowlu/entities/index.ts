import type { Column } from '../columns.ts';
import { created, key, text, updated } from '../columns.ts';
import type { Entity } from '../entity.ts';
import type { FlowluOptions } from '../options.ts';
import { agile } from './agile.ts';
import { crmAccounts } from './crm-accounts.ts';
import { crmLeads } from './crm-leads.ts';
import { estimates } from './estimates.ts';
import { invoices } from './invoices.ts';
import { banking } from './banking.ts';
import { people } from './people.ts';
import { products } from './products.ts';
import { projects } from './projects.ts';
import { settings } from './settings.ts';
import { tasks } from './tasks.ts';
import { time } from './time.ts';
import { unproven } from './unproven.ts';

const entities: readonly Entity[] = [
  ...people,
  ...crmAccounts,
  ...crmLeads,
  ...tasks,
  ...projects,
  ...agile,
  ...invoices,
  ...estimates,
  ...banking,
  ...products,
  ...time,
  ...settings,
  ...unproven,
];

/** The entities with the columns that this portal's age and edition give them. */
export function entitiesFor(options: FlowluOptions): readonly Entity[] {
  return entities.map((entity) => {
    const columns = columnsFor(entity, options);
    const isRenamed = entity.stream === 'currencies' && options.currencyEntity === 'currency';
    return { ...entity, columns, path: isRenamed ? 'fin/currency' : entity.path };
  });
}

function columnsFor({ stream, columns }: Entity, options: FlowluOptions): Readonly<Record<string, Column>> {
  if (stream === 'accounts' && options.socialLinks === 'social_network') {
    const social = Object.fromEntries(
      [1, 2, 3, 4, 5, 6].map((number) => [`social_network_link_${String(number)}`, text('https://social.example/x')]),
    );
    return { ...without(columns, /^link_/), ...social };
  }
  if (stream === 'tasks' && options.taskStatus === false) return without(columns, /^status$/);
  if (stream === 'loss_reasons' && options.lossReasonAudit === true) {
    return {
      ...columns,
      created_by: key('users'),
      created_date: created,
      updated_by: key('users'),
      updated_date: updated,
    };
  }
  return columns;
}

function without(columns: Readonly<Record<string, Column>>, names: RegExp): Readonly<Record<string, Column>> {
  return Object.fromEntries(Object.entries(columns).filter(([name]) => !names.test(name)));
}
