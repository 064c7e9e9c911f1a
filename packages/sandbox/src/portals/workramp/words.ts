import type { World } from './world.ts';
import { choose, roll } from './world.ts';

const firstNames = [
  'Ines',
  'Tomas',
  'Pia',
  'Chidi',
  'Noor',
  'Søren',
  'Łucja',
  'Zoë',
  "D'Arcy",
  'Ana María',
  '健太',
  'Maeve',
];
const lastNames = [
  'Calder',
  'Reyes',
  'Lund',
  'Okafor',
  "O'Hara",
  'van Dijk',
  'Nguyễn',
  'García',
  'Smith-Jones',
  '田中',
  'Müller',
];
const subjects = [
  'Discovery Calls',
  'Pricing',
  'Onboarding',
  'Security',
  'Objections',
  'Product',
  'Renewals',
  'Compliance',
];
const levels = ['101', 'Basics', 'Deep Dive', 'Refresher', '& Practice', '2026'];

/** Texts as real tenants hold them. JSON carries the last ones as escapes. */
const odd = [
  '<p>Call &amp; close.</p>\r\n<ul><li>one</li></ul>',
  '  leading blanks',
  'emoji 🎯 and 👩‍💻',
  'nul \u0000 inside',
  'lone high \ud83c surrogate',
  'lone low \udfaf surrogate',
  'tab\tquote " backslash \\ slash /',
  'line\u2028separator',
];

export interface Person {
  readonly first: string;
  readonly last: string;
  readonly name: string;
  readonly email: string;
}

/** `tag` keeps employees and contacts apart: the two are different spaces of identities. */
export function person(world: World, tag: number, slot: number, domain: string): Person {
  const number = String(slot);
  const first = world.odd ? choose(world, firstNames, tag, slot, 1) : `First${number}`;
  const last = world.odd ? choose(world, lastNames, tag, slot, 2) : `Last${number}`;
  const sign = world.odd && slot % 11 === 4 ? '+' : '.';
  // Spread over the alphabet, as lists sorted by e-mail differ from lists sorted by age.
  const initial = 'abcdefghijklmnopqrstuvwxyz'.charAt(roll(world, 26, tag, slot, 3));
  return { first, last, name: `${first} ${last}`, email: `${initial}${sign}person${number}@${domain}` };
}

export function title(world: World, tag: number, slot: number): string {
  const plain = `${choose(world, subjects, tag, slot, 4)} ${choose(world, levels, tag, slot, 5)} ${String(slot)}`;
  return text(world, plain, tag, slot, 6);
}

/** Now and then an odd text instead of the plain one. */
export function text(world: World, plain: string, ...parts: readonly number[]): string {
  if (!world.odd || roll(world, 7, ...parts, 7) !== 0) return plain;
  return `${choose(world, odd, ...parts, 8)} ${plain}`;
}

export function tags(world: World, tag: number, slot: number): unknown[] {
  const dice = roll(world, 6, tag, slot, 9);
  if (dice === 0) return [];
  if (dice === 1 && world.odd) return [null, 'Sales'];
  return dice < 4 ? ['Sales'] : ['Onboarding', 'Compliance'];
}
