import type { Part, World } from '../world.ts';
import { collectionsPart } from './collections.ts';
import { contactsPart } from './contacts.ts';
import { enrollmentTable } from './enrollments.ts';
import { livePart, settingsPart } from './live.ts';
import { programsPart } from './programs.ts';
import { childRegistrationsPart, registrationsPart } from './registrations.ts';
import { trainingsPart } from './trainings.ts';
import { academyCounts } from './world.ts';

/** The Customer Learning Cloud. Erasing a contact, training, path or certification erases what belongs to it. */
export function academyParts(world: World): Part[] {
  const counts = academyCounts(world);
  const registrations = registrationsPart(world, counts);
  const pathEnrollments = enrollmentTable(world, counts, 'path');
  const certificationEnrollments = enrollmentTable(world, counts, 'certification');
  const contacts = contactsPart(world, counts, () =>
    [registrations.registrations, pathEnrollments, certificationEnrollments].map((table) => ({
      table,
      index: '_contact',
    })),
  );
  const trainings = trainingsPart(world, counts, () => [{ table: registrations.registrations, index: '_parent' }]);
  return [
    contacts,
    trainings,
    registrations,
    childRegistrationsPart(world, registrations, contacts, trainings),
    programsPart(world, counts, contacts, pathEnrollments, certificationEnrollments),
    collectionsPart(world, counts),
    livePart(world, counts),
    settingsPart(world, counts),
  ];
}
