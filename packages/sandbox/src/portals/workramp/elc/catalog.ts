import type { Row } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import type { Resource, Table as TableOf } from '../../../table.ts';
import { derived, rowSource, Table } from '../../../table.ts';
import { enveloped, forbidden, notFound, whole } from '../conventions.ts';
import { fixed } from '../tables.ts';
import { text, title } from '../words.ts';
import type { Kind, Part, World } from '../world.ts';
import { get, iso, kinds, laterMs, pastMs, roll, uid, uuidSetup } from '../world.ts';
import type { Content } from './content.ts';
import { employee, firstGroupId, firstUserId } from './people.ts';

/**
 * `resources`, `item_folders` (flattened, `parent_id` added, null at the top), `libraries`, `reseller_customers`,
 * `webhook_subscriptions` (key `id` each); `content_catalog_items` (no natural key: the same four texts may come twice).
 */
export function catalogPart(world: World, content: Content): Part {
  const resources = simpleTable(world, kinds.resource, 'resources', 25, (slot, created, updated) => ({
    id: uid(world, kinds.resource, slot),
    name: title(world, kinds.resource, slot),
    description: slot % 3 === 1 ? null : text(world, 'Pricing sheet', kinds.resource, slot),
    createdAt: created,
    updatedAt: updated,
  }));
  const folders = simpleTable(world, kinds.folder, 'item_folders', 4, (slot, created, updated) =>
    makeFolder(world, slot, created, updated),
  );
  const libraries = simpleTable(world, kinds.library, 'libraries', 24, (slot, created, updated) =>
    makeLibrary(world, slot, created, updated),
  );
  const items = catalogTable(world, content);
  const resellers = Array.from({ length: 3 }, (_, slot) => ({
    id: slot + 1,
    enterprise_id: 52 + slot,
    enterprise_name: text(world, 'Globex Training', 96, slot),
    enterprise_base_url: `https://learn${String(slot)}.globex.test`,
    disable_all_emails: slot % 2 === 0,
    created_at: pastMs(world, 900, 96, slot, 1),
    updated_at: pastMs(world, 100, 96, slot, 2),
  }));
  const webhooks = [1, 2].map((slot) => ({
    id: uid(world, kinds.webhook, slot),
    name: 'BI feed',
    url: `https://hooks.acme.test/wr/${String(slot)}`,
    eventTypes: ['assignmentCompleted.guide', 'userCreated'],
  }));
  return {
    resources: {
      resources,
      item_folders: derived(folders, (row) => flattened(row, null)),
      item_folder_trees: folders,
      libraries,
      content_catalog_items: items,
      reseller_customers: resellerResource(world, resellers),
      webhook_subscriptions: fixed(webhooks),
    },
    routes: [
      get('/api/v1/resources', () =>
        whole(resources.all(), {
          envelope: 'resources',
          wrap: (rows) => ({ status_code: world.options.bodyStatusCode ?? 200, resources: rows }),
        }),
      ),
      get('/api/v1/content_catalog', () => whole(items.all())),
      get('/api/v1/item_folders', () => whole(folders.all())),
      get('/api/v1/universities', () => enveloped({ world, key: 'universities', source: libraries.all() })),
      get('/api/v1/universities/{id}', ({ params }) => {
        const row = libraries.get(params['id'] ?? '');
        return row === undefined ? notFound : json(200, { data: { university: row } });
      }),
      get('/api/v1/reseller_customers', () => {
        const { resellerCustomers } = world.options;
        if (resellerCustomers === 'forbidden') return forbidden;
        if (resellerCustomers === 'not_found') return notFound;
        const rows = resellerCustomers === 'empty' ? [] : resellers;
        return enveloped({ world, key: 'customers', source: rowSource(rows) });
      }),
      get('/api/v1/webhook_subscriptions', () => whole(rowSource(webhooks))),
      get('/api/v1/search/university/{library}/{text}', ({ params }) =>
        json(200, searched(items, params['text'] ?? '')),
      ),
      get('/api/v1/search/university/{text}', ({ params }) => json(200, searched(items, params['text'] ?? ''))),
    ],
  };
}

function resellerResource({ options }: World, rows: readonly Row[]): Resource {
  return fixed((options.resellerCustomers ?? 'listed') === 'listed' ? rows : []);
}

function simpleTable(
  world: World,
  kind: Kind,
  name: string,
  count: number,
  make: (slot: number, createdMs: number, updatedMs: number) => Row,
): TableOf {
  const isCamel = kind !== kinds.library;
  const [created, updated] = isCamel ? ['createdAt', 'updatedAt'] : ['created_at', 'updated_at'];
  return new Table(
    uuidSetup(world, kind, {
      name,
      count,
      make: (slot) => {
        const createdMs = pastMs(world, 1200, kind, slot, 97);
        return make(slot, createdMs, laterMs(world, createdMs, kind, slot, 98));
      },
      onInsert: (_slot, atMs) => ({ [created]: atMs, [updated]: atMs }),
      onUpdate: (row, atMs, revision) => ({ name: `${String(row['name'])} v${String(revision + 1)}`, [updated]: atMs }),
    }),
    world.setup.nowMs,
  );
}

