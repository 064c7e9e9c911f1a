import type { PortalFactory } from '../portal.ts';

/** A vendor is one line here and one folder (or file) beside this one that exports `createPortal: PortalFactory`. */
const portals = {
  learnupon: () => import('./learnupon/index.ts'),
  '360learning': () => import('./360learning/index.ts'),
  learningbuilder: () => import('./learningbuilder/index.ts'),
  workramp: () => import('./workramp/index.ts'),
  flowlu: () => import('./flowlu/index.ts'),
} satisfies Record<string, () => Promise<{ createPortal: PortalFactory }>>;

export type Vendor = keyof typeof portals;

export const vendors = Object.keys(portals) as readonly Vendor[];

export async function loadPortal(vendor: Vendor): Promise<PortalFactory> {
  const { createPortal } = await portals[vendor]();
  return createPortal;
}

export function isVendor(name: string): name is Vendor {
  return Object.hasOwn(portals, name);
}
