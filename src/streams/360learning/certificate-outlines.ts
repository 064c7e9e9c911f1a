import { defineStream, id, instant, text } from '@singer-io-ts/tap';
import { pages } from './paging.ts';
import { scope } from './scope.ts';

// https://360learning.readme.io/reference/v2certificateoutlinesgetcertificateoutlinescontroller_getcertificateoutlines
export const certificateOutlines = defineStream({
  name: 'certificate_outlines',
  description:
    'Templates of certificates. Only their creation could be asked for by date, which later changes would miss, so the stream is a full table',
  source:
    'https://360learning.readme.io/reference/v2certificateoutlinesgetcertificateoutlinescontroller_getcertificateoutlines',
  ...scope('certificateOutlines:read'),
  path: '/certificate-outlines',
  records: '',
  paginate: pages,
  primaryKey: ['_id'],
  fields: {
    _id: id('Certificate outline', 'text'),
    title: text('Title'),
    groupId: text('Group'),
    createdAt: instant('iso', 'Creation'),
  },
});
