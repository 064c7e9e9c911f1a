import { header, headerNumber, pageNumber } from '@singer-io-ts/tap';

/** Pages of a size the portal chooses; a proxy that drops the headers makes the reader ask until an empty page. */
export const pages = pageNumber({
  hasNext: header('LU-Has-Next-Page'),
  current: headerNumber('LU-Current-Page'),
});

/** Lists of which it is unknown whether they page: without the header one page is all. */
export const perhapsPages = pageNumber({
  hasNext: header('LU-Has-Next-Page', 'end'),
  current: headerNumber('LU-Current-Page'),
  ignoresPaging: true,
});
