/** What the config and the documentation say about a vendor; everything else stands in `src/streams/<vendor>`. */
export interface VendorFacts {
  /** As the vendor writes it. */
  readonly title: string;
  readonly documentation: string;
  /** Accounts are `<subdomain>.<domain>`; null: all accounts share the hosts of `regions`. */
  readonly domain: string | null;
  /** Beginnings of API addresses that people paste together with the host. */
  readonly apiPaths: readonly string[];
  readonly regions: { readonly eu: string; readonly us: string; readonly default: 'eu' | 'us' } | null;
  readonly requestTimeoutSeconds: number;
  /** Its times carry no offset. */
  readonly zoneless: boolean;
}

export const vendorNames = ['learnupon', '360learning', 'learningbuilder', 'workramp', 'flowlu'] as const;
export type VendorName = (typeof vendorNames)[number];

export const isVendorName = (name: unknown): name is VendorName => (vendorNames as readonly unknown[]).includes(name);

export const vendorFacts: Readonly<Record<VendorName, VendorFacts>> = {
  learnupon: {
    title: 'LearnUpon',
    documentation: 'https://docs.learnupon.com/api/',
    domain: 'learnupon.com',
    apiPaths: ['/api/v1'],
    regions: null,
    requestTimeoutSeconds: 120,
    zoneless: false,
  },
  '360learning': {
    title: '360Learning',
    documentation: 'https://360learning.readme.io/docs/authentication',
    domain: null,
    apiPaths: ['/api/v2', '/api/v1'],
    regions: { eu: 'app.360learning.com', us: 'app.us.360learning.com', default: 'eu' },
    requestTimeoutSeconds: 60,
    zoneless: false,
  },
  learningbuilder: {
    title: 'LearningBuilder',
    documentation: 'https://heuristicsolutions.atlassian.net/wiki/spaces/DOCS/pages/419168273',
    domain: 'learningbuilder.com',
    apiPaths: ['/data'],
    regions: null,
    requestTimeoutSeconds: 120,
    zoneless: true,
  },
  workramp: {
    title: 'WorkRamp',
    documentation: 'https://developers.workramp.com/reference/getting-started',
    domain: null,
    apiPaths: ['/api/v1'],
    regions: { eu: 'app.eu.workramp.com', us: 'app.workramp.com', default: 'us' },
    requestTimeoutSeconds: 60,
    zoneless: false,
  },
  flowlu: {
    title: 'Flowlu',
    documentation: 'https://www.flowlu.com/api/',
    domain: 'flowlu.com',
    apiPaths: ['/api/v1/module', '/api/v1'],
    regions: null,
    requestTimeoutSeconds: 60,
    zoneless: true,
  },
};
