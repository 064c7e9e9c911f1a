import type { Row } from '../../portal.ts';
import type { World } from './world.ts';
import { choose, roll } from './world.ts';

const firstNames = [
  'Amélie',
  'Björn',
  'Chiara',
  'Dmitri',
  'Elif',
  'Fatou',
  'Goran',
  '花子',
  'Inès',
  'João',
  "Ke'ala",
  'Łukasz',
];
const lastNames = [
  'Roche',
  'Ångström',
  'de la Cruz',
  'Nguyễn',
  "O'Connor",
  'Schröder',
  '佐藤',
  'Yıldız',
  'Dupont',
  'Smith',
];
const subjects = [
  'GDPR',
  'Sales',
  'Onboarding',
  'Negotiation',
  'Fire safety',
  'Feedback',
  'Cloud',
  'Accounting',
  'Public tenders',
];
const kinds = ['basics', 'in practice', 'refresher', 'deep dive', 'certification', 'Q3'];

/** Texts as real tenants hold them; JSON carries the surrogates and U+0000 as escapes. */
const odd = [
  '<p>Bring your <b>laptop</b> &amp; badge.</p>\r\n<ul><li>one</li></ul>',
  '  leading and trailing  ',
  'emoji 🎓 and 👩‍🏫',
  'nul \u0000 inside',
  'lone high \ud83c surrogate',
  'lone low \udf93 surrogate',
  'tab\tquote " backslash \\ slash /',
  'line\u2028separator',
  '',
];

/** All content languages but a few odd ones are two letters; these are what the vendor's enum adds. */
export const languages = ['en', 'fr', 'de', 'es', 'ht_HT', 'nl_BE', 'pt', 'zh', 'kar_MM', 'sw_KE'];
export const contentLanguages = ['en', 'fr', 'de', 'en_GB', 'es_MX', 'fr_CA', 'pt_BR', 'zh_HANT', 'zh_tw', 'nn_NO'];

export interface Person {
  readonly firstName: string;
  readonly lastName: string;
  readonly mail: string;
  readonly username: string;
}

export function person(world: World, slot: number): Person {
  const number = String(slot);
  return {
    firstName: world.odd ? choose(world, firstNames, 1, slot) : `First${number}`,
    lastName: world.odd ? choose(world, lastNames, 2, slot) : `Last${number}`,
    // Addresses with + must be encoded in a query.
    mail: `learner${world.odd && slot % 11 === 4 ? '+' : '.'}${number}@acme.example`,
    username: `user_${number}`,
  };
}

export function title(world: World, slot: number, ...parts: readonly number[]): string {
  return `${choose(world, subjects, 3, slot, ...parts)} ${choose(world, kinds, 4, slot, ...parts)} ${String(slot)}`;
}

/** Now and then an odd text instead of the plain one. */
export function text(world: World, plain: string, ...parts: readonly number[]): string {
  if (!world.odd || roll(world, 5, 5, ...parts) !== 0) return plain;
  return choose(world, odd, 6, ...parts);
}

/** A property that no documentation knows, on some rows. */
export function surprise(world: World, slot: number): Row {
  return world.odd && slot % 14 === 3 ? { _beta: { rollout: slot, enabled: slot % 2 === 0 }, legacyRef: null } : {};
}

/** `translations` of courses, paths and sessions. */
export function translations(world: World, slot: number, fields: readonly ('name' | 'description')[]): Row[] {
  return Array.from({ length: roll(world, 3, 7, slot) }, (_, i) => ({
    lang: contentLanguages[(slot + i + 1) % contentLanguages.length],
    published: (slot + i) % 2 === 0,
    translatorIds: (slot + i) % 3 === 0 ? ['65f1c0a2b4d3e90012ab34ce'] : [],
    translatedFields: Object.fromEntries(
      fields
        .filter((_field, position) => (slot + i + position) % 4 !== 3)
        .map((field) => [field, text(world, `Titre ${String(slot)}`, 8, slot, i)]),
    ),
  }));
}
