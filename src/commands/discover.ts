import type { Stream } from '@singer-io-ts/tap';
import { airbyteCatalog } from '../../packages/tap/src/emit/airbyte-catalog.ts';
import { singerCatalog } from '../../packages/tap/src/emit/singer-catalog.ts';
import { exitCodes, type ExitCode } from '../../packages/tap/src/run/exit.ts';
import { settingsOf } from '../config.ts';
import { openForDiscovery, type Account } from './account.ts';
import { printText, type Context } from './context.ts';
import type { DiscoverInvocation } from './invocation.ts';

/** What the account has and the key may read. Loaded only here, since static discovery needs no HTTP. */
const askVendor = async (account: Account, context: Context): Promise<readonly Stream[]> => {
  const [{ openFetcher }, { createProbe }, { discoverStreams }, { createRead }] = await Promise.all([
    import('./open-fetcher.ts'),
    import('../../packages/tap/src/run/check.ts'),
    import('../../packages/tap/src/run/discover.ts'),
    import('../../packages/tap/src/run/read-answer.ts'),
  ]);
  const { vendor, config, connection } = account;
  const { log, signal } = context;
  const fetcher = openFetcher(account, context);
  try {
    const read = createRead(fetcher, 'discovery', signal);
    await vendor.check(read, config);
    const probe = createProbe({ fetcher, connection, signal });
    const { streams } = await discoverStreams(vendor, config, read, log, { static: false, probe });
    return streams;
  } finally {
    await fetcher.close();
  }
};

export const discover = async (
  { config: sources, protocol, isStatic }: DiscoverInvocation & { readonly config: readonly string[] },
  context: Context,
): Promise<ExitCode> => {
  const { config, vendor, account } = await openForDiscovery(sources, isStatic, context);
  const streams = account === null ? vendor.streams(config) : await askVendor(account, context);
  const settings = settingsOf(config);
  const warn = (message: string, stream?: string): void => {
    context.log('warning', message, stream === undefined ? {} : { stream });
  };
  if (protocol === 'singer') {
    await context.writer.write(JSON.stringify(singerCatalog(streams, settings, warn), null, 2));
  } else if (context.forPeople) {
    const { streamTable } = await import('./tables.ts');
    await printText(context, streamTable(streams, settings));
  } else {
    await context.writer.write(JSON.stringify({ type: 'CATALOG', catalog: airbyteCatalog(streams, settings, warn) }));
  }
  return exitCodes.complete;
};
