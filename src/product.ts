import manifest from '../package.json' with { type: 'json' };

/** What the connector says about itself. */
export const product = {
  name: manifest.name,
  version: manifest.version,
  homepage: manifest.homepage.replace(/#.*$/, ''),
} as const;
