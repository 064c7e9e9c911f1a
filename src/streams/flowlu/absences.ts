import { defineStream, id, instant, integer, text } from '@singer-io-ts/tap';
import { inCompany } from './lists.ts';

// https://www.flowlu.com/api/
export const absences = defineStream({
  ...inCompany,
  name: 'absences',
  description: 'Absences of users',
  family: 'absences',
  beta: true,
  optional: true,
  path: '/company/absences/list',
  fields: {
    id: id('Absence'),
    user_id: integer('User (users)'),
    created_by: integer('Creator (users)'),
    created_date: instant('iso', 'Creation'),
    updated_by: integer('Who changed it last (users)'),
    updated_date: instant('iso', 'Last change'),
  },
});

// https://www.flowlu.com/api/
export const absenceTypes = defineStream({
  ...inCompany,
  name: 'absence_types',
  description: 'Types of absences',
  family: 'absence_types',
  beta: true,
  optional: true,
  path: '/company/absencetypes/list',
  fields: {
    id: id('Type'),
    name: text('Name'),
    created_by: integer('Creator (users)'),
    created_date: instant('iso', 'Creation'),
    updated_by: integer('Who changed it last (users)'),
    updated_date: instant('iso', 'Last change'),
  },
});
