import {
  decimal,
  defineStream,
  id,
  instant,
  integer,
  isRow,
  list,
  openObject,
  raw,
  text,
  type Row,
} from '@singer-io-ts/tap';
import { perhapsPages } from './paging.ts';

/** The shop may answer plain objects or JSON:API's `{id, attributes}`. */
const unwrapped = (row: Row): Row => {
  const { attributes, ...rest } = row;
  return isRow(attributes) ? { ...rest, ...attributes } : row;
};

// https://docs.learnupon.com/api/#ecommerce
export const ecommerceProducts = defineStream({
  name: 'ecommerce_products',
  description: 'Products of the shop',
  source: 'https://docs.learnupon.com/api/#ecommerce',
  permission: 'the eCommerce feature',
  beta: true,
  optional: true,
  path: '/ecommerce/products',
  records: ['products', 'product', 'ecommerce_products', 'data', ''],
  paginate: perhapsPages,
  primaryKey: ['id'],
  prepare: unwrapped,
  fields: {
    id: id('Product: prod_...', 'text'),
    name: text('Name'),
    description: text('Description as HTML'),
    available_on: instant('iso', 'Start of sale'),
    discontinue_on: instant('iso', 'End of sale'),
    slug: text('Name in addresses'),
    status: text('draft or active'),
    content_type: text('course or bundle'),
    content_id: integer('Course or bundle'),
    tags: list(raw('Tag'), 'Tags'),
    base_prices: list(openObject('Price'), 'Prices'),
    membership_prices: list(openObject('Price'), 'Prices by membership type'),
    tax_category: openObject('Tax category'),
    taxons: list(openObject('Category'), 'Categories'),
  },
});

// https://docs.learnupon.com/api/#ecommerce
export const ecommerceOrders = defineStream({
  name: 'ecommerce_orders',
  description: 'Orders with their items, payments and adjustments',
  source: 'https://docs.learnupon.com/api/#ecommerce',
  permission: 'the eCommerce feature',
  beta: true,
  optional: true,
  path: '/ecommerce/orders',
  records: ['orders', 'order', 'ecommerce_orders', 'data', ''],
  paginate: perhapsPages,
  primaryKey: ['id'],
  prepare: unwrapped,
  fields: {
    id: id('Order: or_...', 'text'),
    number: text('Number as people know it'),
    state: text('cart, address, delivery, payment, confirm, complete or canceled'),
    payment_state: text('State of the payment'),
    item_total: decimal('Total of the items as decimal text', 'text'),
    total: decimal('Total as decimal text', 'text'),
    currency: text('Currency'),
    item_count: integer('Items'),
    user_id: text('Buyer'),
    bill_address: openObject('Address of the bill'),
    line_items: list(openObject('Item'), 'Items'),
    payments: list(openObject('Payment'), 'Payments'),
    adjustments: list(openObject('Adjustment'), 'Taxes, discounts'),
  },
});
