import type { List, Reply, Route, Row, VendorRequest } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import { derived } from '../../../table.ts';
import { badRequest, enveloped, notFound } from '../conventions.ts';
import type { ChildTable } from '../tables.ts';
import { Filters, passing } from '../tables.ts';
import type { Part, World } from '../world.ts';
import { kinds, slotOfUid, without } from '../world.ts';
import type { Cascade, Contacts } from './contacts.ts';
import { nestedContact } from './contacts.ts';
import type { Offer } from './enrollments.ts';
import { award, ofContact, ofOffer, pathsUser } from './enrollments.ts';
import { certificationObject, orderedContents, pathObject } from './offers.ts';
import type { AcademyCounts } from './world.ts';
import { academyGet, academyOf, academyTable } from './world.ts';

/**
 * Keys added, beside `academy_id` everywhere: `academy_paths`, `academy_certifications` (key `id`);
 * `academy_path_contents` (`path_id` added; `id`), `academy_certification_contents` (`certification_id` added; `id`);
 * `academy_path_enrollments`, unfinished ones included (`id`); `academy_path_enrollments_by_path` (`path_id` added;
 * `path_id`, `id`); `academy_certification_enrollments` (`certification_id` added; `certification_id`, `id`);
 * `academy_contact_paths`, `academy_contact_certifications` (`contact_id` added; `id`); `academy_awarded_certifications`
 * (`user_id`, `id`); `academy_contact_awarded_certifications` (`user_id` added, from the envelope; `user_id`, `id`).
 * The two `academy_contact_...` tables are what drift changes; all other enrollments follow them.
 */
export function programsPart(
  world: World,
  counts: AcademyCounts,
  { contacts }: Contacts,
  pathEnrollments: ChildTable,
  certificationEnrollments: ChildTable,
): Part {
  const offers = {
    path: offerTable(world, counts, 'path', () => [{ table: pathEnrollments, index: '_parent' }]),
    certification: offerTable(world, counts, 'certification', () => [
      { table: certificationEnrollments, index: '_parent' },
    ]),
  };
  const enrollments = { path: pathEnrollments, certification: certificationEnrollments };
  const contentsOf = (offer: Offer) =>
    derived(offers[offer], (row) =>
      programContents(world, offer, row, counts).map((content) => ({
        academy_id: row['academy_id'],
        [`${offer}_id`]: row['id'],
        ...content,
      })),
    );
  const byOffer = (offer: Offer) =>
    derived(enrollments[offer], (row) => [
      { academy_id: row['academy_id'], [`${offer}_id`]: (row[offer] as Row)['id'], ...ofOffer(world, offer, row) },
    ]);
  return {
    resources: {
      academy_paths: offers.path,
      academy_path_contents: contentsOf('path'),
      academy_path_enrollments: derived(pathEnrollments, (row) => [pathsUser(world, row)]),
      academy_path_enrollments_by_path: byOffer('path'),
      academy_contact_paths: pathEnrollments,
      academy_certifications: offers.certification,
      academy_certification_contents: contentsOf('certification'),
      academy_certification_enrollments: byOffer('certification'),
      academy_contact_certifications: certificationEnrollments,
      academy_awarded_certifications: derived(certificationEnrollments, (row) =>
        isAwarded(row) ? [award(world, row)] : [],
      ),
      academy_contact_awarded_certifications: derived(certificationEnrollments, (row) =>
        isAwarded(row) ? [{ academy_id: row['academy_id'], user_id: row['contact_id'], ...badge(row) }] : [],
      ),
    },
    routes: [
      ...offerRoutes(world, 'path', offers.path, pathEnrollments, counts),
      ...offerRoutes(world, 'certification', offers.certification, certificationEnrollments, counts),
      ...contactRoutes(world, contacts, pathEnrollments, certificationEnrollments),
      ...bulkRoutes(world, pathEnrollments, certificationEnrollments),
    ],
  };
}

function isAwarded(row: Row): boolean {
  return typeof row['awarded_at'] === 'number';
}

/** An integer for an id, as in the vendor's example. */
function badge(row: Row): Row {
  const { name } = row['certification'] as Row;
  return { id: 318_805 + slotOfUid(String(row['id'])), display_title: name, badge_image: 'badge.png' };
}

function offerTable(world: World, counts: AcademyCounts, offer: Offer, cascade: Cascade): ChildTable {
  const isPath = offer === 'path';
  return academyTable(world, isPath ? kinds.academyPath : kinds.academyCertification, {
    name: isPath ? 'academy_paths' : 'academy_certifications',
    count: isPath ? counts.paths : counts.certifications,
    make: (slot, given) => ({
      academy_id: given['academy_id'] ?? academyOf(world, slot),
      ...(isPath ? pathObject(world, slot) : certificationObject(world, slot)),
    }),
    onInsert: (_slot, atMs) => ({ created_at: atMs }),
    onUpdate: (row, _atMs, revision) => ({ name: `${String(row['name'])} v${String(revision + 1)}` }),
    cascade,
  });
}

