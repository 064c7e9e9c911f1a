import { hash, pick } from '../../random.ts';
import type { World } from './world.ts';

/** Texts as real portals hold them. JSON carries U+0000 and the lone surrogates as escapes. */
const texts = [
  '<p>Safe &amp; sound.</p>\r\n<ul><li>one</li></ul>',
  '  leading blanks',
  'emoji 🚜 and 👩‍🏭',
  'nul \u0000 inside',
  'lone high \ud83d surrogate',
  'lone low \ude00 surrogate',
  'tab\tquote " backslash \\ slash /',
  'line\u2028separator',
  'Łódź – Ünïcode – 東京',
];

/** Now and then an odd text before the plain one. */
export function oddText(world: World, plain: string, ...parts: readonly number[]): string {
  if (!world.odd || hash(world.seed, 51, ...parts) % 7 !== 0) return plain;
  return `${pick(texts, world.seed, 52, ...parts)} ${plain}`;
}
