import { defineStream, integer, text, type ParentLink } from '@singer-io-ts/tap';
import { cardBanner, moment, uuid } from '../fields.ts';
import { pages } from '../paging.ts';
import { partOf } from '../parents.ts';
import { academyIdField, academyPath, inAcademies, type Academies } from './academy.ts';

// https://developers.workramp.com/reference/get-all-trainings
export const trainingsOf = (academies: Academies) =>
  defineStream({
    name: 'academy_trainings',
    description: 'Trainings of the academies: guides, SCORM courses and resources',
    source: 'https://developers.workramp.com/reference/get-all-trainings',
    ...inAcademies(academies),
    path: academyPath('trainings'),
    records: 'data.trainings',
    paginate: pages,
    primaryKey: ['id'],
    fields: {
      ...academyIdField,
      id: uuid('Training'),
      type: text('course or guide (the same), scorm or resource'),
      name: text('Name'),
      created_at: moment('Creation'),
      card_banner: cardBanner,
      description: text('Description; guides only'),
      time_estimate_seconds: integer('Estimated time in seconds; guides only'),
    },
  });

export const ofTrainings = (trainings: ReturnType<typeof trainingsOf>): ParentLink => ({
  stream: trainings,
  partition: partOf('training_id'),
});
