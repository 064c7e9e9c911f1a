import { createHash } from 'node:crypto';
import { vendorFacts, type VendorName } from '../config/vendor-facts.ts';
import { product } from '../product.ts';
import type { VendorPage } from './vendor-page.ts';
import { toYaml } from './yaml.ts';

/** A uuid (version 5, namespace DNS) that stays the same for the name for ever. */
const uuidOf = (name: string): string => {
  const namespace = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex');
  const hash = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

const hostsOf = (vendor: VendorName): readonly string[] => {
  const { domain, regions } = vendorFacts[vendor];
  return [
    ...(domain === null ? [] : [`\${subdomain}.${domain}`]),
    ...(regions === null ? [] : [regions.eu, regions.us]),
    // Filled in by the platform.
    '${base_url}',
  ];
};

/** What an Airbyte registry says about one vendor's connector. */
export const metadataYaml = ({ name, vendor, streams }: VendorPage): string =>
  toYaml({
    metadataSpecVersion: '1.0',
    data: {
      name: vendor.title,
      connectorType: 'source',
      connectorSubtype: 'api',
      definitionId: uuidOf(`${name}.${product.name}`),
      // The image's label io.airbyte.name says the same.
      dockerRepository: `airbyte/source-${name}`,
      dockerImageTag: product.version,
      githubIssueLabel: `source-${name}`,
      license: 'Apache-2.0',
      documentationUrl: product.homepage,
      externalDocumentationUrls: [{ title: `${vendor.title} API`, url: vendor.documentation, type: 'api_reference' }],
      releaseStage: 'alpha',
      supportLevel: 'community',
      registries: { cloud: { enabled: false }, oss: { enabled: true } },
      tags: ['language:typescript'],
      allowedHosts: { hosts: hostsOf(name) },
      suggestedStreams: {
        streams: streams.filter((stream) => stream.selectedByDefault !== false).map((stream) => stream.name),
      },
      // A state is written at least once a minute, also while waiting for quota.
      maxSecondsBetweenMessages: 300,
      connectorTestSuitesOptions: [{ suite: 'unitTests' }],
    },
  });
