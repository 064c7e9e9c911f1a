import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stream } from '@singer-io-ts/tap';
import { configuredAirbyteCatalog } from '@singer-io-ts/tap/emit/airbyte-catalog.ts';
import { singerCatalog } from '@singer-io-ts/tap/emit/singer-catalog.ts';
import { vendorNames, type VendorName } from '../config/vendor-facts.ts';
import { readableVendors } from '../vendors.ts';
import { envExample } from './env-example.ts';
import { meltanoYml } from './meltano.ts';
import { metadataYaml } from './metadata.ts';
import type { Files } from './place.ts';
import { configTable, credentialsTable, limitsTable, streamTables, withSections } from './readme.ts';
import { connectorSpecification } from './spec.ts';
import { vendorPage, type VendorPage } from './vendor-page.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Everything that is written from the sources, by path below the root. */
export const generatedFiles = async (root: string): Promise<Files> => {
  const combined = connectorSpecification(null);
  const own = vendorNames.map((vendor) => [vendor, connectorSpecification(vendor)] as const);
  const pages: VendorPage[] = [];
  for (const name of vendorNames) {
    if (readableVendors.includes(name)) pages.push(await vendorPage(name));
  }
  const streamsOf = (vendor: VendorName): readonly Stream[] =>
    pages.filter(({ name }) => name === vendor).flatMap(({ lists }) => lists.flatMap(({ streams }) => streams));
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  return new Map([
    ['spec.json', json(combined)],
    ...own.map(([vendor, specification]) => [`airbyte/${vendor}/spec.json`, json(specification)] as const),
    ...pages.map((page) => [`airbyte/${page.name}/metadata.yaml`, metadataYaml(page)] as const),
    ...pages.map(({ name, streams }) => [`catalogs/${name}.json`, json(singerCatalog(streams))] as const),
    ...pages.map(
      ({ name, streams }) => [`catalogs/${name}.airbyte.json`, json(configuredAirbyteCatalog(streams))] as const,
    ),
    [
      'meltano.yml',
      meltanoYml([
        { vendor: null, specification: combined, streams: vendorNames.flatMap(streamsOf) },
        ...own.map(([vendor, specification]) => ({ vendor, specification, streams: streamsOf(vendor) })),
      ]),
    ],
    ['.env.example', envExample(combined)],
    [
      'README.md',
      withSections(readme, {
        config: configTable(combined, own),
        credentials: credentialsTable(own),
        limits: limitsTable(pages),
        streams: streamTables(pages),
      }),
    ],
  ]);
};
