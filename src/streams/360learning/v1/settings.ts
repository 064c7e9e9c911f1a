import { defineStream, flag, id, instant, integer, list, object, singlePage, text } from '@singer-io-ts/tap';
import { underKey } from './key.ts';

// https://360learning.readme.io/docs/list-all-custom-fields-migration-guide
export const customFields = defineStream({
  name: 'custom_fields',
  description: 'Definitions of custom fields (API v1)',
  source: 'https://360learning.readme.io/docs/list-all-custom-fields-migration-guide',
  ...underKey,
  path: '/customfields',
  records: '',
  paginate: singlePage(),
  primaryKey: ['_id'],
  fields: {
    _id: id('Custom field', 'text'),
    name: text('Name'),
    targetCollection: text('What has it'),
  },
});

// https://360learning.readme.io/docs/list-custom-links-migration-guide
export const customLinks = defineStream({
  name: 'custom_links',
  description: 'Kinds of links that users can have (API v1)',
  source: 'https://360learning.readme.io/docs/list-custom-links-migration-guide',
  ...underKey,
  path: '/customlinks',
  records: '',
  paginate: singlePage(),
  primaryKey: ['_id'],
  fields: {
    _id: id('Custom link', 'text'),
    name: text('Name'),
    order: integer('Place'),
    type: text("The customer's own key, not shown to learners"),
    iconName: text('Icon'),
    company: text('Company'),
  },
});

// https://360learning.readme.io/docs/list-all-tags
export const skills = defineStream({
  name: 'skills',
  description: 'Tags of courses and paths, which API v1 calls skills: the stream tags of API v2, not its skills',
  source: 'https://360learning.readme.io/docs/list-all-tags',
  ...underKey,
  path: '/skills',
  records: '',
  paginate: singlePage(),
  primaryKey: ['_id'],
  fields: {
    _id: id('Tag', 'text'),
    name: text('Name'),
    isMain: flag('Main tag'),
    author: text('Author'),
  },
});

// https://360learning.readme.io/docs/list-all-learning-needs-migration-guide-1
export const learningNeeds = defineStream({
  name: 'learning_needs',
  description: 'What people would like to learn (API v1)',
  source: 'https://360learning.readme.io/docs/list-all-learning-needs-migration-guide-1',
  ...underKey,
  beta: true,
  path: '/learningneeds',
  records: '',
  paginate: singlePage(),
  primaryKey: ['_id'],
  fields: {
    _id: id('Learning need', 'text'),
    groupId: text('Group'),
    name: text('Name'),
    status: text('State'),
    createdAt: instant('iso', 'Creation'),
    authorId: text('Author'),
    questions: list(object({ title: text('Question'), answer: text('Answer') }, 'One question'), 'Questions'),
    suggestedExpertIds: list(text('User'), 'Suggested experts'),
    volunteerIds: list(text('User'), 'Volunteers'),
  },
});

// https://360learning.readme.io/docs/migrate-listprojects
export const projects = defineStream({
  name: 'projects',
  description: 'Projects of new courses (API v1)',
  source: 'https://360learning.readme.io/docs/migrate-listprojects',
  ...underKey,
  beta: true,
  path: '/projects',
  records: '',
  paginate: singlePage(),
  primaryKey: ['_id'],
  fields: {
    _id: id('Project', 'text'),
    name: text('Name'),
    completed: flag('Completed'),
    groupId: text('Group'),
  },
});
