import type { Vendor } from '@singer-io-ts/tap';
import type { Config, VendorName } from './config.ts';

/** Vendors that can be read. Each is loaded only when it is asked for, so that starting costs the same however many there are. */
const loaders: Partial<Record<VendorName, () => Promise<Vendor<Config>>>> = {
  learnupon: async () => (await import('./streams/learnupon/index.ts')).learnupon,
  '360learning': async () => (await import('./streams/360learning/index.ts')).learning360,
  learningbuilder: async () => (await import('./streams/learningbuilder/index.ts')).learningbuilder,
  flowlu: async () => (await import('./streams/flowlu/index.ts')).flowlu,
  workramp: async () => (await import('./streams/workramp/index.ts')).workramp,
};

export const readableVendors = Object.keys(loaders) as readonly VendorName[];

export const loadVendor = async (name: VendorName): Promise<Vendor<Config>> => {
  const load = loaders[name];
  if (load === undefined) throw new TypeError(`no streams for ${name}`);
  return await load();
};
