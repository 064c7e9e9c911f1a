import { didYouMean } from '@singer-io-ts/tap/select/suggest.ts';
import type { Settings, StreamOption } from '@singer-io-ts/tap/select/settings.ts';
import { parseMember, parseMemberKey } from './config/member-key.ts';
import { issueLine, problemLine } from './config/problems.ts';
import { schemaOf, streamOption } from './config/schema.ts';
import { isVendorName, vendorFacts, vendorNames, type VendorName } from './config/vendor-facts.ts';
import { fieldNames, isFieldName, isRequired, usedBy, vendorsOf, wordsFor, type FieldName } from './config/words.ts';

export type { VendorName } from './config/vendor-facts.ts';

/**
 * A checked config as vendors receive it: the names of the file, values normalised, defaults filled in. A field that the
 * vendor doesn't read has its default.
 */
export interface Config {
  readonly vendor: VendorName;
  /** The account's name, lower case. null: the vendor has none, or `base_url` replaces it. */
  readonly subdomain: string | null;
  /** LearnUpon: API username. 360Learning: client id (v2) or company id (v1). LearningBuilder: `Member_42`. */
  readonly username: string | null;
  /** The secret, without what was pasted around it. Empty only where no request is made (static discovery). */
  readonly key: string;
  readonly api_version: 'v2' | 'v1';
  readonly region: 'eu' | 'us';
  readonly academy_ids: readonly string[];
  /** IANA name. */
  readonly timezone: string;
  /** Origin and path without a closing slash or the API's own path: `https://learn.acme.example/lms`. */
  readonly base_url: string | null;
  /** UTC instant. */
  readonly start_date: string | null;
  /** null: the vendor's default. */
  readonly max_requests_per_second: number | null;
  readonly max_requests_per_hour: number | null;
  readonly max_concurrency: number | null;
  readonly max_wait_minutes: number;
  readonly request_timeout_seconds: number;
  readonly max_retries: number;
  /** null: the connector's name and version. */
  readonly user_agent: string | null;
  readonly exclude: readonly string[];
  readonly stream_options: readonly StreamOption[];
  readonly enrollment_parent: 'courses' | 'users';
  readonly weekly_request_floor: number;
}

export interface ConfigReading {
  /** null when there are problems. */
  readonly config: Config | null;
  /** One line each. None holds a value of the config. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  /** What was assumed; worth one line in the log. */
  readonly notices: readonly string[];
}

export interface ConfigOptions {
  /** The vendor of a binary of its own or of TAP_LMS_VENDOR. */
  readonly fixedVendor: VendorName | null;
  /** false for what needs no request: what is required may be missing. */
  readonly complete: boolean;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Forms send null or empty text for what was left empty. */
const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

const unknownKeys = (values: Readonly<Record<string, unknown>>): readonly string[] => {
  const optionNames = Object.keys(streamOption.shape);
  const options = Array.isArray(values['stream_options']) ? values['stream_options'] : [];
  const inOptions = options.flatMap((option, index) =>
    Object.keys(isObject(option) ? option : {})
      .filter((name) => !optionNames.includes(name) && !name.startsWith('_'))
      .map(
        (name) => `stream_options[${String(index)}].${name}: unknown field${didYouMean(name, optionNames)}, ignored.`,
      ),
  );
  return [
    ...Object.keys(values)
      .filter((name) => !isFieldName(name) && !name.startsWith('_'))
      .map((name) => `${name}: unknown field${didYouMean(name, fieldNames)}, ignored.`),
    ...inOptions,
  ];
};

/** The vendor to check for; where it is unknown, fields that all vendors share are still checked. */
const vendorOf = (given: unknown, fixed: VendorName | null): { vendor: VendorName | null; problems: string[] } => {
  const words = wordsFor('vendor', null);
  if (isAbsent(given)) {
    return fixed === null
      ? { vendor: null, problems: [problemLine(['vendor'], 'is missing', words)] }
      : { vendor: fixed, problems: [] };
  }
  if (!isVendorName(given)) {
    const hint = typeof given === 'string' ? didYouMean(given, vendorNames) : '';
    return { vendor: null, problems: [problemLine(['vendor'], `is none of them${hint}`, words)] };
  }
  if (fixed === null || fixed === given) return { vendor: given, problems: [] };
  return {
    vendor: fixed,
    problems: [`vendor: is ${given}, but this command reads ${fixed}. Expected: ${fixed}, or no vendor at all.`],
  };
};

const crossChecked = (config: Config, complete: boolean): { config: Config; problems: string[] } => {
  const { vendor, subdomain, base_url } = config;
  const problems: string[] = [];
  const report = (name: FieldName, reason: string): void => {
    problems.push(problemLine([name], reason, wordsFor(name, vendor)));
  };
  if (complete && vendorFacts[vendor].domain !== null && subdomain === null && base_url === null) {
    report('subdomain', 'is missing');
  }
  config.stream_options.forEach(({ stream }, index) => {
    if (config.stream_options.findIndex((other) => other.stream === stream) === index) return;
    problems.push(
      `stream_options[${String(index)}].stream: names a stream a second time. Expected: one element per stream.`,
    );
  });
  if (vendor !== 'learningbuilder') return { config, problems };

  const pair = config.key === '' ? { username: null, key: '' } : parseMemberKey(config.key);
  const username = config.username === null ? null : parseMember(config.username);
  if ('problem' in pair) report('key', pair.problem);
  if (config.username !== null && username === null) report('username', 'is not a member number');
  if ('problem' in pair) return { config, problems };
  if (pair.username !== null && username !== null && pair.username !== username) {
    report('username', 'names another member than the copied key');
  }
  if (complete && pair.username === null && config.username === null) report('username', 'is missing');
  return { config: { ...config, username: pair.username ?? username, key: pair.key }, problems };
};

/** Checks the values of all sources together and says everything that is wrong with them at once. */
export const readConfig = (values: Readonly<Record<string, unknown>>, options: ConfigOptions): ConfigReading => {
  const { vendor: known, problems } = vendorOf(values['vendor'], options.fixedVendor);
  const vendor = known ?? 'workramp';
  const warnings = [...unknownKeys(values)];
  const given: Record<string, unknown> = { vendor };
  for (const name of fieldNames) {
    if (name === 'vendor' || isAbsent(values[name])) continue;
    if (known === null ? vendorsOf(name).length < vendorNames.length : !usedBy(name, vendor)) {
      if (known !== null) warnings.push(`${name}: not used for ${vendor}, ignored.`);
    } else {
      given[name] = values[name];
    }
  }
  if (options.complete) {
    for (const name of fieldNames) {
      const required = known === null ? vendorNames.every((each) => isRequired(name, each)) : isRequired(name, known);
      if (required && given[name] === undefined)
        problems.push(problemLine([name], 'is missing', wordsFor(name, known)));
    }
  }
  const parsed = schemaOf(vendor).safeParse(given);
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => issueLine(issue, given, known)));
    return { config: null, problems, warnings, notices: [] };
  }
  const checked = crossChecked(parsed.data, options.complete && known !== null);
  problems.push(...checked.problems);
  const notices =
    known !== null && vendorFacts[vendor].zoneless && given['timezone'] === undefined
      ? [`timezone is not set: the times of ${vendorFacts[vendor].title}, which carry no offset, are read as UTC.`]
      : [];
  return { config: problems.length === 0 ? checked.config : null, problems, warnings, notices };
};

/** What stream selection needs of the config. */
export const settingsOf = (config: Config): Settings => ({
  exclude: config.exclude,
  streamOptions: config.stream_options,
  startDate: config.start_date,
});
