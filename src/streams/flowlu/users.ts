import { day, defineStream, flag, id, instant, text } from '@singer-io-ts/tap';
import { inCore } from './lists.ts';

// https://www.flowlu.com/api/
export const users = defineStream({
  ...inCore,
  name: 'users',
  description: 'Users of the portal, disabled ones included',
  path: '/core/user/list',
  fields: {
    id: id('User', 'text'),
    name: text('Name as shown'),
    last_active: instant('epoch-seconds', 'Last activity'),
    username: text('Login e-mail address'),
    first_name: text('First name'),
    second_name: text('Middle name'),
    last_name: text('Last name'),
    birth_date: day('Birthday'),
    lang_id: text('Interface language'),
    timezone: text("The user's time zone, not the portal's"),
    register_date: instant('iso', 'Registration'),
    image: text('Picture'),
    position: text('Job title'),
    role_admin: flag('Portal administrator'),
    role_login: flag('May log in'),
    role_external: flag('External user'),
    email_personal: text('Private e-mail address, where the list has it'),
    phone_mobile: text('Mobile number, where the list has it'),
    phone_work: text('Work number, where the list has it'),
    phone_internal: text('Extension, where the list has it'),
    web: text('Web site, where the list has it'),
    description: text('Description, where the list has it'),
    ref: text('System it was imported from, where the list has it'),
    ref_id: text('Id in that system, where the list has it'),
  },
});
