import {
  blank,
  created,
  day,
  flag,
  key,
  money,
  moneyText,
  numbered,
  oneOf,
  quantity,
  seconds,
  text,
  timestamp,
  title,
  updated,
} from '../columns.ts';
import type { Entity } from '../entity.ts';
import { each, entity, few } from '../entity.ts';

const audit = { created_by: key('users'), created_date: created, updated_by: key('users'), updated_date: updated };

/** Paths that are known only by a name; of their records the dossier expects little more than the usual columns. */
export const unproven: readonly Entity[] = [
  entity('account_phones', 'crm/phones', each(1), {
    account_id: key('accounts'),
    type: oneOf(0, 1, 2),
    phone: numbered('+35121000'),
    comment: blank,
  }),
  entity('lead_products', 'crm/lead_product', each(1), {
    lead_id: key('leads'),
    product_id: key('products'),
    quantity,
    price: moneyText,
    ...audit,
  }),
  entity('task_followers', 'task/followers', each(1), { task_id: key('tasks'), user_id: key('users'), ...audit }),
  entity('task_invoicing_logs', 'task/invoicing_logs', each(0.5), {
    task_id: key('tasks'),
    invoice_id: key('invoices'),
    ...audit,
  }),
  /** The 2020 edition's time log. */
  entity('time_spent', 'task/time_spent', each(1), {
    user_id: key('users'),
    start_timestamp: timestamp,
    time_spent: seconds,
    active: flag,
    module: text('task'),
    model: text('tasks'),
    model_id: key('tasks'),
    comment: blank,
    manual: flag,
    created_date: created,
    updated_date: updated,
  }),
  entity('agile_projects', 'agile/projects', each(0.1), { name: title('Scrum board'), ...audit }),
  entity('estimate_items', 'fin/estimate_item', each(1), {
    estimate_id: key('estimates'),
    name: title('Design hours'),
    quantity,
    unit_price: money,
    ...audit,
  }),
  entity('business_lines', 'fin/business_line', few(4), { name: title('Consulting'), ...audit }),
  entity('currencies', 'fin/currencies', few(4), { name: title('Euro'), code: text('EUR') }),
  entity('absences', 'company/absences', each(0.5), {
    user_id: key('users'),
    absence_type_id: key('absence_types'),
    start_date: day,
    end_date: day,
    ...audit,
  }),
  entity('absence_types', 'company/absencetypes', few(4), { name: title('Holiday'), ...audit }),
];
