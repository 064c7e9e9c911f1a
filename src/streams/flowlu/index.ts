import { defineVendor } from '@singer-io-ts/tap';
import type { Config } from '../../config.ts';
import { absences, absenceTypes } from './absences.ts';
import {
  accountCategories,
  accountEmails,
  accountPhones,
  accountRelations,
  honorificTitles,
  industries,
} from './account-details.ts';
import { accounts } from './accounts.ts';
import {
  agileCategories,
  agileEpics,
  agileProjects,
  agileSprints,
  agileStages,
  agileWorkflows,
} from './agile-boards.ts';
import { agileIssueRelationNames, agileIssueRelationTypes, agileIssues, agileIssueTypes } from './agile-issues.ts';
import { discoverArchived } from './archived.ts';
import { calendars } from './calendars.ts';
import { check, readGranted } from './check.ts';
import { connect } from './connection.ts';
import { discoverColumns } from './custom-columns.ts';
import { customFields, customFieldSets } from './custom-fields.ts';
import { estimateItems, estimates } from './estimates.ts';
import { invoiceContacts, invoiceItems } from './invoice-details.ts';
import { invoices } from './invoices.ts';
import { leadAccounts, leadFollowers, leadProducts } from './lead-links.ts';
import { leads } from './leads.ts';
import { businessLines, currenciesAt, discoverCurrencies, organizations } from './organizations.ts';
import { bankAccounts, customerPayments, plannedMoney, transactions } from './payments.ts';
import { leadSources, lossReasons, pipelines, pipelineStages } from './pipelines.ts';
import { manufacturers, priceLists, productCategories, products } from './products.ts';
import { projectMembers, projectPortfolios, projectStages, projectTypes } from './project-details.ts';
import { projectsBy } from './projects.ts';
import { taskListLinks, taskLists } from './task-lists.ts';
import { taskCollaborators, taskFollowers, taskInvoicingLogs, timeSpent } from './task-people.ts';
import { taskStages, taskWorkflows } from './task-workflows.ts';
import { calendarEventsBy, everyTask, tasksBy } from './tasks.ts';
import { telephonyCalls } from './telephony.ts';
import { timelogs, timesheets } from './time-tracking.ts';
import { users } from './users.ts';

const streams = [
  users,
  accounts,
  accountRelations,
  accountCategories,
  accountEmails,
  accountPhones,
  industries,
  honorificTitles,
  leads,
  leadAccounts,
  leadFollowers,
  leadProducts,
  leadSources,
  lossReasons,
  pipelines,
  pipelineStages,
  tasksBy(everyTask),
  calendarEventsBy(everyTask),
  taskWorkflows,
  taskStages,
  taskLists,
  taskListLinks,
  taskCollaborators,
  taskFollowers,
  taskInvoicingLogs,
  timeSpent,
  projectsBy({}),
  projectStages,
  projectTypes,
  projectPortfolios,
  projectMembers,
  agileIssues,
  agileProjects,
  agileSprints,
  agileEpics,
  agileCategories,
  agileWorkflows,
  agileStages,
  agileIssueTypes,
  agileIssueRelationTypes,
  agileIssueRelationNames,
  invoices,
  invoiceItems,
  invoiceContacts,
  estimates,
  estimateItems,
  customerPayments,
  bankAccounts,
  transactions,
  plannedMoney,
  organizations,
  businessLines,
  currenciesAt('currencies'),
  products,
  productCategories,
  priceLists,
  manufacturers,
  timesheets,
  timelogs,
  customFields,
  customFieldSets,
  calendars,
  absences,
  absenceTypes,
  telephonyCalls,
];

export const flowlu = defineVendor<Config>({
  name: 'flowlu',
  title: 'Flowlu',
  documentation: 'https://www.flowlu.com/api/',
  connect,
  check,
  streams: () => streams,
  discover: async (read) => {
    const granted = readGranted(read);
    return {
      streams: [...(await discoverArchived(granted)), ...(await discoverCurrencies(granted))],
      fields: await discoverColumns(granted, streams),
    };
  },
});
