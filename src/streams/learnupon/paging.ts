import { header, headerNumber, pageNumber } from '@singer-io-ts/tap';

/** Pages of a size the portal chooses; a proxy that drops the headers makes the reader ask until an empty page. */
export const pages = pageNumber({
  hasNext: header('LU-Has-Next-Page'),
  current: headerNumber('LU-Current-Page'),
});

/** Lists of which it is unknown whether they page: when page 2 is page 1 again, it was all. */
export const perhapsPages = pageNumber({
  hasNext: header('LU-Has-Next-Page'),
  current: headerNumber('LU-Current-Page'),
  ignoresPaging: true,
});
