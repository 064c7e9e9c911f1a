import type { Read } from '../define/vendor.ts';
import type { Fetcher } from '../fetch/fetcher.ts';

/** What a vendor's `check` and `discover` ask with: one whole answer, with all that the fetcher does for pages. */
export const createRead =
  (fetcher: Fetcher, purpose: 'check' | 'discovery', signal: AbortSignal): Read =>
  async ({ path, query, accept }) => {
    const { body } = await fetcher.fetchPage({
      path,
      stream: purpose,
      signal,
      ...(query !== undefined && { query }),
      ...(accept !== undefined && { accept }),
    });
    return body;
  };
