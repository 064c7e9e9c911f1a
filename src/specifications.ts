import type { JsonObject } from '@singer-io-ts/tap/define/json.ts';
import type { VendorName } from './config/vendor-facts.ts';

/** Generated from the config's schema, so that neither it nor its library is loaded to print them. */
const loaders: Readonly<Record<VendorName, () => Promise<{ default: unknown }>>> = {
  learnupon: () => import('../airbyte/learnupon/spec.json', { with: { type: 'json' } }),
  '360learning': () => import('../airbyte/360learning/spec.json', { with: { type: 'json' } }),
  learningbuilder: () => import('../airbyte/learningbuilder/spec.json', { with: { type: 'json' } }),
  workramp: () => import('../airbyte/workramp/spec.json', { with: { type: 'json' } }),
  flowlu: () => import('../airbyte/flowlu/spec.json', { with: { type: 'json' } }),
};

const combined = (): Promise<{ default: unknown }> => import('../spec.json', { with: { type: 'json' } });

/** The ConnectorSpecification of one vendor, or of all with a field that chooses. */
export const loadSpecification = async (vendor: VendorName | null): Promise<JsonObject> => {
  const { default: specification } = await (vendor === null ? combined : loaders[vendor])();
  return specification as JsonObject;
};
