import {
  defineStream,
  flag,
  id,
  integer,
  isRow,
  list,
  singlePage,
  surrogateKey,
  text,
  type Row,
} from '@singer-io-ts/tap';
import { learnUp } from './families.ts';
import { camelChanges, changes, moment, uuid } from './fields.ts';
import { pages } from './paging.ts';

// https://developers.workramp.com/reference/get-all-resources
export const resources = defineStream({
  name: 'resources',
  description: 'Resources: documents and links for learners',
  source: 'https://developers.workramp.com/reference/get-all-resources',
  ...learnUp,
  path: '/api/v1/resources',
  records: 'resources',
  paginate: singlePage(),
  primaryKey: ['id'],
  fields: {
    id: uuid('Resource'),
    name: text('Name'),
    description: text('Description'),
    ...camelChanges,
  },
});

/** An item stands once for each folder, path and library that it is in. */
const withKey = (row: Row): Row => ({
  ...row,
  item_key: surrogateKey(row['itemLink'], row['folderName'], row['pathName'], row['universityName']),
});

// https://developers.workramp.com/reference/get-content-catalog
export const contentCatalogItems = defineStream({
  name: 'content_catalog_items',
  description: 'Where content stands: one row for each folder, path and library that an item is in',
  source: 'https://developers.workramp.com/reference/get-content-catalog',
  ...learnUp,
  path: '/api/v1/content_catalog',
  records: '',
  paginate: singlePage(),
  primaryKey: ['item_key'],
  prepare: withKey,
  fields: {
    item_key: id('Hash of link, folder, path and library', 'text'),
    folderName: text('Folder'),
    universityName: text('Library'),
    universityDescription: text('Description of the library'),
    universityFolder: text('Folder in the library'),
    pathName: text('Path'),
    pathDescription: text('Description of the path'),
    itemType: text('guide, resource, challenge ...'),
    itemName: text('Name'),
    itemDescription: text('Description'),
    itemLink: text("Link for admins, which ends in the item's id"),
    lastEditedDate: moment('Last edit'),
    lastEditor: text('Who edited it last'),
    lastAssignedDate: moment('Last assignment'),
    numAssignments: integer('Assignments'),
    originalAuthor: text('E-mail address of the author'),
    createdDate: moment('Creation'),
  },
});

/** Folders hold folders, to any depth; a row for each, with the one that it is in. */
const flatten = (folders: readonly unknown[], parent: unknown = null): readonly unknown[] =>
  folders.flatMap((folder) => {
    if (!isRow(folder)) return [folder];
    const { children, ...own } = folder;
    const row = { ...own, parent_id: parent };
    if (Array.isArray(children)) return [row, ...flatten(children, folder['id'])];
    // Something else than a list is kept in sight.
    return [children === undefined || children === null ? row : { ...row, children }];
  });

// https://developers.workramp.com/reference/item-folders-get-all
export const itemFolders = defineStream({
  name: 'item_folders',
  description: 'Folders of content, one row per folder at any depth',
  source: 'https://developers.workramp.com/reference/item-folders-get-all',
  ...learnUp,
  path: '/api/v1/item_folders',
  records: (body) => (Array.isArray(body) ? flatten(body) : undefined),
  paginate: singlePage(),
  primaryKey: ['id'],
  fields: {
    id: uuid('Folder'),
    parent_id: text('Folder that it is in; null: none'),
    name: text('Name'),
    order: integer('Place among its siblings'),
    ...camelChanges,
    isHidden: flag('Hidden'),
    isLocked: flag('Locked'),
  },
});

// https://developers.workramp.com/reference/libraries-get-all
export const libraries = defineStream({
  name: 'libraries',
  description: 'Libraries (universities) of content',
  source: 'https://developers.workramp.com/reference/libraries-get-all',
  ...learnUp,
  path: '/api/v1/universities',
  records: 'data.universities',
  paginate: pages,
  primaryKey: ['id'],
  fields: {
    id: uuid('Library'),
    name: text('Name'),
    description: text('Description'),
    type: text('university'),
    is_private: flag('Private'),
    is_published: flag('Published'),
    is_deleted: flag('Deleted'),
    udemy: flag('Comes from Udemy'),
    item_folder_id: text('Folder'),
    sort_order: text('Order of its content, such as updated-desc'),
    ui_order: integer('Place in the list of libraries'),
    group_ids: list(integer('Group'), 'Groups that see it'),
    user_ids: list(integer('User'), 'Users who see it'),
    ...changes,
  },
});
