import { conform } from './conform.ts';

conform('workramp', { options: { resellerCustomers: 'forbidden' }, stream: 'reseller_customers', other: 'users' });
