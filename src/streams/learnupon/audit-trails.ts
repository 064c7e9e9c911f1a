import {
  defineStream,
  id,
  instant,
  integer,
  surrogateKey,
  text,
  type RequestContext,
  type Row,
} from '@singer-io-ts/tap';
import { perhapsPages } from './paging.ts';

/** The portal keeps 30 days. */
const KEPT_MS = 30 * 86_400_000;

/** The clocks may differ by so much; a window that begins too early or spans too much might be refused. */
const MARGIN_MS = 60_000;

const dateRange = ({ since, until }: RequestContext): string => {
  const untilMs = Date.parse(until);
  const oldestMs = untilMs - KEPT_MS + 2 * MARGIN_MS;
  const startMs = since === null ? oldestMs : Math.min(untilMs, Math.max(oldestMs, Date.parse(since)));
  return `${new Date(startMs).toISOString()},${new Date(untilMs + MARGIN_MS).toISOString()}`;
};

/** Entries have no id of their own: the hash of all of an entry is its key. */
const withKey = (row: Row): Row => {
  return { ...row, audit_key: surrogateKey(...Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))) };
};

// https://docs.learnupon.com/api/#audit-trails
export const auditTrails = defineStream({
  name: 'audit_trails',
  description: 'Deletions, unenrollments and other changes of the last 30 days',
  source: 'https://docs.learnupon.com/api/#audit-trails',
  beta: true,
  optional: true,
  path: '/audit-trails',
  query: (context) => ({ date_range: dateRange(context) }),
  records: ['audit_trails', 'audit_trail', 'audit-trails', 'audits', ''],
  paginate: perhapsPages,
  primaryKey: ['audit_key'],
  replicationKey: 'date_and_time_utc',
  lookbackHours: 1,
  prepare: withKey,
  fields: {
    audit_key: id('Hash of the entry', 'text'),
    action: integer(
      '1 set complete, 2 unenrolled, 3 user deleted, 4 login disabled, 5 login enabled, 6 course deleted, 7 course archived, 8 learning path deleted, 9 learning path archived, 10 exam attempts reset, 11 group deleted, 12 removed from group',
    ),
    initiated_by_user: text('Who did it'),
    initiated_by_user_email: text('E-mail address of who did it'),
    impacted_user: text('Whom it was done to'),
    impacted_user_email: text('E-mail address of whom it was done to'),
    impacted_data: text('What it was done to, by name'),
    date_and_time_utc: instant('iso', 'When'),
  },
});
