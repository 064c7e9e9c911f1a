import { defineStream, isRow, ofParent, singlePage, text, type ParentLink } from '@singer-io-ts/tap';
import { academies as family } from '../families.ts';
import { moment, uuid } from '../fields.ts';
import { arrayIn } from '../legacy.ts';
import { member, pages } from '../paging.ts';
import { partOf } from '../parents.ts';
import { academyIdField, academyPath, inAcademies, type Academies } from './academy.ts';
import { contentFields } from './contents.ts';

/** One object instead of a list in the vendor's example. */
const oneOrMany = (body: unknown): readonly unknown[] | undefined => {
  const data = member(body, 'data');
  const collections = member(data, 'collections');
  if (Array.isArray(collections)) return arrayIn(data, 'collections');
  return isRow(collections) && 'id' in collections ? [collections] : undefined;
};

/** Collections of the academies and what they hold. */
export const collectionStreams = (academies: Academies) => {
  // https://developers.workramp.com/reference/get-all-offered-collections
  const collections = defineStream({
    name: 'academy_collections',
    description: 'Collections of the academies',
    source: 'https://developers.workramp.com/reference/get-all-offered-collections',
    ...inAcademies(academies),
    path: academyPath('collections'),
    records: oneOrMany,
    paginate: pages,
    primaryKey: ['id'],
    fields: {
      ...academyIdField,
      id: uuid('Collection'),
      name: text('Name'),
      description: text('Description'),
      created_at: moment('Creation'),
    },
  });
  const ofCollection: ParentLink = { stream: collections, partition: partOf('collection_id') };

  return [
    collections,

    // https://developers.workramp.com/reference/get-collection
    defineStream({
      name: 'academy_collection_contents',
      description: 'What each collection holds',
      source: 'https://developers.workramp.com/reference/get-collection',
      ...family,
      parent: ofCollection,
      path: academyPath('collections', { part: 'collection_id' }),
      records: 'data.collection.academy_collection_contents',
      paginate: singlePage(),
      primaryKey: ['id'],
      fields: { ...academyIdField, collection_id: ofParent(uuid('Collection')), ...contentFields },
    }),
  ];
};