function programContents(world: World, offer: Offer, row: Row, { trainings }: AcademyCounts): Row[] {
  const kind = offer === 'path' ? kinds.academyPath : kinds.academyCertification;
  return orderedContents(world, kind, slotOfUid(String(row['id'])), String(row['id']), trainings);
}

function offerRoutes(
  world: World,
  offer: Offer,
  table: ChildTable,
  enrollments: ChildTable,
  counts: AcademyCounts,
): Route[] {
  const key = `${offer}s`;
  const found = (params: VendorRequest['params'], academyId: string): Row | undefined => {
    const row = table.get(params['id'] ?? '');
    return row?.['academy_id'] === academyId ? without(row, 'academy_id') : undefined;
  };
  const rowsKey = offer === 'path' ? 'completed_paths' : certificationRowsKey(world);
  return [
    academyGet(world, `/${key}/{id}/details`, ({ params }, academyId) => {
      const row = found(params, academyId);
      if (row === undefined) return notFound;
      const contents = { academy_certification_contents: programContents(world, offer, row, counts) };
      const { id, name } = row;
      const object = { id, title: name, banner_image: null };
      const isInside = (world.options.detailsNesting ?? 'inside') === 'inside';
      return json(200, { data: isInside ? { [offer]: { ...object, ...contents } } : { [offer]: object, ...contents } });
    }),
    academyGet(world, `/${key}/{id}`, ({ params }, academyId) => {
      const row = found(params, academyId);
      if (row === undefined) return notFound;
      const isBare = offer === 'certification' && world.options.certificationEnrollments === 'bare';
      return enveloped({
        world,
        key: rowsKey,
        source: enrollments.where('_parent', String(row['id'])),
        data: { [offer]: row },
        render: (enrollment) => ofOffer(world, offer, enrollment),
        ...(isBare ? { dataOf: (rows: readonly Row[]) => rows } : {}),
      });
    }),
    academyGet(world, `/${key}`, (_request, academyId) =>
      enveloped({
        world,
        key,
        source: table.where('academy_id', academyId),
        render: (row) => without(row, 'academy_id'),
      }),
    ),
  ];
}

function certificationRowsKey({ options }: World): string {
  const key = options.certificationEnrollments ?? 'awarded_certifictions';
  return key === 'bare' ? 'awarded_certifictions' : key;
}

function contactRoutes(world: World, contacts: ChildTable, paths: ChildTable, certifications: ChildTable): Route[] {
  const below =
    (list: (id: string, data: Row) => List) =>
    ({ params }: VendorRequest, academyId: string): Reply | List => {
      const { id = '' } = params;
      if (contacts.get(id)?.['academy_id'] !== academyId) return notFound;
      return list(id, { contact: nestedContact(world, slotOfUid(id)) });
    };
  return [
    academyGet(
      world,
      '/contacts/{id}/paths',
      below((id, data) =>
        enveloped({ world, key: 'path_enrollments', source: paths.where('_contact', id), data, render: ofContact }),
      ),
    ),
    academyGet(
      world,
      '/contacts/{id}/certifications',
      below((id, data) =>
        enveloped({
          world,
          key: 'certification_enrollments',
          source: certifications.where('_contact', id),
          data,
          render: ofContact,
        }),
      ),
    ),
    academyGet(
      world,
      '/users/{id}/awarded_certifications',
      below((id) =>
        enveloped({
          world,
          key: 'awarded_certifications',
          source: passing(certifications.where('_contact', id), isAwarded),
          data: { user_id: id },
          render: badge,
        }),
      ),
    ),
  ];
}

function bulkRoutes(world: World, paths: ChildTable, certifications: ChildTable): Route[] {
  const filters = new Filters();
  return [
    // Without `completed_only=false` the unfinished ones are left out.
    academyGet(world, '/paths_users', ({ query }, academyId) => {
      const source =
        query.get('completed_only') === 'false'
          ? paths.where('academy_id', academyId)
          : filters.rows(
              paths,
              `completed ${academyId}`,
              (row) => row['academy_id'] === academyId && row['completed_at'] !== null,
            );
      const render = (row: Row): Row => without(pathsUser(world, row), 'academy_id');
      return enveloped({ world, key: 'paths_users', source, render });
    }),
    // `start` and `end` are seconds, both included; milliseconds are a date in the far future.
    academyGet(world, '/awarded_certifications', ({ query }, academyId) => {
      const [start, end] = [query.get('start'), query.get('end')];
      if ([start, end].some((text) => text !== null && !/^\d+$/.test(text))) return badRequest;
      const from = start === null ? -Infinity : Number(start) * 1000;
      const to = end === null ? Infinity : Number(end) * 1000;
      const source = filters.rows(certifications, JSON.stringify([academyId, start, end]), (row) => {
        const atMs = Number(row['awarded_at']);
        return row['academy_id'] === academyId && isAwarded(row) && atMs >= from && atMs <= to;
      });
      const render = (row: Row): Row => without(award(world, row), 'academy_id');
      return enveloped({ world, key: 'awarded_certifications', source, render });
    }),
  ];
}
