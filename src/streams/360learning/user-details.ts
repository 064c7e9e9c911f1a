import { decimal, defineStream, id, instant, ofParent, pathPart, text } from '@singer-io-ts/tap';
import { bareValues } from './bare-values.ts';
import { customFieldValue } from './custom-field-value.ts';
import { byDate, filteredPages, pages } from './paging.ts';
import { scope } from './scope.ts';
import { ofUser } from './users.ts';

const userId = ofParent(id('User', 'text'));

// https://360learning.readme.io/reference/v2usersgetusercertificatescontroller_getusercertificates
export const userCertificates = defineStream({
  name: 'user_certificates',
  description:
    'Certificates that users got; one request per user. Delivery is no date of change (an earlier certificate can be imported later), so the stream is a full table',
  source: 'https://360learning.readme.io/reference/v2usersgetusercertificatescontroller_getusercertificates',
  ...scope('users:read'),
  selectedByDefault: false,
  parent: ofUser,
  path: ({ partition }) => `/users/${pathPart(partition['userId'])}/certificates`,
  records: '',
  paginate: filteredPages({ narrower: byDate('deliveryDate'), onlyFullPages: true }),
  primaryKey: ['_id'],
  fields: {
    _id: id('Certificate of the user', 'text'),
    userId,
    type: text('path or external'),
    title: text('Title'),
    deliveryDate: instant('iso', 'Delivery'),
    expirationDate: instant('iso', 'Expiration'),
    validityPeriod: decimal('Validity in months'),
    certificateOutlineId: text('Certificate outline'),
    pathId: text('Path, of certificates of paths'),
    pathName: text('Name of the path'),
    pathSessionId: text('Path session'),
  },
});

// https://360learning.readme.io/reference/v2usersgetusercustomfieldvaluescontroller_getusercustomfieldvalues
export const userCustomFieldValues = defineStream({
  name: 'user_custom_field_values',
  description: 'Values of custom fields of users; one request per user',
  source: 'https://360learning.readme.io/reference/v2usersgetusercustomfieldvaluescontroller_getusercustomfieldvalues',
  ...scope('users:read'),
  selectedByDefault: false,
  parent: ofUser,
  path: ({ partition }) => `/users/${pathPart(partition['userId'])}/custom-fields/values`,
  records: '',
  paginate: pages,
  primaryKey: ['userId', 'customFieldId'],
  fields: { userId, ...customFieldValue },
});

// https://360learning.readme.io/reference/v2usersgetcustomuserlinkscontroller_getcustomuserlinks
export const userCustomLinks = defineStream({
  name: 'user_custom_links',
  description: 'Links of users; one request per user',
  source: 'https://360learning.readme.io/reference/v2usersgetcustomuserlinkscontroller_getcustomuserlinks',
  ...scope('users:read'),
  selectedByDefault: false,
  parent: ofUser,
  path: ({ partition }) => `/users/${pathPart(partition['userId'])}/custom-links`,
  records: '',
  paginate: pages,
  primaryKey: ['_id'],
  fields: {
    _id: id('Link of the user', 'text'),
    userId,
    customLinkId: text('Custom link'),
    url: text('Address'),
  },
});

// https://360learning.readme.io/reference/v2usersgetmanagerscontroller_getmanagers
export const userManagers = defineStream({
  name: 'user_managers',
  description: 'Managers of users; one request per user',
  source: 'https://360learning.readme.io/reference/v2usersgetmanagerscontroller_getmanagers',
  ...scope('users:read'),
  selectedByDefault: false,
  parent: ofUser,
  path: ({ partition }) => `/users/${pathPart(partition['userId'])}/managers`,
  records: bareValues('managerId'),
  paginate: pages,
  primaryKey: ['userId', 'managerId'],
  fields: { userId, managerId: id('Manager', 'text') },
});

// https://360learning.readme.io/reference/v2usersgetsubordinatescontroller_getsubordinates
export const userSubordinates = defineStream({
  name: 'user_subordinates',
  description: 'Subordinates of users, the inverse of user_managers; one request per user',
  source: 'https://360learning.readme.io/reference/v2usersgetsubordinatescontroller_getsubordinates',
  ...scope('users:read'),
  selectedByDefault: false,
  parent: ofUser,
  path: ({ partition }) => `/users/${pathPart(partition['userId'])}/subordinates`,
  records: bareValues('subordinateId'),
  paginate: pages,
  primaryKey: ['userId', 'subordinateId'],
  fields: { userId, subordinateId: id('Subordinate', 'text') },
});

// https://360learning.readme.io/reference/v2usersgetuserrolesingroupscontroller_getuserrolesingroups
export const userMemberships = defineStream({
  name: 'user_memberships',
  description: 'Roles of users in groups, the same as group_memberships; one request per user',
  source: 'https://360learning.readme.io/reference/v2usersgetuserrolesingroupscontroller_getuserrolesingroups',
  ...scope('users:read'),
  selectedByDefault: false,
  parent: ofUser,
  path: ({ partition }) => `/users/${pathPart(partition['userId'])}/roles`,
  records: '',
  paginate: pages,
  primaryKey: ['userId', 'groupId', 'role'],
  fields: { userId, groupId: id('Group', 'text'), role: id('Role', 'text') },
});
