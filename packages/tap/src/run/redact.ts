import { formsOf } from './secret-forms.ts';

/** What stands where a secret was. */
const MASK = '***';

/** A shorter beginning of a secret tells nothing. */
const SHORTEST_BEGINNING = 4;

/** Hold a secret at every vendor. */
const COMMON_PARAMETERS = ['access_token', 'client_secret', 'refresh_token'];

export interface Redactor {
  /** Registers a value in every form in which it can show up. Shorter than 4 characters: only in its encoded forms. */
  addSecret(value: string): void;
  /** Registers a query parameter or field whose value is masked whatever it is. */
  addSecretParameter(name: string): void;
  redact(text: string): string;
  /** How much of `text` can be shown although more text follows: the rest may be the beginning of a secret. */
  safeLength(text: string): number;
  /** As `redact`, for a text that nothing follows: a beginning of a secret at its end is masked too. */
  redactEnd(text: string): string;
}

interface Patterns {
  readonly secrets: RegExp | undefined;
  /** A header or parameter by name, then its value. */
  readonly labelled: RegExp;
  /** The same where the text ends within the value. */
  readonly unfinished: RegExp;
}

export const createRedactor = (): Redactor => {
  const forms = new Set<string>();
  const parameters = new Set(COMMON_PARAMETERS);
  let patterns: Patterns | undefined;
  const current = (): Patterns => (patterns ??= compile([...forms], [...parameters]));

  const redact = (text: string): string => {
    const { secrets, labelled } = current();
    const masked = secrets === undefined ? text : text.replace(secrets, MASK);
    return masked.replace(labelled, `$1${MASK}`);
  };

  return {
    addSecret: (value) => {
      for (const form of formsOf(value)) forms.add(form);
      patterns = undefined;
    },
    addSecretParameter: (name) => {
      if (name !== '') parameters.add(name);
      patterns = undefined;
    },
    redact,
    safeLength: (text) => {
      const unfinished = current().unfinished.exec(text)?.index ?? text.length;
      return Math.min(unfinished, text.length - longestBeginning(text, forms));
    },
    redactEnd: (text) => {
      const redacted = redact(text);
      const length = longestBeginning(redacted, forms);
      return length < SHORTEST_BEGINNING ? redacted : `${redacted.slice(0, -length)}${MASK}`;
    },
  };
};

const compile = (forms: readonly string[], parameters: readonly string[]): Patterns => {
  const longestFirst = forms.toSorted((a, b) => b.length - a.length).map(literal);
  const value = String.raw`[^\s"'\\,;&#<>(){}]`;
  const header = String.raw`\b(?:proxy-)?authorization|\bx-api-?key|\b(?:set-)?cookie`;
  const headerLabel = String.raw`(?:${header})\\?["']?\s*[:=,]\s*\\?["']?(?:(?:basic|bearer|apikey|token)\s+)?`;
  const names = parameters.map(literal).join('|');
  // A bare colon isn't enough: prose says "client_secret: where to find it".
  const parameterLabel = String.raw`(?:(?<![a-z_-])|(?<=%[0-9a-f]{2}))(?:${names})(?:=|%3D|\\?["']?\s*[:,]\s*\\?["'])`;
  const label = `(${headerLabel}|${parameterLabel})`;
  return {
    secrets: longestFirst.length === 0 ? undefined : new RegExp(longestFirst.join('|'), 'g'),
    labelled: new RegExp(`${label}${value}+`, 'gi'),
    unfinished: new RegExp(`${label}${value}*$`, 'i'),
  };
};

/** The text as a pattern; hexadecimal digits of percent-encoding in either case. */
const literal = (text: string): string =>
  text
    .replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
    .replace(/%[0-9A-Fa-f]{2}/g, (escape) =>
      escape.replace(/[A-Fa-f]/g, (digit) => `[${digit.toUpperCase()}${digit.toLowerCase()}]`),
    );

/** Length of the longest end of `text` with which a form begins (but isn't complete). */
const longestBeginning = (text: string, forms: ReadonlySet<string>): number => {
  const tail = text.toLowerCase();
  const last = tail.at(-1);
  if (last === undefined) return 0;
  let longest = 0;
  for (const form of forms) {
    const lowered = form.toLowerCase();
    for (let length = Math.min(lowered.length - 1, tail.length); length > longest; length -= 1) {
      if (lowered[length - 1] === last && tail.endsWith(lowered.slice(0, length))) longest = length;
    }
  }
  return longest;
};
