import type { Row } from '../../portal.ts';
import { json } from '../../portal.ts';
import { hash } from '../../random.ts';
import { Table, derived, rowSource } from '../../table.ts';
import { failure, listed } from './conventions.ts';
import { courseIdOf } from './courses.ts';
import { userIdOf } from './users.ts';
import { courseTitle, text } from './words.ts';
import type { Part, World } from './world.ts';
import { get, iso, onPlan, pastMs, roll } from './world.ts';

/** Ids are prefixed strings, amounts decimal strings. */
function prefixed(world: World, prefix: string, slot: number): string {
  return `${prefix}_${hash(world.setup.seed, 190, slot).toString(36)}${String(slot)}`;
}

function makeProduct(world: World, slot: number): Row {
  const id = prefixed(world, 'prod', slot);
  return {
    id,
    name: courseTitle(world, slot),
    description: text(world, '<p>Self-paced.</p>', 191, slot),
    available_on: iso(pastMs(world, 500, 192, slot)),
    discontinue_on: null,
    slug: `product-${String(slot)}`,
    status: slot % 4 === 3 ? 'draft' : 'active',
    content_type: slot % 5 === 4 ? 'bundle' : 'course',
    content_id: courseIdOf(slot),
    tags: slot % 2 === 0 ? [] : ['safety'],
    base_prices: pricesOf(world, id, 'base'),
    membership_prices: pricesOf(world, id, 'membership'),
    tax_category: slot % 2 === 0 ? null : { id: 'tax_1', name: 'Standard' },
    taxons: [],
  };
}

function pricesOf(world: World, productId: string, type: string): Row[] {
  const slot = Number(/\d+$/.exec(productId)?.[0] ?? 0);
  return [
    { id: `${type}_${prefixed(world, 'price', slot)}`, amount: type === 'base' ? '120.0' : '90.5', currency: 'EUR' },
  ];
}

function makeOrder(world: World, slot: number): Row {
  const id = prefixed(world, 'or', slot);
  const items = 1 + (slot % 3);
  return {
    id,
    number: `R${String(104_000 + slot)}`,
    state: slot % 6 === 5 ? 'cart' : 'complete',
    payment_state: slot % 6 === 5 ? null : 'paid',
    item_total: `${String(items * 120)}.0`,
    total: `${String(items * 120 + 27)}.6`,
    currency: 'EUR',
    item_count: String(items),
    user_id: String(userIdOf(roll(world, world.counts.users, 193, slot))),
    bill_address: slot % 2 === 0 ? {} : { city: 'Cork', country: 'IE' },
    line_items: Array.from({ length: items }, (_, i) => ({
      id: `li_${String(slot)}_${String(i)}`,
      quantity: 1,
      price: '120.0',
    })),
    payments:
      slot % 6 === 5
        ? []
        : [{ id: `pay_${String(slot)}`, amount: '147.6', state: 'completed', payment_method_id: 'pm_1', order_id: id }],
    adjustments: slot % 3 === 0 ? [{ id: `adj_${String(slot)}`, amount: '-5.0', label: 'Spring' }] : [],
  };
}

export function commercePart(world: World): Part {
  const { setup } = world;
  const products = new Table(
    {
      name: 'ecommerce_products',
      count: 10,
      idOf: (slot) => prefixed(world, 'prod', slot),
      make: (slot) => makeProduct(world, slot),
    },
    setup.nowMs,
  );
  const orders = new Table(
    {
      name: 'ecommerce_orders',
      count: Math.ceil(world.counts.users / 8),
      idOf: (slot) => prefixed(world, 'or', slot),
      make: (slot) => makeOrder(world, slot),
      onUpdate: () => ({ payment_state: 'credit_owed' }),
    },
    setup.nowMs,
  );
  const children = (order: Row, field: 'line_items' | 'adjustments'): Row[] =>
    (order[field] as Row[]).map((row) => ({ order_id: order['id'], ...row }));
  const childRoute = (field: 'line_items' | 'adjustments') =>
    get(`/ecommerce/orders/{id}/${field}`, ({ params }) => {
      const order = orders.get(params['id'] ?? '');
      if (order === undefined) return failure(404, 'Order not found');
      return listed(world, `ecommerce_${field}`, rowSource(order[field] as Row[]), field);
    });
  const prices = (product: Row): Row[] =>
    ['base', 'membership'].flatMap((type) =>
      pricesOf(world, String(product['id']), type).map((row) => ({
        product_id: product['id'],
        price_type: type,
        ...row,
      })),
    );
  return {
    resources: {
      ecommerce_products: products,
      ecommerce_orders: orders,
      ecommerce_prices: derived(products, prices),
      ecommerce_line_items: derived(orders, (row) => children(row, 'line_items')),
      ecommerce_adjustments: derived(orders, (row) => children(row, 'adjustments')),
    },
    routes: onPlan(world, 'ecommerce', [
      get('/ecommerce/products', () => listed(world, 'ecommerce_products', products.all(), 'products')),
      get('/ecommerce/products/{id}/prices/{type}', ({ params }) => {
        const { id = '', type = '' } = params;
        if (!products.has(id) || !['base', 'membership'].includes(type)) return failure(404, 'Product not found');
        return listed(world, 'ecommerce_prices', rowSource(pricesOf(world, id, type)), 'prices');
      }),
      get('/ecommerce/orders', () => listed(world, 'ecommerce_orders', orders.all(), 'orders')),
      get('/ecommerce/orders/{id}', ({ params }) => {
        const order = orders.get(params['id'] ?? '');
        return order === undefined ? failure(404, 'Order not found') : json(200, { order });
      }),
      childRoute('line_items'),
      childRoute('adjustments'),
    ]),
  };
}
