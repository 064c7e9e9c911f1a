import type { Connection, Stream, Vendor } from '@singer-io-ts/tap';
import { readConfig, type Config } from '../config.ts';
import type { VendorName } from '../config/vendor-facts.ts';
import { loadVendor } from '../vendors.ts';

/** What is known of a vendor without an account. */
export interface VendorPage {
  readonly name: VendorName;
  readonly vendor: Vendor<Config>;
  readonly streams: readonly Stream[];
  readonly limits: Connection['limits'];
}

export const vendorPage = async (name: VendorName): Promise<VendorPage> => {
  const vendor = await loadVendor(name);
  const { config, problems } = readConfig({}, { fixedVendor: name, complete: false });
  if (config === null) throw new TypeError(`the defaults of ${name} are wrong: ${problems.join(' ')}`);
  const { limits } = vendor.connect({ ...config, subdomain: 'acme', username: 'reader', key: 'key' });
  return { name, vendor, streams: vendor.streams(config), limits };
};
