import { Command, CommanderError, Option } from 'commander';
import { UsageError } from '@singer-io-ts/tap/errors/usage-error.ts';
import { didYouMean } from '@singer-io-ts/tap/select/suggest.ts';
import { product } from '../product.ts';
import type { Invocation } from './invocation.ts';
import { catalogOption, configOption, stateOption, staticOption, type Options } from './options.ts';
import { addVerbs, neededConfig, sharedOf, syncOf } from './verbs.ts';

/** What `--test` and `--about` of the Singer flag mode may be told. */
const choiceOf = <Choice extends string>(
  value: string | true | undefined,
  choices: readonly Choice[],
  option: string,
): Choice => {
  const found = choices.find((choice) => choice === value || (value === true && choice === choices[0]));
  if (found !== undefined) return found;
  throw new UsageError(`${option} takes ${choices.join(' or ')}.`);
};

/** The flags that Singer defines, without a verb. */
const singerInvocation = (options: Options): Invocation => {
  const shared = sharedOf(options);
  if (options.properties !== undefined) {
    throw new UsageError('--properties is the old name of --catalog; use --catalog.');
  }
  if (options.version === true) return { ...shared, verb: 'version' };
  if (options.about !== undefined) {
    const format = options.about === true ? (options.format ?? true) : options.about;
    return { ...shared, verb: 'about', format: choiceOf(format, ['text', 'json', 'markdown'], '--about --format') };
  }
  if (options.discover === true) {
    return {
      ...shared,
      verb: 'discover',
      protocol: 'singer',
      config: options.config ?? [],
      isStatic: options.static === true,
    };
  }
  const config = neededConfig(options.config, options.test === undefined ? 'A sync' : '--test');
  const sync = syncOf(options, 'singer');
  if (options.test === undefined) return { ...shared, config, ...sync };
  const kind = choiceOf(options.test, ['all', 'schema'], '--test');
  return { ...shared, config, ...sync, limit: 1, schemaOnly: kind === 'schema' };
};

const examples = (program: string): string => `
Examples:
  ${program} spec
  ${program} check --config config.json
  ${program} discover --config config.json
  ${program} sync --config config.json --out data
  ${program} --config config.json --catalog catalog.json | target-jsonl

Exit codes: 0 complete, 1 a stream failed or a bug, 2 bad usage, 3 bad config, catalog or state,
4 credentials rejected, 5 vendor unreachable or over quota (try again later).`;

interface Parsing {
  invocation: Invocation | undefined;
  /** Help that was asked for. */
  out: string;
}

/**
 * @param program name of the binary
 * @throws UsageError
 */
export const parseCommandLine = (args: readonly string[], program: string): Invocation => {
  const parsing: Parsing = { invocation: undefined, out: '' };
  const command = new Command(program)
    .description(`${product.name} ${product.version}: reads learning and work platforms for Singer and Airbyte.`)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        parsing.out += text;
      },
      // What is wrong is thrown, and said once, by whoever sets the exit code.
      writeErr: () => undefined,
      outputError: () => undefined,
    })
    .helpCommand('help [command]', 'explain a command')
    .addHelpText('after', examples(program))
    .option('--version', 'print the version')
    .option('--debug', 'log more')
    .option('--json', 'messages instead of tables on a terminal')
    .addOption(configOption())
    .addOption(catalogOption())
    .addOption(stateOption())
    .option('-d, --discover', 'print the Singer catalog')
    .addOption(staticOption())
    .addOption(new Option('-p, --properties <file>').hideHelp())
    .option('--about [format]', 'describe the connector: text, json or markdown')
    .addOption(new Option('--format <format>', 'of --about').choices(['text', 'json', 'markdown']))
    .option('--test [kind]', 'read one row of each stream (all) or only print schemas (schema)');
  addVerbs(command, (invocation) => {
    parsing.invocation = invocation;
  });
  // After the verbs, which inherit what stands before them.
  command.allowExcessArguments().action(() => {
    const [unknown] = command.args;
    if (unknown !== undefined) {
      const known = command.commands.map((verb) => verb.name());
      throw new UsageError(`There is no command ${unknown}${didYouMean(unknown, known)}. See ${program} --help.`);
    }
    parsing.invocation = singerInvocation(command.opts<Options>());
  });
  try {
    command.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { debug: false, json: false, verb: 'help', text: parsing.out };
    const sentence = error.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
    throw new UsageError(
      `${sentence.charAt(0).toUpperCase()}${sentence.slice(1).replace(/[.]?$/, '.')} See ${program} --help.`,
    );
  }
  if (parsing.invocation === undefined) throw new UsageError(`Nothing to do. See ${program} --help.`);
  return parsing.invocation;
};
