import type { Sandbox } from '@singer-io-ts/sandbox';
import { convertOf, expectedOf, type Columns, type Convert, type Expected, type Row } from './reference.ts';

const audit = 'created_by:int created_date:wall updated_by:int updated_date:wall';

/** Columns and their types as the vendor's drafts and live records have them; `wall` is a time without an offset. */
const documented: Readonly<Record<string, string>> = {
  users: `
    id:text name:text username:text first_name:text second_name:text last_name:text lang_id:text timezone:text
    image:text position:text last_active:moment birth_date:day register_date:wall role_admin:flag role_login:flag
    role_external:flag`,
  accounts: `
    id:int type:int account_category_id:int honorific_title_id:int industry_id:int last_activity_id:int
    merged_to:int organization_employee_count:int owner_id:int active:flag organization_expenses:number
    organization_revenue:number ref_id:text name:text first_name:text middle_name:text last_name:text
    name_legal:text name_legal_full:text description:text email:text email_personal:text phone:text phone2:text
    phone3:text web:text telegram:text skype:text link_facebook:text link_google:text link_instagram:text
    link_linkedin:text link_vk:text VAT:text VAT1:text VAT2:text bank_details:text address:text address_legal:text
    billing_country:text billing_state:text billing_city:text billing_zip:text billing_address_line_1:text
    billing_address_line_2:text billing_address_line_3:text shipping_country:text shipping_state:text
    shipping_city:text shipping_zip:text shipping_address_line_1:text shipping_address_line_2:text
    shipping_address_line_3:text timezone:text guid_1c:text ref:text last_activity_model:text
    organization_registration_date:day extra_fields:json last_activity_time:wall created_date:wall updated_date:wall`,
  account_relations: `
    id:int parent_acc_id:int child_acc_id:int type:int created_by:int updated_by:int position:text created_date:wall
    updated_date:wall`,
  account_categories: `
    id:int created_by:int updated_by:int ordering:number active:flag name:text created_date:wall updated_date:wall
    deleted_at:wall`,
  account_emails: `
    id:int account_id:int type:int email:text comment:text`,
  industries: `
    id:int created_by:int updated_by:int ordering:number active:flag name:text created_date:wall updated_date:wall
    deleted_at:wall`,
  honorific_titles: `
    id:int created_by:int updated_by:int ordering:number active:flag name:text created_date:wall updated_date:wall`,
  lead_sources: `
    id:int created_by:int updated_by:int ordering:number active:flag name:text description:text created_date:wall
    updated_date:wall deleted_at:wall`,
  loss_reasons: `
    id:int ordering:number active:flag name:text`,
  pipelines: `
    id:int ordering:number name:text description:text type_access:text deleted_at:wall`,
  pipeline_stages: `
    id:int pipeline_id:int created_by:int updated_by:int ordering:number active:flag name:text color:text
    created_date:wall updated_date:wall deleted_at:wall`,
  leads: `
    id:int active:int assignee_id:int closing_status_id:int contact_id:int created_by:int customer_id:int
    last_activity_id:int merged_to_id:int pipeline_id:int pipeline_stage_id:int pricelist_id:int source_id:int
    adjustment:number budget:number ordering:number shipping_charge:number ref_id:text name:text description:text
    adjustment_description:text auto_calc:text closing_comment:text contact_company:text contact_email:text
    contact_mobile:text contact_name:text contact_phone:text contact_position:text contact_web:text
    last_activity_model:text ref:text closing_date:day deadline:day start_date:day created_date:wall
    last_activity_time:wall updated_date:wall`,
  lead_accounts: `
    id:int lead_id:int account_id:int account_type:int`,
  lead_followers: `
    id:int lead_id:int user_id:int created_by:int updated_by:int created_date:wall updated_date:wall
    extrafields:json`,
  tasks: `
    id:int type:int priority:int archive_status:int closed_by:int crm_account_id:int event_access_type:int
    event_busy_status:int event_calendar_id:int event_sync_type:int event_type:int model_id:int owner_id:int
    parent_id:int prev_task_id:int project_checkitem_id:int project_stage_id:int public_template:int rating:int
    responsible_id:int return_count:int status_updated_by:int template_id:int time_estimate:int time_spent:int
    updated_by:int workflow_id:int workflow_stage_id:int status:int all_day:flag deadline_allowchange:flag
    is_hidden:flag is_repeat:flag task_checkbyowner:flag cost:number ordering:number price:number name:text
    description:text report:text report_complete:text module:text model:text cost_type:text event_color:text
    event_etag:text event_location:text is_archive:text price_type:text ref:text ref_id:text uuid:text
    closed_date:wall created_date:wall deadline:wall first_closed_date:wall plan_end_date:wall plan_start_date:wall
    start_date:wall status_firstviewdate:wall status_updated_date:wall updated_date:wall deleted_at:wall
    extra_fields:json`,
  task_workflows: `
    id:int created_by:int updated_by:int ordering:number active:flag name:text description:text updated_date:wall
    deleted_at:wall`,
  task_stages: `
    id:int workflow_id:int task_status:int created_by:int updated_by:int ordering:number name:text description:text
    color:text updated_date:wall deleted_at:wall`,
  task_lists: `
    id:int created_by:int updated_by:int user_id:int ordering:number active:flag name:text color:text icon:text
    created_date:wall updated_date:wall`,
  task_list_links: `
    id:int task_id:int list_id:int created_by:int updated_by:int created_date:wall updated_date:wall`,
  task_collaborators: `
    id:int task_id:int user_id:int role:int created_by:int updated_by:int event_accepted_status:flag
    event_show_user_notification:flag created_date:wall updated_date:wall`,
  projects: `
    id:int billing_type:int briefcase_id:int created_by:int crm_lead_id:int customer_crm_contact_id:int
    customer_id:int default_invoice_split_type_in_project:int manager_id:int priority:int project_type_id:int
    stage_id:int tasks_workflow_id:int updated_by:int workspace_id:int bill_taxes:flag is_archive:flag
    use_default_invoice_split_type:flag default_billing_rate:number default_employee_cost_rate:number
    estimated_expenses:number estimated_revenue:number ordering:number name:text description:text
    archive_description:text default_bill_time_type:text default_invoice_item_format:text
    default_only_completed_task:text default_time_cost_type:text ref:text ref_id:text uuid:text archive_date:wall
    created_date:wall updated_date:wall enddate:day startdate:day extra_fields:json`,
  project_stages: `
    id:int project_id:int project_type_id:int ordering:number name:text fullname:text description:text color:text`,
  project_types: `
    id:int name:text`,
  project_portfolios: `
    id:int name:text`,
  project_members: `
    id:int project_id:int user_id:int role:int`,
  agile_issues: `
    id:int assignee_id:int category_id:int creator_id:int epic_id:int number:int parent_issue_id:int priority:int
    project_id:int sprint_id:int type_id:int workflow_stage_id:int effort:number estimate:number ordering:number
    is_archived:flag name:text description:text number_label:text ref:text ref_id:text value:text archived_date:wall
    completed_date:wall created_date:wall updated_date:wall`,
  agile_sprints: `
    id:int project_id:int active:flag started:flag name:text description:text changelog:text standup_time:text
    created_date:wall deadline:wall start_date:wall updated_date:wall`,
  agile_epics: `
    id:int created_by:int project_id:int updated_by:int is_completed:flag ordering:number name:text description:text
    created_date:wall updated_date:wall end_date:day start_date:day`,
  agile_categories: `
    id:int assignee_id:int parent_id:int project_id:int ordering:number name:text description:text color:text
    created_date:wall updated_date:wall`,
  agile_stages: `
    id:int status:int workflow_id:int ordering:number name:text description:text color:text created_date:wall
    updated_date:wall`,
  agile_workflows: `
    id:int name:text description:text created_date:wall updated_date:wall`,
  agile_issue_types: `
    id:int type:int is_default:flag ordering:number name:text description:text color:text icon:text
    created_date:wall updated_date:wall`,
  agile_issue_relation_types: `
    id:int child_relation_name_id:int parent_relation_name_id:int name:text created_date:wall updated_date:wall`,
  agile_issue_relation_names: `
    id:int tree_type:int name:text created_date:wall updated_date:wall`,
  invoices: `
    id:int type:int assignee_id:int bank_id:int bill_from_country_id:int bill_to_country_id:int category_id:int
    created_by:int currency_id:int customer_id:int estimate_id:int group_id:int invoice_number:int model_id:int
    org_account_id:int org_id:int paymethod_id:int plan_money_id:int pm_currency_id:int pricelist_id:int
    ps_currency_id:int recurring_invoice_id:int status_id:int template_id:int updated_by:int adjustment:number
    bcy_paid_total:number discount:number plan_money_total:number pscy_paid_total:number shipping_charge:number
    sub_total:number tax1:number tax2:number tax_total:number total:number discount_before_tax:flag exported_1c:flag
    is_discount_percent:flag is_invoice_emailed:flag is_reminder_sent:flag is_template:flag
    show_add_sign_string:flag tax1_included:flag tax2_included:flag use_multiple_pm:flag adjustment_description:text
    bank:text bill_from_address:text bill_from_city:text bill_from_state:text bill_from_zip:text
    bill_to_address:text bill_to_city:text bill_to_state:text bill_to_zip:text company_phone:text
    company_phone2:text company_vat:text company_vat2:text contact_person:text contact_person2:text
    contact_person2_position:text contact_person_position:text currency_code:text customer_legal_name:text
    customer_name:text invoice_footer_text:text invoice_number_print:text invoice_terms_text:text model:text
    module:text note:text org_phone:text org_phone2:text org_vat:text org_vat2:text payment_options:text ref:text
    ref_id:text reference:text template_name:text uuid:text created_date:wall invoice_emailed_date:wall
    reminders_sent_date:wall updated_date:wall due_date:day invoice_date:day paid_date:day`,
  invoice_items: `
    id:int type:int invoice_id:int item_id:int online_payment_subject_type:int online_payment_type:int
    online_payment_vat:int plan_money_id:int unit_id:int bcy_paid_total:number discount_amount:number
    ordering:number paid_total:number plan_money_total:number quantity:number sub_total:number tax1:number
    tax1_amount:number tax2:number tax2_amount:number tax_total:number total:number unit_price:number
    discount_is_percent:flag tax1_included:flag tax2_included:flag name:text description:text discount:text ref:text
    ref_id:text tax_displayed:text paid_date:day`,
  invoice_contacts: `
    id:int email_id:int invoice_id:int invoice_emailed:flag is_primary:flag reminders_sent:flag contact_id:text
    invoice_emailed_date:wall reminders_sent_date:wall`,
  estimates: `
    id:int type:int assignee_id:int bill_from_country_id:int bill_to_country_id:int created_by:int currency_id:int
    customer_id:int estimate_number:int group_id:int model_id:int org_id:int pricelist_id:int status_id:int
    template_id:int updated_by:int active:flag discount_before_tax:flag is_discount_percent:flag tax1_included:flag
    tax2_included:flag adjustment:number discount:number exchange_rate:number shipping_charge:number
    sub_total:number tax1:number tax2:number tax_total:number total:number adjustment_description:text
    bill_from_address:text bill_from_city:text bill_from_state:text bill_from_zip:text bill_to_address:text
    bill_to_city:text bill_to_state:text bill_to_zip:text company_phone:text company_phone2:text company_vat:text
    company_vat2:text contact_person:text contact_person_position:text currency_code:text customer_legal_name:text
    customer_name:text estimate_footer_text:text estimate_number_print:text estimate_terms_text:text model:text
    module:text org_phone:text org_phone2:text org_vat:text org_vat2:text ref:text ref_id:text reference_number:text
    uuid:text estimate_emailed_date:wall updated_date:wall expire_date:day invoice_date:day`,
  customer_payments: `
    id:int type:int bank_account_id:int created_by:int crm_company_id:int currency_id:int org_id:int owner_id:int
    project_id:int project_stage_id:int status:int status_pls:int updated_by:int charge:number ordering:number
    total:number is_complete:flag is_manual:flag is_owed:flag need_approve:flag name:text description:text ref:text
    ref_id:text ref_uuid:text reference:text uuid:text complete_date:wall created_date:wall updated_date:wall
    date:day enddate:day startdate:day`,
  organizations: `
    id:int invoice_due:int default_organization:flag active:flag tax1:number tax2:number name:text legal_name:text
    vat:text registration_number:text invoice_prefix:text estimate_prefix:text`,
  bank_accounts: `
    id:int type:int account_group_id:int currency_id:int manager_id:int org_id:int active:flag bcy_balance:number
    currency_exchange_rate:number excluded_balance:number fixed_balance:number ordering:number
    ordering_by_group:number pls_bcy_balance:number pls_fixed_balance:number name:text ref:text ref_id:text
    closed_at:wall fixed_balance_date:day pls_fixed_balance_date:day`,
  transactions: `
    id:int type:int business_line_id:int category_id:int created_by:int crm_account_id:int currency_id:int
    invoice_id:int manager_id:int org_account_id:int org_id:int plan_money_id:int pm_currency_id:int project_id:int
    reference_id:int status:int store_doc_currency_id:int store_doc_id:int updated_by:int bcy_charge:number
    bcy_income:number bcy_outcome:number charge:number currency_exchange_rate:number income:number ordering:number
    outcome:number plan_money_total:number store_doc_total:number is_charge:flag is_generated:flag is_storno:flag
    ref_id:text name:text description:text ref:text ref_uuid:text reference:text uuid:text created_date:wall
    updated_date:wall date:day`,
  planned_money: `
    id:int type:int project_id:int category_id:int org_account_id:int currency_id:int manager_id:int total:number
    name:text plan_paid_date:day accrual_month:day`,
  products: `
    id:int type:int category_id:int created_by:int manufacturer_id:int online_payment_subject_type:int
    online_payment_type:int online_payment_vat:int unit_id:int uom_id:int updated_by:int active:flag
    tax_included:flag taxable:flag tax:number name:text description:text full_description:text article:text
    code:text code_ean:text code_isbn:text code_mpn:text code_upc:text ref:text ref_id:text tax_desc:text
    created:wall updated:wall`,
  product_categories: `
    id:int created_by:int parent_id:int updated_by:int active:flag name:text description:text ref:text ref_id:text
    created:wall updated:wall`,
  price_lists: `
    id:int type:int created_by:int updated_by:int active:flag default:flag ordering:number name:text
    description:text ref:text ref_id:text created:wall updated:wall`,
  manufacturers: `
    id:int created_by:int crm_company_id:int currency_id:int updated_by:int active:flag name:text description:text
    ref:text ref_id:text created:wall updated:wall`,
  timesheets: `
    id:int aggregated_time_estimate:int bill_time:int bill_time_estimate:int billing_status:int created_by:int
    currency_id:int invoice_id:int model_id:int parent_sheet_id:int time_estimate:int time_spent:int unbill_time:int
    unbill_time_estimate:int updated_by:int amount_timeestimate:number amount_timespent:number
    bill_amount_timeestimate:number bill_amount_timespent:number bill_cost_timeestimate:number
    bill_cost_timespent:number billing_rate:number employee_cost_rate:number rate:number is_billable:flag
    is_billable_employee:flag description:text bill_time_type:text cost_time_type:text model:text module:text
    created_date:wall updated_date:wall`,
  timelogs: `
    id:int timesheet_id:int user_id:int time_spent:int currency_id:int status:int created_by:int updated_by:int
    is_manual:flag is_billable:flag is_approved:flag rate:number billing_rate:number employee_cost_rate:number
    amount:number billing_amount:number employee_cost_amount:number name:text description:text created_date:wall
    updated_date:wall start_timestamp:moment stop_timestamp:moment`,
  custom_fields: `
    id:int cache_parent_id:int fieldset_id:int group_id:int group_label_field_id:int parent_id:int scope_id:int
    active:flag api_use_alias:flag hidden_detail:flag required:flag show_in_mobile:flag show_on_detail_page:flag
    webhook_use_alias:flag ordering:number name:text type:text module:text model:text alias:text cache_value:text
    formula:text hint:text`,
  custom_field_sets: `
    id:int group_id:int name:text module:text model:text group_field:text`,
  calendars: `
    id:int type:int created_by:int sync_type:int updated_by:int name:text description:text color:text etag:text
    timezone:text uuid:text created_date:wall updated_date:wall`,
  telephony_calls: `
    id:int call_duration:int responsible_id:int telephony_id:int call_type:int call_status:int lead_id:int
    client_id:int start:wall from_extension:text from_number:text to_extension:text to_number:text description:text
    transcription:text ref_id:text records:text`,
  account_phones: 'id:int account_id:int type:int phone:text comment:text',
  lead_products: `id:int lead_id:int product_id:int ${audit}`,
  task_followers: `id:int task_id:int user_id:int ${audit}`,
  task_invoicing_logs: `id:int task_id:int invoice_id:int ${audit}`,
  time_spent: `
    id:int user_id:int start_timestamp:moment time_spent:int active:flag module:text model:text model_id:int comment:text
    manual:flag created_date:wall updated_date:wall`,
  agile_projects: `id:int name:text ${audit}`,
  estimate_items: `id:int estimate_id:int name:text ${audit}`,
  business_lines: `id:int name:text ${audit}`,
  currencies: 'id:int name:text code:text',
  absences: `id:int user_id:int ${audit}`,
  absence_types: `id:int name:text ${audit}`,
};

