import { Option, type Command } from 'commander';
import { UsageError } from '@singer-io-ts/tap/errors/usage-error.ts';
import type { Invocation, SyncInvocation } from './invocation.ts';
import { catalogOption, configOption, names, stateOption, staticOption, whole, type Options } from './options.ts';

const needed = (value: string | undefined, option: string, verb: string): string => {
  if (value !== undefined) return value;
  throw new UsageError(`${verb} needs ${option}.`);
};

export const neededConfig = (config: readonly string[] | undefined, verb: string): readonly string[] => {
  if (config !== undefined) return config;
  throw new UsageError(`${verb} needs --config with a file, - for standard input or ENV for the environment.`);
};

export const syncOf = (options: Options, protocol: 'singer' | 'airbyte'): SyncInvocation => ({
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

export const sharedOf = ({ debug, json }: Options) => ({ debug: debug === true, json: json === true });

/** @param accept told what the verb that was given means */
export const addVerbs = (program: Command, accept: (invocation: Invocation) => void): void => {
  const understood = (command: Command, toInvocation: (options: Options) => Invocation): void => {
    command.action(() => {
      accept(toInvocation(command.optsWithGlobals<Options>()));
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
