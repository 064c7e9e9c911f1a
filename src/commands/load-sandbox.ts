import type * as sandbox from '@singer-io-ts/sandbox';
import { UsageError } from '@singer-io-ts/tap/errors/usage-error.ts';
import { errorCode } from '../error-code.ts';

/** @throws UsageError where the simulated vendors are left out, as in the container image */
export const loadSandbox = async (): Promise<typeof sandbox> => {
  try {
    return await import('@singer-io-ts/sandbox');
  } catch (error) {
    if (errorCode(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UsageError('The simulated vendors are not part of this image; run this from the npm package.');
  }
};
