import {
  defineStream,
  flag,
  id,
  instant,
  integer,
  isRow,
  ofParent,
  pathPart,
  singlePage,
  text,
} from '@singer-io-ts/tap';
import { perhapsPages } from './paging.ts';
import { ofUser } from './users.ts';

// https://docs.learnupon.com/api/#badges
export const badges = defineStream({
  name: 'badges',
  description: 'Badges of the portal',
  source: 'https://docs.learnupon.com/api/#badges',
  optional: true,
  path: '/badges',
  // 1.1 adds image_url.
  query: { version_id: '1.1' },
  records: 'badges',
  paginate: perhapsPages,
  primaryKey: ['id'],
  fields: {
    id: id('Badge'),
    name: text('Name'),
    points: integer('Points'),
    is_used: flag('In use'),
    badge_type_id: integer('Type'),
    badge_type: text('level_badge, learning_badge or activity_badge'),
    image_url: text('Image'),
    created_by: integer('Creator'),
    updated_by: integer('User who changed it last'),
    created_at: instant('iso', 'Creation'),
    updated_at: instant('iso', 'Last change'),
  },
});

// https://docs.learnupon.com/api/#leaderboard
export const leaderboard = defineStream({
  name: 'leaderboard',
  description: 'Points and places of learners at the time of reading',
  source: 'https://docs.learnupon.com/api/#leaderboard',
  optional: true,
  path: '/leaderboard',
  records: 'users',
  paginate: perhapsPages,
  primaryKey: ['user_id'],
  fields: {
    user_id: id('Learner'),
    login: text('E-mail address or username'),
    name: text('Name'),
    position: integer('Place'),
    level: text('Level'),
    total_points: integer('Points'),
    total_badges: integer('Badges'),
  },
});

// https://docs.learnupon.com/api/#users
export const userAwards = defineStream({
  name: 'user_awards',
  description: 'Badges that users have; one request per user',
  source: 'https://docs.learnupon.com/api/#users',
  beta: true,
  selectedByDefault: false,
  parent: ofUser,
  path: ({ partition: { user_id } }) => `/users/${pathPart(user_id)}`,
  records: (body) => {
    const users = isRow(body) ? (body['user'] ?? body['users']) : undefined;
    const user: unknown = Array.isArray(users) ? users[0] : users;
    if (!isRow(user)) return undefined;
    // A portal without gamification leaves the key out.
    return Array.isArray(user['awards']) ? (user['awards'] as readonly unknown[]) : [];
  },
  paginate: singlePage(),
  primaryKey: ['user_id', 'badge_id'],
  fields: {
    user_id: ofParent(id('User')),
    badge_id: id('Badge'),
    badge_name: text('Name of the badge'),
    badge_count: integer('How often it was awarded'),
    total_points: integer('Points'),
  },
});
