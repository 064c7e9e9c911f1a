import { blank, created, day, email, flag, lastActive, text, title } from '../columns.ts';
import type { Entity } from '../entity.ts';
import { each, entity } from '../entity.ts';

export const people: readonly Entity[] = [
  entity('users', 'core/user', each(1), {
    name: title('Jane Doe'),
    last_active: lastActive,
    username: email,
    first_name: title('Jane'),
    second_name: blank,
    last_name: title('Doe'),
    birth_date: day,
    lang_id: text('2'),
    timezone: text('Europe/Lisbon'),
    register_date: created,
    image: text('/upload/users/7.jpg'),
    position: text('Account manager'),
    role_admin: flag,
    role_login: flag,
    role_external: flag,
  }),
];
