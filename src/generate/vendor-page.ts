import type { Connection, Stream, Vendor } from '@singer-io-ts/tap';
import { readConfig, type Config } from '../config.ts';
import type { VendorName } from '../config/vendor-facts.ts';
import { loadVendor } from '../vendors.ts';

/** The streams of one API of a vendor. */
export interface StreamList {
  readonly title: string;
  readonly basePath: string;
  readonly streams: readonly Stream[];
}

/** What is known of a vendor without an account. */
export interface VendorPage {
  readonly name: VendorName;
  readonly vendor: Vendor<Config>;
  /** Those of the default config. */
  readonly streams: readonly Stream[];
  /** The default config's first, then those that another `api_version` offers. */
  readonly lists: readonly StreamList[];
  readonly limits: Connection['limits'];
}

const olderApis: Partial<Record<VendorName, readonly string[]>> = { '360learning': ['v1'] };

const account = { subdomain: 'acme', username: 'reader', key: 'key' };

export const vendorPage = async (name: VendorName): Promise<VendorPage> => {
  const vendor = await loadVendor(name);
  const listOf = (
    settings: Readonly<Record<string, unknown>>,
    title: string,
  ): StreamList & Pick<Connection, 'limits'> => {
    const { config, problems } = readConfig(settings, { fixedVendor: name, complete: false });
    if (config === null) throw new TypeError(`the defaults of ${name} are wrong: ${problems.join(' ')}`);
    const { limits, basePath } = vendor.connect({ ...config, ...account });
    return { title, basePath, streams: vendor.streams(config), limits };
  };
  const usual = listOf({}, vendor.title);
  const older = (olderApis[name] ?? []).map((version) =>
    listOf({ api_version: version }, `${vendor.title}, API ${version} (api_version in the config)`),
  );
  return { name, vendor, streams: usual.streams, lists: [usual, ...older], limits: usual.limits };
};
