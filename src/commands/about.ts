import type { JsonObject } from '@singer-io-ts/tap/define/json.ts';
import { exitCodes, type ExitCode } from '@singer-io-ts/tap/run/exit.ts';
import { product } from '../product.ts';
import { loadSpecification } from '../specifications.ts';
import { vendorFacts, type VendorName } from '../config/vendor-facts.ts';
import { printText, type Context } from './context.ts';

export interface Setting {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly type: string;
  readonly required: boolean;
  readonly secret: boolean;
  readonly default: unknown;
  readonly options: readonly string[] | null;
  readonly examples: readonly unknown[];
  /** How the text must look, where a form can check it. */
  readonly format: string | null;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const schemaOf = (specification: JsonObject): JsonObject => {
  const { connectionSpecification } = specification;
  return isObject(connectionSpecification) ? connectionSpecification : {};
};

/** A specification's fields, without Airbyte's way of writing them. */
export const settingsOf = (specification: JsonObject): readonly Setting[] => {
  const { properties, required } = schemaOf(specification);
  return Object.entries(isObject(properties) ? properties : {}).map(([name, property]): Setting => {
    const facts = isObject(property) ? property : {};
    return {
      name,
      title: text(facts['title']),
      description: text(facts['description']),
      type: text(facts['type']),
      required: list(required).includes(name),
      secret: facts['airbyte_secret'] === true,
      default: facts['default'],
      options: Array.isArray(facts['enum']) ? list(facts['enum']).map(text) : null,
      examples: list(facts['examples']),
      format: typeof facts['format'] === 'string' ? facts['format'] : null,
    };
  });
};

/** As the Meltano SDK writes settings: a JSON Schema object whose secrets are marked. */
const settingsSchema = (specification: JsonObject): JsonObject => {
  const settings = settingsOf(specification);
  const properties = settings.map(({ name, title, description, type, secret, default: value, options }) => [
    name,
    {
      type: [type, 'null'],
      title,
      description,
      ...(value === undefined ? {} : { default: value }),
      ...(options === null ? {} : { enum: options }),
      ...(secret ? { secret: true, writeOnly: true } : {}),
    },
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties) as JsonObject,
    required: settings.filter(({ required }) => required).map(({ name }) => name),
  };
};

const cell = (content: string): string => content.replaceAll('|', '\\|').replaceAll('\n', ' ');

const settingsMarkdown = (specification: JsonObject): string =>
  [
    '| Setting | Required | Default | Description |',
    '|:--------|:--------:|:-------:|:------------|',
    ...settingsOf(specification).map(({ name, required, default: value, description }) => {
      const cells = [
        name,
        required ? 'True' : 'False',
        value === undefined ? 'None' : JSON.stringify(value),
        description,
      ];
      return `| ${cells.map(cell).join(' | ')} |`;
    }),
  ].join('\n');

export const capabilities = ['catalog', 'discover', 'state', 'about', 'test', 'structured-logging'] as const;

const descriptionOf = (vendor: VendorName | null): string =>
  vendor === null
    ? `Reads ${Object.values(vendorFacts)
        .map(({ title }) => title)
        .join(', ')}.`
    : `Reads ${vendorFacts[vendor].title}.`;

/** What the connector is, in the form and with the names of the Meltano SDK. */
export const about = async (format: 'text' | 'json' | 'markdown', context: Context): Promise<ExitCode> => {
  const { fixedVendor, program } = context;
  const specification = await loadSpecification(fixedVendor);
  const facts = {
    name: program,
    description: descriptionOf(fixedVendor),
    version: product.version,
    sdk_version: product.version,
    supported_python_versions: [],
    capabilities,
    settings: settingsSchema(specification),
  };
  if (format === 'json') {
    await printText(context, JSON.stringify(facts, null, 2));
  } else if (format === 'markdown') {
    const abilities = capabilities.map((ability) => `* \`${ability}\``).join('\n');
    await printText(
      context,
      `# \`${program}\`\n\n${facts.description}\n\n## Capabilities\n\n${abilities}\n\n## Settings\n\n${settingsMarkdown(specification)}`,
    );
  } else {
    const settings = settingsOf(specification).map(({ name, required }) => (required ? `${name} (required)` : name));
    const lines = [
      `Name: ${program}`,
      `Description: ${facts.description}`,
      `Version: ${facts.version}`,
      `Capabilities: ${capabilities.join(', ')}`,
      `Settings: ${settings.join(', ')}`,
    ];
    await printText(context, lines.join('\n'));
  }
  return exitCodes.complete;
};