/** Columns that only some portals have. */
const elsewhere: Readonly<Record<string, string>> = {
  users: `email_personal:text phone_mobile:text phone_work:text phone_internal:text web:text description:text ref:text
    ref_id:text`,
  accounts: `social_network_link_1:text social_network_link_2:text social_network_link_3:text
    social_network_link_4:text social_network_link_5:text social_network_link_6:text`,
  loss_reasons: audit,
  invoices: 'paid_at:wall',
};

/** Records that a link's owner alone should see. */
const hidden: Readonly<Record<string, readonly string[]>> = { telephony_calls: ['records'] };

/** What a column can't hold. */
const wrong: Convert = (_, note, path) => convertOf('open')('no object', note, path);

const offsetsAt = (zone: string): ((ms: number) => number) => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  const known = new Map<number, number>();
  return (ms) => {
    const cached = known.get(ms);
    if (cached !== undefined) return cached;
    const offset = Date.parse(`${format.format(ms).replace(' ', 'T')}Z`) - ms;
    known.set(ms, offset);
    return offset;
  };
};

const zones = new Map<string, Convert>();

const wallOf = (zone: string): Convert => {
  const wall = zones.get(zone) ?? wallIn(zone);
  zones.set(zone, wall);
  return wall;
};

/** The first instant at which clocks of the zone show the wall time; one that is left out is moved on by the gap. */
const wallIn = (zone: string): Convert => {
  const offsetAt = offsetsAt(zone);
  const hourMs = 3_600_000;
  return (value, note, path) => {
    if (typeof value !== 'string') return wrong(value, note, path);
    if (value === '' || value.startsWith('0000-00-00')) return null;
    const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d))?$/.exec(value);
    const wall = match === null ? NaN : Date.parse(`${match[1] ?? ''}T${match[2] ?? '00:00:00'}Z`);
    if (Number.isNaN(wall)) return wrong(value, note, path);
    // On whole quarters of an hour, so that few instants are asked about.
    const around = [-30, -3, -2, -1, 0, 1, 2, 3, 30].map((hours) => Math.floor(wall / hourMs + hours) * hourMs);
    const offsets = [...new Set(around.map(offsetAt))].sort((a, b) => b - a);
    const shown = offsets.map((offset) => wall - offset).filter((ms) => ms + offsetAt(ms) === wall);
    const before = wall - offsetAt(wall - 26 * hourMs);
    return `${new Date(shown.length > 0 ? Math.min(...shown) : before).toISOString().slice(0, 19)}Z`;
  };
};

