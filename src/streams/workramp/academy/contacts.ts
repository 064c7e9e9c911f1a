import { defineStream, list, openObject, raw, text, object, type ParentLink } from '@singer-io-ts/tap';
import { moment, uuid } from '../fields.ts';
import { pages } from '../paging.ts';
import { partOf } from '../parents.ts';
import { academyIdField, academyPath, inAcademies, type Academies } from './academy.ts';

// https://developers.workramp.com/reference/get-academy-customer-users
export const contactsOf = (academies: Academies) =>
  defineStream({
    name: 'academy_contacts',
    description: 'Contacts (external learners) of the academies, deactivated and invited ones included',
    source: 'https://developers.workramp.com/reference/get-academy-customer-users',
    ...inAcademies(academies),
    path: academyPath('users'),
    records: 'data.users',
    paginate: pages,
    primaryKey: ['id'],
    fields: {
      ...academyIdField,
      id: uuid('Contact'),
      email: text('E-mail address'),
      display_name: text('Name as it is shown'),
      first_name: text('First name'),
      last_name: text('Last name'),
      segments: list(openObject('Segment, with its name'), 'Segments that the contact belongs to'),
      created_at: moment('Creation'),
      custom_registration_field_values: list(
        object(
          {
            name: text('API name of the field'),
            value: raw('Value as text'),
            academy_registration_field_id: text('Field'),
          },
          'Value of one registration field',
        ),
        'Custom registration fields',
      ),
      status: text('Active or Deactivated, where the vendor tells it'),
    },
  });

export const ofContacts = (contacts: ReturnType<typeof contactsOf>): ParentLink => ({
  stream: contacts,
  partition: partOf('contact_id'),
});
