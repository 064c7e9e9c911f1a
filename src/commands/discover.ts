import type { Stream } from '@singer-io-ts/tap';
import { airbyteCatalog } from '@singer-io-ts/tap/emit/airbyte-catalog.ts';
import { singerCatalog } from '@singer-io-ts/tap/emit/singer-catalog.ts';
import { exitCodes, type ExitCode } from '@singer-io-ts/tap/run/exit.ts';
import { offerStreams } from '@singer-io-ts/tap/select/offer.ts';
import { excludedStreams, type Settings } from '@singer-io-ts/tap/select/settings.ts';
import { settingsOf } from '../config.ts';
import { openForDiscovery, type Account } from './account.ts';
import { printText, type Context } from './context.ts';
import type { DiscoverInvocation } from './invocation.ts';

/** What the account has and the key may read. Loaded only here, since static discovery needs no HTTP. */
const askVendor = async (account: Account, context: Context): Promise<readonly Stream[]> => {
  const [{ openFetcher }, { createProbe }, { discoverStreams }, { createRead }] = await Promise.all([
    import('./open-fetcher.ts'),
    import('@singer-io-ts/tap/run/check.ts'),
    import('@singer-io-ts/tap/run/discover.ts'),
    import('@singer-io-ts/tap/run/read-answer.ts'),
  ]);
  const { vendor, config, connection } = account;
  const { log, signal } = context;
  const fetcher = openFetcher(account, context);
  try {
    const read = createRead(fetcher, 'discovery', signal);
    await vendor.check(read, config);
    const settings = settingsOf(config);
    const probe = createProbe({ fetcher, connection, signal, at: vendor.probeAt });
    const excluded = excludedStreams(settings);
    const { streams, all } = await discoverStreams(vendor, config, read, log, { static: false, probe, excluded });
    // A name that the config spells wrong is an error; one that the key may not read is not.
    offerStreams(all, settings);
    return streams;
  } finally {
    await fetcher.close();
  }
};

/** Without what the settings say about streams that are not there (now). */
const settingsFor = (streams: readonly Stream[], { exclude, streamOptions, startDate }: Settings): Settings => {
  const names = new Set(streams.map(({ name }) => name));
  return {
    exclude: exclude.filter((entry) => names.has(entry.split('.', 1)[0] ?? '')),
    streamOptions: streamOptions.filter(({ stream }) => names.has(stream)),
    startDate,
  };
};

export const discover = async (
  { config: sources, protocol, isStatic }: DiscoverInvocation & { readonly config: readonly string[] },
  context: Context,
): Promise<ExitCode> => {
  const { config, vendor, account } = await openForDiscovery(sources, isStatic, context);
  const streams = account === null ? vendor.streams(config) : await askVendor(account, context);
  const settings = settingsFor(streams, settingsOf(config));
  const warn = (message: string, stream?: string): void => {
    context.log('warning', message, stream === undefined ? {} : { stream });
  };
  if (protocol === 'singer') {
    await context.writer.write(JSON.stringify(singerCatalog(streams, settings, warn), null, 2));
  } else if (context.forPeople) {
    const { streamTable } = await import('./tables.ts');
    await printText(context, streamTable(streams, settings, context.columns()));
  } else {
    await context.writer.write(JSON.stringify({ type: 'CATALOG', catalog: airbyteCatalog(streams, settings, warn) }));
  }
  return exitCodes.complete;
};