const day: Convert = (value, note, path) =>
  typeof value === 'string' && value.startsWith('0000-00-00') ? null : convertOf('day')(value, note, path);

/** A double holds 15 digits for sure; more are kept aside rather than rounded. */
const amount: Convert = (value, note, path) => {
  const isLong = typeof value === 'string' && value.replace(/[-.]/g, '').length > 15;
  return isLong && String(Number(value)) !== value ? wrong(value, note, path) : convertOf('number')(value, note, path);
};

const momentIn = (zone: string): Convert => {
  const wall = wallOf(zone);
  return (value, note, path) => {
    if (value === '' || value === 0 || value === '0') return null;
    const isSeconds = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
    return isSeconds ? `${new Date(Number(value) * 1000).toISOString().slice(0, 19)}Z` : wall(value, note, path);
  };
};

const kindOfType = (type: string): string => ({ boolean: 'flag', number: 'number', date: 'day' })[type] ?? 'text';

/** What a definition of a custom field adds to its entity's records. */
const customColumns = (sandbox: Sandbox, stream: string): string => {
  const entity = { accounts: 'crm/account', leads: 'crm/lead', tasks: 'task/task', projects: 'st/project' }[stream];
  const invoice = stream === 'invoices' ? 'fin/invoice' : entity;
  const model = stream === 'calendar_events' ? 'task/task' : invoice;
  return sandbox
    .truth('custom_fields')
    .filter((field) => `${String(field['module'])}/${String(field['model'])}` === model)
    .flatMap((field) => {
      const column = `cf_${String(field['api_use_alias'] === 1 ? field['alias'] : field['id'])}`;
      const type = String(field['type']);
      return [`${column}:${kindOfType(type)}`, ...(type.endsWith('list') ? [`${column}_value:text`] : [])];
    })
    .join(' ');
};

