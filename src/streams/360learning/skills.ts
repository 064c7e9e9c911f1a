import { defineStream, id, instant, list, object, raw, text } from '@singer-io-ts/tap';
import { byValue, filteredPages } from './paging.ts';
import { scope } from './scope.ts';

// https://360learning.readme.io/reference/v2skillsgetskillscontroller_getskills
export const skills = defineStream({
  name: 'skills',
  description: 'Skills',
  source: 'https://360learning.readme.io/reference/v2skillsgetskillscontroller_getskills',
  ...scope('skills:read'),
  permission: 'the scope skills:read and the Skills product',
  path: '/skills',
  // The vendor's own filter would miss skills without updatedAt.
  records: '',
  paginate: filteredPages({ narrower: byValue('status'), hidden: ['archived'], onlyFullPages: true }),
  primaryKey: ['_id'],
  replicationKey: 'updatedAt',
  createdKey: 'createdAt',
  fields: {
    _id: id('Skill', 'text'),
    name: text('Name'),
    status: text('archived or published'),
    parents: list(
      object({ _id: text('Skill or library'), externalId: text('Its id on another platform') }, 'One parent'),
      'Skills and libraries above it',
    ),
    translations: list(
      object(
        {
          lang: text('Language'),
          translatedFields: object({ name: text('Name'), description: text('Description') }, 'Translated texts'),
        },
        'Translation into one language',
      ),
      'Translations',
    ),
    externalId: text('Id on another platform'),
    description: text('Description'),
    libraryId: text('Library'),
    createdAt: instant('iso', 'Creation'),
    updatedAt: instant('iso', 'Last change'),
  },
});

// https://360learning.readme.io/reference/v2skillsgetpowerscontroller_getpowers
export const skillPowers = defineStream({
  name: 'skill_powers',
  description: 'Levels of users in skills; they can not be asked for by date, so the stream is a full table',
  source: 'https://360learning.readme.io/reference/v2skillsgetpowerscontroller_getpowers',
  ...scope('skillsPowers:read'),
  permission: 'the scope skillsPowers:read and the Skills product',
  path: '/skills/powers',
  records: '',
  paginate: filteredPages({ narrower: byValue('status'), onlyFullPages: true }),
  primaryKey: ['_id'],
  fields: {
    _id: id('Level of a user in a skill', 'text'),
    skillId: text('Skill'),
    userId: text('User'),
    status: text('toAssess, pendingValidation or validated'),
    qualifiers: list(
      object(
        {
          _id: text('Qualifier'),
          type: text('singleChoice, multiChoice, text, number or date'),
          currentValue: raw('Value as text, of multiChoice in currentValues'),
          currentValueId: text('Choice'),
          currentValues: list(text('Value'), 'Values'),
          currentValueIds: list(text('Choice'), 'Choices'),
        },
        'One qualifier',
      ),
      'What describes the level',
    ),
    externalId: text('Id on another platform'),
    skillExternalId: text("The skill's id on another platform"),
    createdAt: instant('iso', 'Creation'),
    updatedAt: instant('iso', 'Last change'),
  },
});
