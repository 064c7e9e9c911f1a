import type { Stream } from '@singer-io-ts/tap';
import type { JsonObject } from '@singer-io-ts/tap/define/json.ts';
import { capabilities, settingsOf, type Setting } from '../commands/about.ts';
import { vendorFacts, type VendorName } from '../config/vendor-facts.ts';
import { product } from '../product.ts';
import { meltanoSelect } from './meltano-select.ts';
import { toYaml, type YamlValue } from './yaml.ts';

const kindOf = ({ type, options, format }: Setting): string => {
  if (options !== null) return 'options';
  // Meltano's date_iso8601 also takes "6 months ago", which it turns into a date.
  if (format === 'date-time') return 'date_iso8601';
  // Meltano's decimal breaks off when its value comes from a variable: it can't write the config file.
  return type === 'number' ? 'string' : type;
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

/** A program with its settings, and the streams from which it selects. */
export interface Extractor {
  /** null: the program for all of them. */
  readonly vendor: VendorName | null;
  readonly specification: JsonObject;
  readonly streams: readonly Stream[];
}

const extractor = ({ vendor, specification, streams }: Extractor): YamlValue => {
  const program = vendor === null ? product.name : `tap-${vendor}`;
  const settings = settingsOf(specification);
  return {
    name: program,
    namespace: program.replaceAll('-', '_'),
    label: vendor === null ? 'Learning and work platforms' : vendorFacts[vendor].title,
    // Found through PATH: Meltano can't install packages of Node.
    executable: program,
    capabilities: [...capabilities],
    settings_group_validation: groupsOf(vendor, settings),
    settings: settings.map(settingOf),
    select: meltanoSelect(streams),
  };
};

/** Meltano looks up what lacks a namespace on its hub, so that nothing would work without a network. */
const loader: YamlValue = {
  name: 'target-jsonl',
  namespace: 'target_jsonl',
  label: 'JSON lines',
  pip_url: 'target-jsonl==0.1.4',
  executable: 'target-jsonl',
  settings: [
    { name: 'destination_path', label: 'Folder', kind: 'string', description: 'Where the files are written.' },
    {
      name: 'do_timestamp_file',
      label: 'Time in the names',
      kind: 'boolean',
      description: 'Whether each run writes files of its own.',
      value: true,
    },
  ],
  config: { destination_path: 'output' },
};

/** A project in which `meltano run tap-... target-jsonl` works. */
export const meltanoYml = (extractors: readonly Extractor[]): string =>
  toYaml({
    default_environment: 'dev',
    environments: [{ name: 'dev' }],
    plugins: { extractors: extractors.map(extractor), loaders: [loader] },
  });
