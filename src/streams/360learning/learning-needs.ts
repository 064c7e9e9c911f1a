import { defineStream, flag, id, instant, list, object, text } from '@singer-io-ts/tap';
import { pages } from './paging.ts';
import { scope } from './scope.ts';

// https://360learning.readme.io/reference/v2learningneedsgetlearningneedscontroller_getlearningneeds
export const learningNeeds = defineStream({
  name: 'learning_needs',
  description: 'What people would like to learn',
  source: 'https://360learning.readme.io/reference/v2learningneedsgetlearningneedscontroller_getlearningneeds',
  ...scope('learningNeeds:read'),
  path: '/learning-needs',
  records: '',
  paginate: pages,
  primaryKey: ['_id'],
  fields: {
    _id: id('Learning need', 'text'),
    groupId: text('Group'),
    name: text('Name'),
    status: text('new, exploring, onHold, projectOngoing, done, alreadyExists or discarded'),
    createdAt: instant('iso', 'Creation'),
    authorId: text('Author'),
    questions: list(object({ title: text('Question'), answer: text('Answer') }, 'One question'), 'Questions'),
    suggestedExpertIds: list(text('User'), 'Suggested experts'),
    volunteerIds: list(text('User'), 'Volunteers'),
  },
});

// https://360learning.readme.io/reference/v2projectsgetprojectscontroller_getprojects
export const projects = defineStream({
  name: 'projects',
  description: 'Live projects of new courses',
  source: 'https://360learning.readme.io/reference/v2projectsgetprojectscontroller_getprojects',
  ...scope('projects:read'),
  path: '/projects',
  records: '',
  paginate: pages,
  primaryKey: ['_id'],
  fields: {
    _id: id('Project', 'text'),
    name: text('Name'),
    completed: flag('Completed'),
    groupId: text('Group'),
  },
});
