import type { Stream } from '@singer-io-ts/tap';
import { certificationStreams } from './certifications.ts';
import { collectionStreams } from './collections.ts';
import { contactsOf, ofContacts } from './contacts.ts';
import { eventStreams } from './events.ts';
import { pathStreams } from './paths.ts';
import { contactRegistrationsOf, registrationsOf, trainingRegistrationsOf } from './registrations.ts';
import { settingStreams } from './settings.ts';
import { ofTrainings, trainingsOf } from './trainings.ts';

/** The streams of the Customer Learning Cloud, each read academy by academy. */
export const academyStreams = (ids: readonly string[]): readonly Stream[] => {
  const academies = { partitions: ids.map((academy_id) => ({ academy_id })) };
  const contacts = contactsOf(academies);
  const trainings = trainingsOf(academies);
  const ofContact = ofContacts(contacts);
  return [
    contacts,
    trainings,
    registrationsOf(academies),
    trainingRegistrationsOf(ofTrainings(trainings)),
    contactRegistrationsOf(ofContact),
    ...pathStreams(academies, ofContact),
    ...certificationStreams(academies, ofContact),
    ...collectionStreams(academies),
    ...eventStreams(academies),
    ...settingStreams(academies),
  ];
};
