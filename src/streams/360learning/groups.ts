import { defineStream, flag, id, object, ofParent, pathPart, text, type ParentLink } from '@singer-io-ts/tap';
import { bareValues } from './bare-values.ts';
import { pages } from './paging.ts';
import { scope } from './scope.ts';

const legal = (description: string) =>
  object({ url: text('Address'), explicitConsent: flag('Users must agree') }, description);

// https://360learning.readme.io/reference/v2groupsgetgroupscontroller_getgroups
export const groups = defineStream({
  name: 'groups',
  description: 'Groups; they have no date of change, so the stream is a full table',
  source: 'https://360learning.readme.io/reference/v2groupsgetgroupscontroller_getgroups',
  ...scope('groups:read'),
  path: '/groups',
  records: '',
  paginate: pages,
  primaryKey: ['_id'],
  fields: {
    _id: id('Group', 'text'),
    name: text('Name'),
    public: flag('Public'),
    parentId: text('Parent group; absent on the platform group'),
    custom: text('Free text of administrators'),
    privacyPolicy: legal('Privacy policy'),
    moderationCharter: legal('Moderation charter'),
    termsOfUse: legal('Terms of use'),
    imprint: legal('Imprint'),
    bannerImageId: text('Banner'),
    backgroundImageId: text('Background'),
    faviconImageId: text('Icon'),
    logoImageId: text('Logo'),
    subdomain: text('Own subdomain'),
    url: text('Own address'),
  },
});

const ofGroup: ParentLink = {
  stream: groups,
  partition: ({ _id: group }) => (typeof group === 'string' ? { groupId: group } : null),
};

/** One request per group and type of content. */
const ofGroupContents = (contentTypes: readonly string[]): ParentLink => ({
  stream: groups,
  partition: ({ _id: group }) =>
    typeof group === 'string' ? contentTypes.map((contentType) => ({ groupId: group, contentType })) : null,
});

const groupId = ofParent(id('Group', 'text'));

// https://360learning.readme.io/reference/v2groupsgetgroupmemberscontroller_getgroupmembers
export const groupMemberships = defineStream({
  name: 'group_memberships',
  description: 'Roles of users in groups; one request per group',
  source: 'https://360learning.readme.io/reference/v2groupsgetgroupmemberscontroller_getgroupmembers',
  ...scope('groups:read'),
  parent: ofGroup,
  path: ({ partition }) => `/groups/${pathPart(partition['groupId'])}/roles`,
  records: '',
  paginate: pages,
  primaryKey: ['groupId', 'userId', 'role'],
  fields: {
    groupId,
    userId: id('User', 'text'),
    role: id(
      'admin, analyst, editor, coach, contributor, learner, owner or userAdmin; a user can have several',
      'text',
    ),
  },
});

// https://360learning.readme.io/reference/v2groupsgetcatalogcontentidscontroller_getcatalogcontentids
export const groupCatalogContents = defineStream({
  name: 'group_catalog_contents',
  description: 'Courses and path sessions in the catalogs of groups; two requests per group',
  source: 'https://360learning.readme.io/reference/v2groupsgetcatalogcontentidscontroller_getcatalogcontentids',
  ...scope('groups:read'),
  selectedByDefault: false,
  parent: ofGroupContents(['course', 'path-session']),
  path: ({ partition }) =>
    `/groups/${pathPart(partition['groupId'])}/catalog/${pathPart(partition['contentType'])}-ids`,
  records: bareValues('contentId'),
  paginate: pages,
  primaryKey: ['groupId', 'contentType', 'contentId'],
  fields: {
    groupId,
    contentType: ofParent(id('course or path-session', 'text')),
    contentId: id('Course or path session', 'text'),
  },
});

// https://360learning.readme.io/reference/v2groupsgetlibrarycontentidscontroller_getlibrarycontentids
export const groupLibraryContents = defineStream({
  name: 'group_library_contents',
  description: 'Courses and paths in the libraries of groups; two requests per group',
  source: 'https://360learning.readme.io/reference/v2groupsgetlibrarycontentidscontroller_getlibrarycontentids',
  ...scope('groups:read'),
  selectedByDefault: false,
  parent: ofGroupContents(['course', 'path']),
  path: ({ partition }) =>
    `/groups/${pathPart(partition['groupId'])}/library/${pathPart(partition['contentType'])}-ids`,
  records: bareValues('contentId'),
  paginate: pages,
  primaryKey: ['groupId', 'contentType', 'contentId'],
  fields: {
    groupId,
    contentType: ofParent(id('course or path', 'text')),
    contentId: id('Course or path', 'text'),
  },
});
