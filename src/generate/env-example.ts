import type { JsonObject } from '@singer-io-ts/tap/define/json.ts';
import { settingsOf, type Setting } from '../commands/about.ts';

const valueOf = ({ default: value, examples: [example], options }: Setting): string => {
  const shown = value ?? example ?? options?.[0] ?? '';
  return typeof shown === 'string' ? shown : JSON.stringify(shown);
};

const linesOf = (setting: Setting): string => {
  const { name, description, secret } = setting;
  const variable = `TAP_LMS_${name.toUpperCase()}`;
  return [
    `# ${description}`,
    `# ${variable}=${secret ? '' : valueOf(setting)}`,
    ...(secret ? ['# or the path of a file that holds it:', `# ${variable}_FILE=/run/secrets/${name}`] : []),
  ].join('\n');
};

/** Every variable that `--config ENV` reads, commented out. */
export const envExample = (specification: JsonObject): string =>
  [
    '# Copy to .env, take the # off the lines you need, and give it to a container or shell; then run with --config ENV.',
    '# Lists and objects are written as JSON.',
    ...settingsOf(specification).map(linesOf),
    ['# Of the command itself:', '# TAP_LMS_OUTPUT=json', '# TAP_LMS_LOGLEVEL=debug'].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
