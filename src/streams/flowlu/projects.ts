import { day, decimal, defineStream, flag, id, instant, integer, raw, text, type Query } from '@singer-io-ts/tap';
import { inProjects } from './lists.ts';

/** Archived projects, should the portal leave them out unless they are asked for. */
export const everyProject: Query = { 'filter[is_archive]': '0,1' };

// https://www.flowlu.com/api/
export const projectsBy = (archived: Query) =>
  defineStream({
    ...inProjects,
    name: 'projects',
    description: 'Projects, archived ones included',
    path: '/st/projects/list',
    query: archived,
    replicationKey: 'updated_date',
    fields: {
      id: id('Project'),
      bill_taxes: flag('Taxes are billed'),
      billing_type: integer('Billing type'),
      briefcase_id: integer('Portfolio (project_portfolios)'),
      created_by: integer('Creator (users)'),
      crm_lead_id: integer('Opportunity (leads)'),
      customer_crm_contact_id: integer('Contact of the customer (accounts)'),
      customer_id: integer('Customer (accounts)'),
      default_billing_rate: decimal('Default billing rate'),
      default_employee_cost_rate: decimal('Default cost rate of employees'),
      default_invoice_split_type_in_project: integer('Default way of splitting invoices'),
      estimated_expenses: decimal('Estimated expenses'),
      estimated_revenue: decimal('Contract amount'),
      is_archive: flag('Archived'),
      manager_id: integer('Manager (users)'),
      ordering: decimal('Place in the order set by hand; may be fractional'),
      priority: integer('1 low, 2 medium, 3 high'),
      project_type_id: integer('Template (project_types)'),
      stage_id: integer('Stage (project_stages)'),
      tasks_workflow_id: integer('Workflow of its tasks (task_workflows)'),
      updated_by: integer('Who changed it last (users)'),
      use_default_invoice_split_type: flag('Splits invoices in the default way'),
      workspace_id: integer('Workspace'),
      name: text('Name'),
      description: text('Description; may hold HTML'),
      archive_date: instant('iso', 'Archiving'),
      archive_description: text('Reason of the archiving'),
      created_date: instant('iso', 'Creation'),
      default_bill_time_type: text('Default way of rating billable time'),
      default_invoice_item_format: text('Default form of invoice items'),
      default_only_completed_task: text('Only completed tasks by default: 0 or 1 as text'),
      default_time_cost_type: text('Default way of rating cost'),
      enddate: day('End'),
      extra_fields: raw('Further values, as the portal keeps them'),
      ref: text('System it was imported from'),
      ref_id: text('Id in that system'),
      startdate: day('Start'),
      updated_date: instant('iso', 'Last change'),
      uuid: text('UUID'),
    },
  });
