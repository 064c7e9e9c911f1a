/** In a file of its own: a bundler resolves these names of a CommonJS package only in a static import. */
export { Agent, EnvHttpProxyAgent, request } from 'undici';
