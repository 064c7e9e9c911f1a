import type { Row } from '../../../portal.ts';
import type { World } from '../world.ts';
import { choose, fractional, kinds, laterMs, pastMs, roll, slotOfUid, without } from '../world.ts';
import type { ChildTable } from '../tables.ts';
import { adminId } from '../elc/people.ts';
import { contact } from './contacts.ts';
import { certificationObject, pathObject } from './offers.ts';
import type { AcademyCounts, Link } from './world.ts';
import { linkTable, placeIn } from './world.ts';

export type Offer = 'path' | 'certification';

/**
 * Enrollments in the shape of `contacts/{id}/paths` and `contacts/{id}/certifications`, the richest one; the other
 * shapes are computed from it. `_assigner` and `_method` are known to the vendor and shown elsewhere.
 */
export function enrollmentTable(world: World, counts: AcademyCounts, offer: Offer): ChildTable {
  const isPath = offer === 'path';
  const kind = isPath ? kinds.pathEnrollment : kinds.certificationEnrollment;
  return linkTable(world, {
    kind,
    parentKind: isPath ? kinds.academyPath : kinds.academyCertification,
    parents: isPath ? counts.paths : counts.certifications,
    contacts: counts.contacts,
    name: isPath ? 'academy_contact_paths' : 'academy_contact_certifications',
    count: counts.contacts,
    make: (link) => makeEnrollment(world, kind, offer, link),
    onInsert: (_slot, atMs) => ({ created_at: atMs, updated_at: atMs, ...unfinished }),
    onUpdate: (_row, atMs) => ({
      updated_at: atMs,
      progress_percentage: 100,
      completed: true,
      completed_at: atMs,
      awarded: !isPath,
      awarded_at: isPath ? null : atMs,
    }),
  });
}

const unfinished = {
  progress_percentage: 0,
  completed: false,
  completed_at: null,
  awarded: false,
  awarded_at: null,
  is_started: false,
};

function makeEnrollment(world: World, kind: number, offer: Offer, link: Link): Row {
  const { slot } = link;
  const isPath = offer === 'path';
  const createdMs = pastMs(world, 700, kind, slot, 140);
  const updatedMs = laterMs(world, createdMs, kind, slot, 141);
  const percent = choose(world, [0, 50, 60, 100, 100], kind, slot, 142);
  const isDone = percent === 100;
  const isAwarded = !isPath && isDone;
  const shortId = isAwarded ? `q7Tz${slot.toString(36).padStart(6, '0')}` : null;
  return {
    academy_id: link.academyId,
    contact_id: link.contactId,
    id: link.id,
    [offer]: isPath ? pathObject(world, link.parentSlot) : certificationObject(world, link.parentSlot),
    progress_percentage: percent,
    completed: isDone && placeIn(world, slot) % 6 !== 2,
    // Set on some that are not completed.
    completed_at: isDone ? updatedMs : null,
    awarded: isAwarded,
    awarded_at: isAwarded ? updatedMs : null,
    created_at: createdMs,
    updated_at: updatedMs,
    due_at: placeIn(world, slot) % 3 === 1 ? createdMs + 30 * 86_400_000 : null,
    expires_at: placeIn(world, slot) % 4 === 1 ? updatedMs + 365 * 86_400_000 : null,
    last_accessed_at: percent === 0 ? null : updatedMs,
    expired: false,
    can_recertify: false,
    is_started: percent > 0,
    is_completed_and_requires_grading: false,
    has_learner_seen_award: isAwarded && placeIn(world, slot) % 2 === 0,
    has_learner_seen_completed_and_requires_grading: false,
    time_spent_cache: roll(world, 4000, kind, slot, 143),
    ...(isPath
      ? {}
      : { linked_in_add_to_profile_clicked_at: isAwarded && placeIn(world, slot) % 5 === 1 ? updatedMs : null }),
    public_url: shortId === null ? null : `/certificate/${shortId}`,
    short_id: shortId,
  };
}

/** The row below a contact, as sent. */
export function ofContact(row: Row): Row {
  return without(row, 'academy_id', 'contact_id');
}

/** The row of `{academy}/paths_users`, with `academy_id`. */
export function pathsUser(world: World, row: Row): Row {
  const path = row['path'] as Row;
  const person = contact(world, slotOfUid(String(row['contact_id'])));
  return {
    academy_id: row['academy_id'],
    id: row['id'],
    user_id: row['contact_id'],
    user_name: person.display_name,
    user_email: person.email,
    path_id: path['id'],
    path_name: path['name'],
    path_description: path['description'],
    progress_percentage: row['progress_percentage'],
    completed_at: row['completed_at'],
  };
}

/** The row of `{academy}/paths/{id}` or `{academy}/certifications/{id}`, without the parent's key. */
export function ofOffer(world: World, offer: Offer, row: Row): Row {
  const slot = slotOfUid(String(row['id']));
  const person = contact(world, slotOfUid(String(row['contact_id'])));
  const completed = row['completed_at'];
  const isInvited = placeIn(world, slot) % 2 === 1;
  return {
    id: world.options.enrollmentRowId === 'contact' ? row['contact_id'] : row['id'],
    name: person.display_name,
    email: person.email,
    ...(offer === 'path'
      ? {
          completed_at:
            world.options.pathCompletedAt === 'seconds' && typeof completed === 'number' ? completed / 1000 : completed,
        }
      : { awarded_at: row['awarded_at'] }),
    assigner_user_id: isInvited ? adminId(world, slot, 144) : null,
    enrollment_method: isInvited ? 'invited' : 'self-started',
    progress_percentage: row['progress_percentage'],
  };
}

/** The row of `{academy}/awarded_certifications`, with `academy_id`. */
export function award(world: World, row: Row): Row {
  const certification = row['certification'] as Row;
  const person = contact(world, slotOfUid(String(row['contact_id'])));
  return {
    academy_id: row['academy_id'],
    id: world.options.awardId === 'certification' ? certification['id'] : row['id'],
    name: certification['name'],
    description: certification['description'],
    user_id: row['contact_id'],
    user_name: person.display_name,
    user_email: person.email,
    awarded_at: fractional(Number(row['awarded_at'])),
  };
}
