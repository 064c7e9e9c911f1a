import { decimal, defineStream, flag, id, instant, integer, text } from '@singer-io-ts/tap';
import { inProducts } from './lists.ts';

// https://www.flowlu.com/api/
export const products = defineStream({
  ...inProducts,
  name: 'products',
  description: 'Products and services',
  path: '/products/product/list',
  replicationKey: 'updated',
  fields: {
    id: id('Product'),
    type: integer('Type'),
    active: flag('In use'),
    category_id: integer('Category (product_categories)'),
    created_by: integer('Creator (users)'),
    manufacturer_id: integer('Manufacturer (manufacturers)'),
    online_payment_subject_type: integer('Subject of an online payment'),
    online_payment_type: integer('Type of an online payment'),
    online_payment_vat: integer('Tax code of an online payment'),
    tax: decimal('Tax rate'),
    tax_included: flag('Tax is in the price'),
    taxable: flag('Taxable'),
    unit_id: integer('Unit of measure'),
    uom_id: integer('Unit of measure'),
    updated_by: integer('Who changed it last (users)'),
    name: text('Name'),
    description: text('Description; may hold HTML'),
    full_description: text('Long description; may hold HTML'),
    article: text('Article number'),
    code: text('Code'),
    code_ean: text('EAN'),
    code_isbn: text('ISBN'),
    code_mpn: text('MPN'),
    code_upc: text('UPC'),
    created: instant('iso', 'Creation'),
    ref: text('System it was imported from'),
    ref_id: text('Id in that system'),
    tax_desc: text('Tax'),
    updated: instant('iso', 'Last change'),
  },
});

// https://www.flowlu.com/api/
export const productCategories = defineStream({
  ...inProducts,
  name: 'product_categories',
  description: 'Categories of products',
  path: '/products/category/list',
  replicationKey: 'updated',
  fields: {
    id: id('Category'),
    active: flag('In use'),
    created_by: integer('Creator (users)'),
    parent_id: integer('Parent (product_categories)'),
    updated_by: integer('Who changed it last (users)'),
    name: text('Name'),
    description: text('Description; may hold HTML'),
    created: instant('iso', 'Creation'),
    ref: text('System it was imported from'),
    ref_id: text('Id in that system'),
    updated: instant('iso', 'Last change'),
  },
});

// https://www.flowlu.com/api/
export const priceLists = defineStream({
  ...inProducts,
  name: 'price_lists',
  description: 'Price lists',
  path: '/products/pricelist/list',
  replicationKey: 'updated',
  fields: {
    id: id('Price list'),
    type: integer('Type'),
    active: flag('In use'),
    created_by: integer('Creator (users)'),
    default: flag('The default list'),
    ordering: decimal('Place in the order set by hand; may be fractional'),
    updated_by: integer('Who changed it last (users)'),
    name: text('Name'),
    description: text('Description; may hold HTML'),
    created: instant('iso', 'Creation'),
    ref: text('System it was imported from'),
    ref_id: text('Id in that system'),
    updated: instant('iso', 'Last change'),
  },
});

// https://www.flowlu.com/api/
export const manufacturers = defineStream({
  ...inProducts,
  name: 'manufacturers',
  description: 'Manufacturers',
  path: '/products/manufacturer/list',
  replicationKey: 'updated',
  fields: {
    id: id('Manufacturer'),
    active: flag('In use'),
    created_by: integer('Creator (users)'),
    crm_company_id: integer('Account (accounts)'),
    currency_id: integer("Currency: the portal's own id (currencies), not ISO 4217"),
    updated_by: integer('Who changed it last (users)'),
    name: text('Name'),
    description: text('Description; may hold HTML'),
    created: instant('iso', 'Creation'),
    ref: text('System it was imported from'),
    ref_id: text('Id in that system'),
    updated: instant('iso', 'Last change'),
  },
});