const priceColumns = (sandbox: Sandbox): string =>
  sandbox
    .truth('price_lists')
    .map(({ id }) => `pricelist_price_${String(id)}:text pricelist_currency_${String(id)}:text`)
    .join(' ');

const columnsOf = (sandbox: Sandbox, stream: string, zone: string): Columns => {
  const words = [
    documented[stream === 'calendar_events' ? 'tasks' : stream] ?? '',
    elsewhere[stream] ?? '',
    customColumns(sandbox, stream),
    stream === 'products' ? priceColumns(sandbox) : '',
  ];
  const own: Columns = { wall: wallOf(zone), moment: momentIn(zone), day, number: amount };
  const pairs = words
    .join(' ')
    .trim()
    .split(/\s+/)
    .map((word) => word.split(':'))
    .filter(([name = '']) => hidden[stream]?.includes(name) !== true)
    .map(([name = '', kind = '']) => [name, own[kind] ?? convertOf(kind)] as const);
  return Object.fromEntries(pairs);
};

/** A payment at a moment also has a day. */
const arrives = (stream: string, row: Row): Row => {
  const paid = stream === 'invoices' ? row['paid_date'] : undefined;
  const shown = Object.fromEntries(Object.entries(row).filter(([name]) => hidden[stream]?.includes(name) !== true));
  if (typeof paid !== 'string' || !paid.includes(':')) return shown;
  return { ...shown, paid_date: paid.slice(0, 10), paid_at: paid };
};

/** What a stream's records should be, in the portal's own order. */
export const expectedFlowluRows = (
  sandbox: Sandbox,
  stream: string,
  zone = String(sandbox.config['timezone']),
): readonly Expected[] => {
  const columns = columnsOf(sandbox, stream, zone);
  return sandbox.truth(stream).map((row) => expectedOf(columns, arrives(stream, row)));
};

/** The same by id. */
export const expectedFlowlu = (
  sandbox: Sandbox,
  stream: string,
  zone?: string,
): ReadonlyMap<string, Expected['record']> =>
  new Map(expectedFlowluRows(sandbox, stream, zone).map(({ record }) => [String(record['id']), record]));
