import type { Row } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import { derived } from '../../../table.ts';
import { enveloped } from '../conventions.ts';
import type { Part, World } from '../world.ts';
import { kinds, slotOfUid, without } from '../world.ts';
import { collectionObject, contentRow, contents } from './offers.ts';
import type { AcademyCounts } from './world.ts';
import { academyGet, academyOf, academyTable, detail } from './world.ts';

/** `academy_collections` (`academy_id` added; key `id`), `academy_collection_contents` (`academy_id`, `collection_id` added; `id`). */
export function collectionsPart(world: World, counts: AcademyCounts): Part {
  const collections = academyTable(world, kinds.collection, {
    name: 'academy_collections',
    count: counts.collections,
    make: (slot, given) => ({
      academy_id: given['academy_id'] ?? academyOf(world, slot),
      ...collectionObject(world, slot),
    }),
    onInsert: (_slot, atMs) => ({ created_at: atMs }),
    onUpdate: (row, _atMs, revision) => ({ name: `${String(row['name'])} v${String(revision + 1)}` }),
  });
  const contentsOf = (row: Row): Row[] =>
    contents(world, kinds.collection, slotOfUid(String(row['id'])), counts.trainings).map((item) =>
      contentRow(world, item),
    );
  return {
    resources: {
      academy_collections: collections,
      academy_collection_contents: derived(collections, (row) =>
        contentsOf(row).map((content) => ({ academy_id: row['academy_id'], collection_id: row['id'], ...content })),
      ),
    },
    routes: [
      academyGet(world, '/collections/{id}', ({ params }, academyId) => {
        const row = collections.get(params['id'] ?? '');
        if (row?.['academy_id'] !== academyId) return detail('collection', undefined);
        return json(200, {
          data: { collection: { ...without(row, 'academy_id'), academy_collection_contents: contentsOf(row) } },
        });
      }),
      academyGet(world, '/collections', (_request, academyId) =>
        enveloped({
          world,
          key: 'collections',
          source: collections.where('academy_id', academyId),
          render: (row) => without(row, 'academy_id'),
          ...(world.options.collections === 'object'
            ? { dataOf: (rows: readonly Row[]) => ({ collections: rows.length === 1 ? rows[0] : rows }) }
            : {}),
        }),
      ),
    ],
  };
}
