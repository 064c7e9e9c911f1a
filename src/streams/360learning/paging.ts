import { linkHeader } from '@singer-io-ts/tap';

/**
 * Pages of a size the vendor chooses; no more `Link`, no more pages. Neither the order of the rows nor what the cursor
 * remembers is documented: it may be an offset, behind which rows shift, so lists of several pages are read twice.
 */
export const pages = linkHeader({ shifting: true });
