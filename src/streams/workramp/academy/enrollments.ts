import { flag, integer, text, type Fields } from '@singer-io-ts/tap';
import { moment, uuid } from '../fields.ts';

/** What a contact's enrollment in a path or certification tells besides what it is in. */
export const contactEnrollment = {
  id: uuid('Enrollment'),
  progress_percentage: integer('Progress, 0 to 100'),
  completed: flag('Completed'),
  completed_at: moment('Completion; may be set although completed is false'),
  awarded: flag('Awarded'),
  awarded_at: moment('Award'),
  created_at: moment('Creation'),
  updated_at: moment('Last change'),
  due_at: moment('Due date'),
  expires_at: moment('End of validity'),
  last_accessed_at: moment('Last access'),
  expired: flag('Expired'),
  can_recertify: flag('May be taken again'),
  is_started: flag('Started'),
  is_completed_and_requires_grading: flag('Completed and not graded yet'),
  has_learner_seen_award: flag('The contact has seen the award'),
  has_learner_seen_completed_and_requires_grading: flag('The contact has seen that it is being graded'),
  time_spent_cache: integer('Time spent; the vendor names no unit'),
  public_url: text('Path of the public certificate'),
  short_id: text('Short id in public_url'),
} satisfies Fields;

/** Who is enrolled in one path or certification, finished or not. */
export const enrolledContact = {
  id: uuid('Enrollment or contact: the vendor does not say'),
  name: text("Contact's name"),
  email: text("Contact's e-mail address"),
  assigner_user_id: integer('Who assigned it, a user of the Employee Learning Cloud'),
  enrollment_method: text('invited or self-started'),
  progress_percentage: integer('Progress, 0 to 100'),
} satisfies Fields;
