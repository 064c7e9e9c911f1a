import { decimal, defineStream, id, instant, integer, text } from '@singer-io-ts/tap';
import { pages } from './paging.ts';

// https://docs.learnupon.com/api/#mark-complete
export const markCompletes = defineStream({
  name: 'mark_completes',
  description: 'Completions set by hand or by API; bulk completions leave no trace here',
  source: 'https://docs.learnupon.com/api/#mark-complete',
  path: '/markcompletes',
  records: 'markcompletes',
  paginate: pages,
  primaryKey: ['id'],
  fields: {
    id: id('Completion'),
    created_at: instant('iso', 'When it was set'),
    date_completed: instant('iso', 'Completion that was set'),
    status: text('completed, passed or failed'),
    percentage: decimal('Score'),
    user_id: integer('Admin who set it, not the learner; null: set by API'),
    enrollment_id: integer('Enrollment'),
    notes: text('Notes'),
    action_source_type: text('UI or API'),
  },
});
