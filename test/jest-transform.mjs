import { createHash } from 'node:crypto';
import { transformSync, version } from 'esbuild';

/** @type {import('esbuild').TransformOptions} */
const options = { loader: 'ts', format: 'esm', target: 'node20.18', sourcemap: 'inline' };

export default {
  process: (/** @type {string} */ source, /** @type {string} */ path) => ({
    code: transformSync(source, { ...options, sourcefile: path }).code,
  }),
  // The path is part of the key because the inline source map names it.
  getCacheKey: (/** @type {string} */ source, /** @type {string} */ path) =>
    createHash('sha256')
      .update([version, JSON.stringify(options), path, source].join('\0'))
      .digest('hex'),
};
