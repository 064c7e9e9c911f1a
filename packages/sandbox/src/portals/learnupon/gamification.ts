import type { Row } from '../../portal.ts';
import { listed, numberIn } from './conventions.ts';
import { userIdOf } from './users.ts';
import { person } from './words.ts';
import type { Part, World } from './world.ts';
import { choose, get, iso, numbered, onPlan, pastMs, without } from './world.ts';

function makeBadge(world: World, slot: number): Row {
  const atMs = pastMs(world, 900, 160, slot);
  return {
    id: 11_920 + slot,
    name: `Badge ${String(slot)}`,
    points: 50 + slot * 10,
    is_used: slot % 3 !== 2,
    badge_type_id: 1 + (slot % 3),
    badge_type: (['level_badge', 'learning_badge', 'activity_badge'] as const)[slot % 3],
    image_url: `https://cdn.fernhillsupply.example/badge-${String(slot)}.png`,
    created_by: userIdOf(0),
    updated_by: userIdOf(0),
    created_at: iso(atMs),
    updated_at: iso(atMs),
  };
}

function makeStanding(world: World, slot: number): Row {
  const user = person(world, slot * 4);
  return {
    user_id: userIdOf(slot * 4),
    login: world.options.usernames === true ? user.username : user.email,
    name: `${user.first_name} ${user.last_name}`,
    position: slot + 1,
    level: slot % 5 === 4 ? null : choose(world, ['Gold', 'Silver'], 161, slot),
    total_points: Math.max(0, 10_000 - slot * 3),
    total_badges: slot % 7,
  };
}

export function gamificationPart(world: World): Part {
  const badges = numbered(world, 11_920, { name: 'badges', count: 12, make: (slot) => makeBadge(world, slot) });
  const count = Math.ceil(world.counts.users / 4);
  const leaderboard = numbered(world, 0, {
    name: 'leaderboard',
    idField: 'user_id',
    count,
    make: (slot) => makeStanding(world, slot),
  });
  return {
    resources: { badges, leaderboard },
    routes: onPlan(world, 'gamification', [
      get('/badges', ({ query }) =>
        listed(
          world,
          'badges',
          badges.all(),
          'badges',
          query.get('version_id') === '1.1' ? {} : { render: (row) => without(row, 'image_url') },
        ),
      ),
      get('/leaderboard', (request) => {
        const [userId, over, under] = ['user_id', 'points_over', 'points_under'].map((name) => numberIn(request, name));
        const isFiltered = userId !== undefined || over !== undefined || under !== undefined;
        const rows = isFiltered
          ? leaderboard.match((row) => {
              const points = Number(row['total_points']);
              return (
                (userId === undefined || row['user_id'] === userId) &&
                points > (over ?? -1) &&
                points < (under ?? Infinity)
              );
            })
          : leaderboard.all();
        return listed(world, 'leaderboard', rows, 'users');
      }),
    ]),
  };
}
