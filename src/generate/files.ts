import { vendorNames } from '../config/vendor-facts.ts';
import type { Files } from './place.ts';
import { connectorSpecification } from './spec.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Everything that is written from the sources, by path. */
export const generatedFiles = (): Files => {
  const files = new Map<string, string>();
  files.set('spec.json', json(connectorSpecification(null)));
  for (const vendor of vendorNames) files.set(`airbyte/${vendor}/spec.json`, json(connectorSpecification(vendor)));
  return files;
};
