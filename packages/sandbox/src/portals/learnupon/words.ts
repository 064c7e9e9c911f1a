import type { World } from './world.ts';
import { choose, roll } from './world.ts';

const firstNames = [
  'Maren',
  'Tomas',
  'Ines',
  'Aoife',
  'Kwame',
  'Søren',
  'Łucja',
  'Noor',
  'Þóra',
  'Jean-Luc',
  '美咲',
  'Olu',
  'Zoë',
  "D'Arcy",
];
const lastNames = [
  'Okafor',
  'Lind',
  'Holt',
  'Ó Briain',
  'van der Meer',
  'Nguyễn',
  'García',
  'Smith',
  "O'Neill",
  'Müller',
  '佐藤',
  'Kowalska',
];
const subjects = [
  'Forklift',
  'Fire',
  'Data',
  'Ladder',
  'Food',
  'Customer',
  'Leadership',
  'Cyber',
  'Chemical',
  'Driver',
];
const kinds = ['Safety Basics', 'Refresher', 'Awareness', 'Essentials', 'Masterclass', 'Assessment', 'Induction'];

/** Texts as real portals hold them. JSON carries the last three as escapes. */
const odd = [
  '<p>Safe &amp; sound.</p>\r\n<ul><li>one</li></ul>',
  '  leading blanks',
  'emoji 🚜 and 👩‍🏭',
  'nul \u0000 inside',
  'lone high \ud83d surrogate',
  'lone low \ude00 surrogate',
  'tab\tquote " backslash \\ slash /',
  'line\u2028separator',
];

export interface Person {
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly username: string;
}

export function person(world: World, userSlot: number): Person {
  const isPlain = !world.odd;
  const number = String(userSlot);
  const isBlank = world.options.usernames === true && userSlot % 5 === 2;
  return {
    first_name: isPlain ? `First${number}` : choose(world, firstNames, 1, userSlot),
    last_name: isPlain ? `Last${number}` : choose(world, lastNames, 2, userSlot),
    // Addresses with + must be encoded in a query.
    email: isBlank ? '' : `person${userSlot % 11 === 4 && world.odd ? '+' : '.'}${number}@fernhillsupply.example`,
    username: `user_${number}`,
  };
}

export function courseTitle(world: World, courseSlot: number): string {
  const title = `${choose(world, subjects, 3, courseSlot)} ${choose(world, kinds, 4, courseSlot)} ${String(courseSlot)}`;
  return world.odd && courseSlot % 9 === 5 ? ` ${title}` : title;
}

/** Now and then an odd text instead of the plain one. */
export function text(world: World, plain: string, ...parts: readonly number[]): string {
  if (!world.odd || roll(world, 6, 5, ...parts) !== 0) return plain;
  return `${choose(world, odd, 6, ...parts)} ${plain}`;
}
