import { day, decimal, defineStream, flag, id, instant, integer, text } from '@singer-io-ts/tap';
import { inFinance } from './lists.ts';

// https://www.flowlu.com/api/
export const invoiceItems = defineStream({
  ...inFinance,
  name: 'invoice_items',
  description: 'Lines of invoices',
  path: '/fin/invoice_item/list',
  fields: {
    id: id('Item'),
    type: integer('10 billable line, 20 header row'),
    bcy_paid_total: decimal('Paid amount in the base currency'),
    discount_amount: decimal('Discount as an amount'),
    discount_is_percent: flag('discount is a percentage'),
    invoice_id: integer('Invoice (invoices)'),
    item_id: integer('Product (products)'),
    online_payment_subject_type: integer('Subject of an online payment'),
    online_payment_type: integer('Type of an online payment'),
    online_payment_vat: integer('Tax code of an online payment'),
    ordering: decimal('Place in the order set by hand; may be fractional'),
    paid_total: decimal('Paid amount'),
    plan_money_id: integer('Planned money (planned_money)'),
    plan_money_total: decimal('Planned amount'),
    quantity: decimal('Quantity'),
    sub_total: decimal('Total before tax'),
    tax1: decimal('First tax rate'),
    tax1_amount: decimal('First tax'),
    tax1_included: flag('The first tax is in the price'),
    tax2: decimal('Second tax rate'),
    tax2_amount: decimal('Second tax'),
    tax2_included: flag('The second tax is in the price'),
    tax_total: decimal('Taxes'),
    total: decimal('Total'),
    unit_id: integer('Unit of measure'),
    unit_price: decimal('Price per unit'),
    name: text('Name'),
    description: text('Description; may hold HTML'),
    discount: text('Discount as text'),
    paid_date: day('Payment'),
    ref: text('System it was imported from'),
    ref_id: text('Id in that system'),
    tax_displayed: text('Tax as shown'),
  },
});

// https://www.flowlu.com/api/
export const invoiceContacts = defineStream({
  ...inFinance,
  name: 'invoice_contacts',
  description: 'Contacts that invoices are sent to',
  path: '/fin/invoice_contacts/list',
  fields: {
    id: id('Contact'),
    email_id: integer('E-mail address (account_emails)'),
    invoice_emailed: flag('Was e-mailed to the contact'),
    invoice_id: integer('Invoice (invoices)'),
    is_primary: flag('Primary'),
    reminders_sent: flag('Reminders were sent'),
    contact_id: text('Contact (accounts), as text'),
    invoice_emailed_date: instant('iso', 'E-mailed'),
    reminders_sent_date: instant('iso', 'Reminders sent'),
  },
});
