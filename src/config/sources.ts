import { didYouMean } from '@singer-io-ts/tap/select/suggest.ts';
import { ConfigError } from '@singer-io-ts/tap/errors/config-error.ts';
import { parseJsonText, readJsonFile, readTextFile } from '../json-file.ts';
import { kindOf } from './schema.ts';
import { fieldNames, isFieldName, isSecret, type FieldName } from './words.ts';

/** What a config may be read from beside files. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readStdin: () => Promise<string>;
}

export interface ConfigValues {
  readonly values: Readonly<Record<string, unknown>>;
  /** Every secret that any source names, also one that a later source replaces. */
  readonly secrets: readonly string[];
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

const prefix = 'TAP_LMS_';
/** Settings of the command, not of the config. */
const ownVariables = new Set(['TAP_LMS_OUTPUT', 'TAP_LMS_LOGLEVEL']);
const variableOf = (name: FieldName): string => `${prefix}${name.toUpperCase()}`;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const secretsOf = (values: Readonly<Record<string, unknown>>): readonly string[] =>
  fieldNames.filter(isSecret).flatMap((name) => {
    const value = values[name];
    return typeof value === 'string' && value !== '' ? [value, value.trim()] : [];
  });

const numberText = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const numberIn = (text: string): number | string => (numberText.test(text.trim()) ? Number(text) : text);

const fromText = async (name: FieldName, text: string): Promise<unknown> => {
  const kind = kindOf(name);
  if (kind === 'json') return parseJsonText(text, `The variable ${variableOf(name)}`);
  return kind === 'number' ? numberIn(text) : text;
};

/** Schedulers that fill in files from variables, Meltano for one, write numbers as text. */
const withNumbers = (values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && isFieldName(name) && kindOf(name) === 'number' ? numberIn(value) : value,
    ]),
  );

const fromEnvironment = async (env: Surroundings['env']): Promise<Omit<ConfigValues, 'secrets'>> => {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  const warnings: string[] = [];
  const known = new Set(ownVariables);
  const attempt = async (name: FieldName, read: () => Promise<unknown>): Promise<void> => {
    try {
      values[name] = await read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(`${name}: ${error.message}`);
    }
  };
  for (const name of fieldNames) {
    const variable = variableOf(name);
    known.add(variable);
    const text = env[variable];
    if (text !== undefined && text !== '') await attempt(name, () => fromText(name, text));
    if (!isSecret(name)) continue;
    const path = env[`${variable}_FILE`];
    known.add(`${variable}_FILE`);
    if (path === undefined || path === '') continue;
    if (values[name] !== undefined) warnings.push(`${name}: ${variable}_FILE is used, ${variable} ignored.`);
    await attempt(name, async () => {
      const content = await readTextFile(path, `${name} file`);
      return content.replace(/^\uFEFF/, '').trim();
    });
  }
  for (const variable of Object.keys(env)) {
    if (!variable.startsWith(prefix) || known.has(variable)) continue;
    warnings.push(`${variable}: unknown variable${didYouMean(variable, known)}, ignored.`);
  }
  return { values, problems, warnings };
};

const fromFile = async (source: string, { readStdin }: Surroundings): Promise<Readonly<Record<string, unknown>>> => {
  const title = source === '-' ? 'The config on standard input' : `The config file ${source}`;
  const json =
    source === '-' ? await parseJsonText(await readStdin(), title) : await readJsonFile(source, 'config file');
  if (json === undefined) throw new ConfigError(`${title} is empty.`);
  if (!isObject(json)) throw new ConfigError(`${title} is not a JSON object.`);
  return withNumbers(json);
};

/**
 * Reads the named sources in order, a later one replacing fields of an earlier one: files, `-` for standard input, `ENV`
 * for the environment.
 *
 * @throws ConfigError for a source that can't be read at all
 */
export const readConfigValues = async (
  sources: readonly string[],
  surroundings: Surroundings,
): Promise<ConfigValues> => {
  const all: Omit<ConfigValues, 'secrets'>[] = [];
  for (const source of sources) {
    all.push(
      source === 'ENV'
        ? await fromEnvironment(surroundings.env)
        : { values: await fromFile(source, surroundings), problems: [], warnings: [] },
    );
  }
  return {
    values: Object.fromEntries(all.flatMap(({ values }) => Object.entries(values))),
    secrets: all.flatMap(({ values }) => secretsOf(values)),
    problems: all.flatMap(({ problems }) => problems),
    warnings: all.flatMap(({ warnings }) => warnings),
  };
};
