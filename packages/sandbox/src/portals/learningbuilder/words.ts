import { hash, pick } from '../../random.ts';

const firstNames = [
  'Avery',
  'Jordan',
  'Sam',
  'Zoë',
  'Łucja',
  'Nguyễn',
  "D'Arcy",
  '美咲',
  'Renée',
  'Olu',
  'Ana María',
  'Björn',
];
const lastNames = [
  'Example',
  'Okafor',
  'O’Brien',
  "O'Neil",
  'van der Berg',
  'Sample',
  'Smith-Jones',
  'García',
  '佐藤',
  'Ek',
];
const companies = [
  'Sample Clinic',
  'Widget & Sons',
  'St. Mary’s “East”',
  'Northwind Health',
  'ACME, Inc.',
  'Keystone Board',
];
const cities = ['Harrisburg', 'Camp Hill', 'Saint-Jérôme', 'Łódź', 'Mechanicsburg', 'Reno'];
const states = ['PA', 'NV', 'NC', 'QC', 'NY'];
const subjects = ['Ethics', 'Infection Control', 'Widget Safety', 'Documentation', 'Supervision', 'Pharmacology'];
const formats = ['101', 'Refresher', 'Symposium', 'Webinar', 'Case Review'];

const odd = [
  '<p>Complete <b>all</b> forms&nbsp;&amp; pay.</p>\r\n<ul><li>one</li></ul>',
  '   blanks around   ',
  'emoji 🩺 and 👩‍⚕️',
  'nul \u0000 inside',
  'lone high \ud83d surrogate',
  'lone low \ude00 surrogate',
  'tab\tquote " backslash \\ slash /',
  'line\u2028separator',
  '',
];

/** Texts of a tenant, all from the seed. `isOdd` is false in worlds without oddities. */
export class Words {
  readonly #seed: number;
  readonly #isOdd: boolean;

  constructor(seed: number, isOdd: boolean) {
    this.#seed = seed;
    this.#isOdd = isOdd;
  }

  firstName(member: number): string {
    return pick(firstNames, this.#seed, 1, member);
  }

  lastName(member: number): string {
    return pick(lastNames, this.#seed, 2, member);
  }

  company(...parts: readonly number[]): string {
    return pick(companies, this.#seed, 3, ...parts);
  }

  city(...parts: readonly number[]): string {
    return pick(cities, this.#seed, 4, ...parts);
  }

  state(...parts: readonly number[]): string {
    return pick(states, this.#seed, 5, ...parts);
  }

  title(...parts: readonly number[]): string {
    return `${pick(subjects, this.#seed, 6, ...parts)} ${pick(formats, this.#seed, 7, ...parts)}`;
  }

  /** Now and then an odd text, or an empty one, instead of the plain one. */
  text(plain: string, ...parts: readonly number[]): string {
    if (!this.#isOdd || hash(this.#seed, 8, ...parts) % 6 !== 0) return plain;
    const found = pick(odd, this.#seed, 9, ...parts);
    return found === '' ? '' : `${found} ${plain}`;
  }
}
