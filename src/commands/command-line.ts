import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '@singer-io-ts/tap/errors/usage-error.ts';
import { didYouMean } from '@singer-io-ts/tap/select/suggest.ts';
import { product } from '../product.ts';
import type { Invocation, SyncInvocation } from './invocation.ts';

const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

const names = (value: string): readonly string[] => {
  const list = value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (list.length === 0) throw new InvalidArgumentError('It names no stream.');
  return list;
};

const whole =
  (least: number, greatest: number) =>
  (value: string): number => {
    const number = /^\d{1,10}$/.test(value) ? Number(value) : NaN;
    if (number >= least && number <= greatest) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${String(least)} to ${String(greatest)}.`);
  };

/** What commander found, by option. */
interface Options {
  readonly debug?: true;
  readonly json?: true;
  readonly config?: readonly string[];
  readonly catalog?: string;
  readonly state?: string;
  readonly discover?: true;
  readonly properties?: string;
  readonly static?: true;
  readonly about?: string | true;
  readonly format?: string;
  readonly test?: string | true;
  readonly version?: true;
  readonly out?: string;
  readonly streams?: readonly string[];
  readonly fullRefresh?: readonly string[];
  readonly limit?: number;
  readonly report?: string;
  readonly vendor?: string;
  readonly port?: number;
  readonly users?: number;
  readonly faults?: string;
}

const configOption = () =>
  new Option(
    '-c, --config <file>',
    'config file, - for standard input or ENV; repeatable, the last one wins',
  ).argParser(collect);
const catalogOption = () => new Option('--catalog <file>', 'catalog that selects streams and fields');
const stateOption = () => new Option('-s, --state <file>', 'state to go on from');
const staticOption = () => new Option('--static', 'without asking the vendor');

const needed = (value: string | undefined, option: string, verb: string): string => {
  if (value !== undefined) return value;
  throw new UsageError(`${verb} needs ${option}.`);
};

const neededConfig = (config: readonly string[] | undefined, verb: string): readonly string[] => {
  if (config !== undefined) return config;
  throw new UsageError(`${verb} needs --config with a file, - for standard input or ENV for the environment.`);
};

const syncOf = (options: Options, protocol: 'singer' | 'airbyte'): SyncInvocation => ({
  verb: 'sync',
  protocol,
  catalog: options.catalog ?? null,
  state: options.state ?? null,
  out: options.out ?? null,
  streams: options.streams ?? null,
  fullRefresh: options.fullRefresh ?? [],
  limit: options.limit ?? null,
  report: options.report ?? null,
  schemaOnly: false,
});

const checkedSync = (sync: SyncInvocation): SyncInvocation => {
  const { out, state, limit, catalog, streams } = sync;
  if (out !== null && state !== null) {
    throw new UsageError('--out keeps its own state.json in the folder; leave --state away.');
  }
  if (out !== null && limit !== null) {
    throw new UsageError('--limit makes a sample without state; leave --out away and redirect the output to a file.');
  }
  if (catalog !== null && streams !== null) {
    throw new UsageError('--catalog and --streams both select streams; give one of them.');
  }
  return sync;
};

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

const sharedOf = ({ debug, json }: Options) => ({ debug: debug === true, json: json === true });

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

const verbsOf = (program: Command, parsing: Parsing): void => {
  const understood = (command: Command, toInvocation: (options: Options) => Invocation): void => {
    command.action(() => {
      parsing.invocation = toInvocation(command.optsWithGlobals<Options>());
    });
  };
  understood(program.command('spec').description('print what the config consists of (Airbyte SPEC)'), (options) => ({
    ...sharedOf(options),
    verb: 'spec',
  }));
  understood(
    program
      .command('check')
      .description('prove the credentials and what they may read (Airbyte CONNECTION_STATUS)')
      .addOption(configOption()),
    (options) => ({ ...sharedOf(options), verb: 'check', config: neededConfig(options.config, 'check') }),
  );
  understood(
    program
      .command('discover')
      .description('list streams and fields (Airbyte CATALOG)')
      .addOption(configOption())
      .addOption(staticOption()),
    (options) => ({
      ...sharedOf(options),
      verb: 'discover',
      protocol: 'airbyte',
      config: options.config ?? [],
      isStatic: options.static === true,
    }),
  );
  understood(
    program
      .command('read')
      .description('read the streams of a configured catalog (Airbyte messages)')
      .addOption(configOption())
      .addOption(catalogOption())
      .addOption(stateOption())
      .option('--report <file>', 'also write the report of the run to a file'),
    (options) => ({
      ...sharedOf(options),
      config: neededConfig(options.config, 'read'),
      ...syncOf(
        { ...options, catalog: needed(options.catalog, '--catalog with a configured catalog', 'read') },
        'airbyte',
      ),
    }),
  );
  understood(
    program
      .command('sync')
      .description('read streams (Singer messages, or files with --out)')
      .addOption(configOption())
      .addOption(catalogOption())
      .addOption(stateOption())
      .option('--out <folder>', 'write <stream>.jsonl and state.json there; goes on from where it stopped')
      .addOption(new Option('--streams <names>', 'only these, with commas between').argParser(names))
      .addOption(new Option('--full-refresh <names>', 'forget the state of these').argParser(names))
      .addOption(
        new Option('--limit <rows>', 'stop each stream after so many rows, moving no bookmark').argParser(
          whole(1, 1_000_000_000),
        ),
      )
      .option('--report <file>', 'also write the report of the run to a file'),
    (options) => ({
      ...sharedOf(options),
      config: neededConfig(options.config, 'sync'),
      ...checkedSync(syncOf(options, 'singer')),
    }),
  );
  understood(
    program
      .command('sandbox')
      .description('serve simulated vendors on this machine and print the config to use')
      .option('--vendor <name>', 'one vendor; default: all')
      .addOption(new Option('--port <number>', 'first port; default: any free ones').argParser(whole(0, 65_535)))
      .addOption(new Option('--users <number>', 'size of the simulated account').argParser(whole(1, 10_000_000)))
      .option('--faults <list>', 'faults to play'),
    (options) => ({
      ...sharedOf(options),
      verb: 'sandbox',
      vendor: options.vendor ?? null,
      port: options.port ?? null,
      users: options.users ?? null,
      faults: options.faults ?? null,
    }),
  );
  understood(
    program
      .command('demo')
      .description('check, discover and sync simulated vendors into a folder')
      .option('--vendor <name>', 'one vendor; default: all')
      .option('--out <folder>', 'where to; default: a new temporary folder')
      .addOption(new Option('--users <number>', 'size of the simulated accounts').argParser(whole(1, 100_000))),
    (options) => ({
      ...sharedOf(options),
      verb: 'demo',
      vendor: options.vendor ?? null,
      out: options.out ?? null,
      users: options.users ?? null,
    }),
  );
};

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
  verbsOf(command, parsing);
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
