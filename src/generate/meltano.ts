import type { JsonObject } from '@singer-io-ts/tap/define/json.ts';
import { capabilities, settingsOf, type Setting } from '../commands/about.ts';
import { vendorFacts, type VendorName } from '../config/vendor-facts.ts';
import { product } from '../product.ts';
import { toYaml, type YamlValue } from './yaml.ts';

const kindOf = ({ type, options, format }: Setting): string => {
  if (options !== null) return 'options';
  // Meltano's date_iso8601 also takes "6 months ago", which it turns into a date.
  if (format === 'date-time') return 'date_iso8601';
  return type === 'number' ? 'decimal' : type;
};

const titled = (value: string): { readonly label: string; readonly value: string } => ({ label: value, value });

const scalarOf = (value: unknown): YamlValue | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;

const settingOf = (setting: Setting): YamlValue => {
  const value = scalarOf(setting.default);
  const [example] = setting.examples;
  return {
    name: setting.name,
    label: setting.title,
    kind: kindOf(setting),
    description: setting.description,
    ...(value === undefined ? {} : { value }),
    ...(setting.options === null ? {} : { options: setting.options.map(titled) }),
    ...(setting.secret ? { sensitive: true } : {}),
    ...(typeof example === 'string' ? { placeholder: example } : {}),
  };
};

/** The sets of settings of which one must be there. */
const groupsOf = (vendor: VendorName | null, settings: readonly Setting[]): readonly (readonly string[])[] => {
  const required = settings.filter(({ required: isRequired }) => isRequired).map(({ name }) => name);
  const hasSubdomain = vendor !== null && vendorFacts[vendor].domain !== null;
  return hasSubdomain
    ? [
        ['subdomain', ...required],
        ['base_url', ...required],
      ]
    : [required];
};

const extractor = (vendor: VendorName | null, specification: JsonObject): YamlValue => {
  const program = vendor === null ? product.name : `tap-${vendor}`;
  const settings = settingsOf(specification);
  return {
    name: program,
    namespace: program.replaceAll('-', '_'),
    label: vendor === null ? 'Learning and work platforms' : vendorFacts[vendor].title,
    // A program of this folder: Meltano can't install packages of Node.
    executable: `./dist/${program}.js`,
    capabilities: [...capabilities],
    settings_group_validation: groupsOf(vendor, settings),
    settings: settings.map(settingOf),
    select: ['*.*'],
  };
};

/** A project in which `meltano run tap-... target-jsonl` works. */
export const meltanoYml = (specifications: readonly (readonly [VendorName | null, JsonObject])[]): string =>
  toYaml({
    version: 1,
    default_environment: 'dev',
    environments: [{ name: 'dev' }],
    plugins: {
      extractors: specifications.map(([vendor, specification]) => extractor(vendor, specification)),
      loaders: [
        {
          name: 'target-jsonl',
          variant: 'andyh1203',
          pip_url: 'target-jsonl',
          config: { destination_path: 'output' },
        },
      ],
    },
  });
