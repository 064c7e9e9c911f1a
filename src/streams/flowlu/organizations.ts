import {
  decimal,
  defineStream,
  flag,
  id,
  instant,
  integer,
  text,
  PermissionError,
  ResponseShapeError,
  type Read,
  type Stream,
} from '@singer-io-ts/tap';
import { inFinance } from './lists.ts';

// https://www.flowlu.com/api/
export const organizations = defineStream({
  ...inFinance,
  name: 'organizations',
  description: "The portal's own legal entities, which issue invoices",
  path: '/fin/organization/list',
  fields: {
    id: id('Organization'),
    default_organization: flag("The portal's default issuer"),
    active: flag('In use'),
    tax1: decimal('First default tax rate in percent'),
    tax2: decimal('Second default tax rate in percent'),
    invoice_due: integer('Days until an invoice is due'),
    name: text('Name'),
    legal_name: text('Legal name'),
    vat: text('Tax id'),
    registration_number: text('Registration number'),
    invoice_prefix: text('Prefix of invoice numbers'),
    estimate_prefix: text('Prefix of estimate numbers'),
  },
});

// https://www.flowlu.com/api/
export const businessLines = defineStream({
  ...inFinance,
  name: 'business_lines',
  description: 'Business lines',
  family: 'business_lines',
  beta: true,
  optional: true,
  path: '/fin/business_line/list',
  fields: {
    id: id('Business line'),
    name: text('Name'),
    created_by: integer('Creator (users)'),
    created_date: instant('iso', 'Creation'),
    updated_by: integer('Who changed it last (users)'),
    updated_date: instant('iso', 'Last change'),
  },
});

// https://www.flowlu.com/api/
export const currenciesAt = (entity: 'currencies' | 'currency') =>
  defineStream({
    ...inFinance,
    name: 'currencies',
    description: 'Currencies of the portal',
    family: 'currencies',
    beta: true,
    optional: true,
    path: `/fin/${entity}/list`,
    fields: {
      id: id('Currency'),
      name: text('Name'),
      code: text('ISO 4217 letters'),
    },
  });

/** The list of currencies has two names, depending on whom one asks. */
export const discoverCurrencies = async (read: Read): Promise<readonly Stream[]> => {
  for (const entity of ['currencies', 'currency'] as const) {
    try {
      await read({ path: `/fin/${entity}/list`, query: { limit: 1 } });
      return [currenciesAt(entity)];
    } catch (error) {
      // Refused in whatever way: the other name may be the right one, and without either only this list is missing.
      if (!(error instanceof PermissionError || error instanceof ResponseShapeError)) throw error;
    }
  }
  return [];
};
