import { decimal, defineStream, flag, id, instant, list, object, raw, singlePage, text } from '@singer-io-ts/tap';
import { underKey } from './key.ts';

const step = {
  _id: text('Course or whatever the step is'),
  type: text('Kind'),
};

// https://api.360learning.com
export const programTemplates = defineStream({
  name: 'program_templates',
  description: 'Templates of programs (API v1); the vendor turned programs into paths in 2023 and 2024',
  source: 'https://api.360learning.com',
  ...underKey,
  path: '/programs/templates',
  records: '',
  paginate: singlePage(),
  primaryKey: ['_id'],
  fields: {
    _id: id('Template', 'text'),
    name: text('Name'),
    description: text('Description'),
    author: text('E-mail address of the author'),
    elements: list(object({ ...step, title: text('Title') }, 'One step'), 'Steps'),
    skills: list(raw('Tag'), 'Tags'),
    templateCustom: text('Free text'),
  },
});

// https://api.360learning.com
export const programSessions = defineStream({
  name: 'program_sessions',
  description: 'Sessions of programs (API v1); the vendor turned programs into paths in 2023 and 2024',
  source: 'https://api.360learning.com',
  ...underKey,
  path: '/programs/sessions',
  records: '',
  paginate: singlePage(),
  primaryKey: ['_id'],
  fields: {
    _id: id('Session', 'text'),
    name: text('Name'),
    author: text('E-mail address of the author'),
    description: text('Description'),
    programTemplate: text('Template'),
    startDate: instant('iso', 'Start'),
    endDate: instant('iso', 'End'),
    programDuration: decimal('Duration in programDurationType'),
    programDurationType: text('Unit of the duration'),
    tutors: list(raw('User'), 'Tutors'),
    skills: list(raw('Tag'), 'Tags'),
    modules: list(object(step, 'One step'), 'Steps'),
    hasUserLimit: flag('Seats are limited'),
    validateRegistrations: flag('Registrations are granted by somebody'),
    sessionCustom: text('Free text'),
    templateCustom: text('Free text of the template'),
  },
});
