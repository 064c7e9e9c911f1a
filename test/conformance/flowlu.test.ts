import { conform } from './conform.ts';

conform('flowlu', { options: { denied: ['agile/epics'] }, stream: 'agile_epics', other: 'users' });