/** A folder with children, and theirs; a lowest one has no `children` at all, or an empty list. */
function makeFolder(world: World, slot: number, createdAt: number, updatedAt: number): Row {
  const folder = (number: number, children?: Row[]): Row => ({
    id: uid(world, kinds.folder, 1_000_000 * (slot + 1) + number),
    name: text(world, `Folder ${String(slot)}.${String(number)}`, kinds.folder, slot, number),
    order: number,
    createdAt,
    updatedAt,
    ...(children === undefined ? {} : { children }),
  });
  const top = folder(0, slot % 3 === 2 ? [] : [folder(1, [folder(3, [folder(4)])]), folder(2)]);
  return { ...top, id: uid(world, kinds.folder, slot) };
}

function* flattened(folder: Row, parentId: unknown): Generator<Row> {
  const { children, ...rest } = folder;
  yield { parent_id: parentId, ...rest };
  for (const child of (children ?? []) as Row[]) yield* flattened(child, folder['id']);
}

function makeLibrary(world: World, slot: number, createdMs: number, updatedMs: number): Row {
  return {
    id: uid(world, kinds.library, slot),
    name: text(world, `Library ${String(slot)}`, kinds.library, slot),
    description: slot % 2 === 0 ? null : 'For everybody',
    type: 'university',
    is_private: slot % 4 === 1,
    is_published: slot % 5 !== 2,
    is_deleted: slot % 9 === 7,
    udemy: false,
    item_folder_id: slot % 6 === 4 ? null : uid(world, kinds.folder, slot % 4),
    sort_order: 'updated-desc',
    ui_order: slot,
    group_ids: slot % 3 === 0 ? [] : [firstGroupId + (slot % world.counts.groups)],
    user_ids: slot % 3 === 0 ? [firstUserId + (slot % world.counts.users)] : [],
    created_at: createdMs,
    updated_at: updatedMs,
  };
}

/** Guides, challenges and others, some of them in several folders; missing values are empty strings. */
function catalogTable(world: World, { guides, challenges }: Content): TableOf {
  const count = Math.ceil(world.counts.guides * 1.2) + world.counts.challenges;
  const missing = (slot: number, value: string): string => (slot % 3 === 1 ? '' : value);
  return new Table(
    {
      name: 'content_catalog_items',
      count,
      idOf: (slot) => slot,
      slotOf: Number,
      make: (slot) => {
        const isChallenge = slot < world.counts.challenges;
        const target = isChallenge ? slot : (slot - world.counts.challenges) % world.counts.guides;
        const type = isChallenge ? 'challenge' : 'guide';
        const kind = isChallenge ? kinds.challenge : kinds.guide;
        const table = isChallenge ? challenges : guides;
        const createdMs = pastMs(world, 900, 99, slot, 1);
        const assigned = roll(world, 60, 99, slot, 2);
        const { name, email } = employee(world, 0);
        return {
          folderName: missing(slot, `/Sales/${String(slot % 4)}`),
          universityName: missing(slot + 1, `Library ${String(slot % 24)}`),
          universityDescription: '',
          universityFolder: '',
          pathName: missing(slot + 2, `Path ${String(slot % 22)}`),
          pathDescription: '',
          itemType: type,
          itemName: table.setup.make(target, {})[isChallenge ? 'display_title' : 'title'],
          itemDescription: missing(slot, text(world, 'About it', 99, slot, 3)),
          itemLink: `https://app.workramp.com/admin/${type}s/${uid(world, kind, target)}`,
          lastEditedDate: iso(laterMs(world, createdMs, 99, slot, 4)),
          lastEditor: name,
          lastAssignedDate: assigned === 0 || slot % 4 === 3 ? '' : iso(laterMs(world, createdMs, 99, slot, 5)),
          numAssignments: slot % 2 === 0 ? assigned : String(assigned),
          originalAuthor: email,
          createdDate: iso(createdMs),
        };
      },
      onUpdate: (_row, atMs) => ({ lastEditedDate: iso(atMs) }),
    },
    world.setup.nowMs,
  );
}

function searched(items: TableOf, words: string): Row {
  const found = items.match((row) => String(row['itemName']).toLowerCase().includes(words.toLowerCase()));
  return {
    search: words,
    results: found.slice(0, 50).map((row) => ({
      university: row['universityName'],
      name: row['itemName'],
      type: row['itemType'],
      description: row['itemDescription'],
      url: row['itemLink'],
    })),
  };
}
