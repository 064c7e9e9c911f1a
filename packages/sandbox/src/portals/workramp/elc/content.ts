import type { Row } from '../../../portal.ts';
import { hash } from '../../../random.ts';
import { Table } from '../../../table.ts';
import { camelRow } from '../casing.ts';
import { enveloped, isLegacy, whole } from '../conventions.ts';
import { tags, text, title } from '../words.ts';
import type { Kind, Part, World } from '../world.ts';
import { fractional, get, kinds, laterMs, pastMs, roll, uid, uuidSetup, without } from '../world.ts';

export interface Content extends Part {
  readonly guides: Table;
  readonly paths: Table;
  readonly scorms: Table;
  readonly challenges: Table;
}

/**
 * `guides`, `paths`, `scorms` (key `id` each), in their new shape. `card_banner` is a signed URL that differs on every
 * read: the truth has it unsigned, so leave it out of comparisons. `challenges` is here for its ids only: no endpoint
 * lists challenges.
 */
export function contentPart(world: World): Content {
  const { counts } = world;
  const times = (kind: Kind, slot: number) => {
    const createdMs = pastMs(world, 1400, kind, slot, 50);
    return { created_at: createdMs, updated_at: laterMs(world, createdMs, kind, slot, 51) };
  };
  const guides = contentTable(world, kinds.guide, 'guides', counts.guides, 'title', (slot) => ({
    id: uid(world, kinds.guide, slot),
    title: title(world, kinds.guide, slot),
    num_total_tasks: roll(world, 20, kinds.guide, slot, 52),
    num_total_test_questions: roll(world, 9, kinds.guide, slot, 53),
    ...times(kinds.guide, slot),
    tags: tags(world, kinds.guide, slot),
    ...(world.odd && slot % 13 === 5 ? { language: 'de', estimated: 0.5 } : {}),
  }));
  const paths = contentTable(world, kinds.path, 'paths', counts.paths, 'name', (slot) => ({
    id: uid(world, kinds.path, slot),
    name: title(world, kinds.path, slot),
    description: slot % 4 === 1 ? null : text(world, 'First 30 days', kinds.path, slot, 54),
    sequential_unlock: slot % 5 === 2 ? null : slot % 2 === 0,
    // The vendor's schema says number.
    passing_score_required_for_unlock: world.odd && slot % 9 === 4 ? 80 : slot % 7 === 3 ? null : false,
    ...times(kinds.path, slot),
    card_banner: slot % 3 === 0 ? null : banner(`paths/${String(slot)}`),
    time_estimate_seconds: slot % 6 === 5 ? null : 1800 * (1 + (slot % 10)),
    num_guides: 1 + (slot % 4),
    num_resources: slot % 3,
    num_challenges: slot % 2,
    tags: tags(world, kinds.path, slot),
  }));
  const scorms = contentTable(world, kinds.scorm, 'scorms', counts.scorms, 'title', (slot) => ({
    id: uid(world, kinds.scorm, slot),
    title: title(world, kinds.scorm, slot),
    created_at: times(kinds.scorm, slot).created_at,
    time_estimate: 5 * (1 + (slot % 12)),
  }));
  const challenges = contentTable(world, kinds.challenge, 'challenges', counts.challenges, 'display_title', (slot) => ({
    id: uid(world, kinds.challenge, slot),
    display_title: title(world, kinds.challenge, slot),
    description: slot % 2 === 0 ? null : 'Record a pitch',
    folder_id: null,
    ...times(kinds.challenge, slot),
  }));
  const legacy = (row: Row): Row => ({
    ...camelRow(without(row, 'card_banner', 'tags')),
    createdAt: fractional(Number(row['created_at'])),
    updatedAt: fractional(Number(row['updated_at'])),
  });
  return {
    guides,
    paths,
    scorms,
    challenges,
    resources: { guides, paths, scorms, challenges },
    routes: [
      get('/api/v1/guides', (request) => {
        const source = guides.all();
        return isLegacy(world, request)
          ? whole(source, { render: (row) => ({ ...legacy(row), tags: row['tags'] }) })
          : enveloped({ world, key: 'guides', source, isStated: true });
      }),
      get('/api/v1/paths', (request) => {
        const source = paths.all();
        return isLegacy(world, request)
          ? whole(source, { render: legacy })
          : enveloped({ world, key: 'paths', source, isStated: true, render: (row) => signed(world, row) });
      }),
      get('/api/v1/scorms', () => enveloped({ world, key: 'scorms', source: scorms.all() })),
    ],
  };
}

function contentTable(
  world: World,
  kind: Kind,
  name: string,
  count: number,
  titleField: string,
  make: (slot: number) => Row,
): Table {
  return new Table(
    uuidSetup(world, kind, {
      name,
      count,
      make,
      onInsert: (slot, atMs) => ({ created_at: atMs, ...('updated_at' in make(slot) ? { updated_at: atMs } : {}) }),
      onUpdate: (row, atMs, revision) => ({
        [titleField]: `${String(row[titleField])} v${String(revision + 1)}`,
        ...('updated_at' in row ? { updated_at: atMs } : {}),
      }),
    }),
    world.setup.nowMs,
  );
}

export function banner(name: string): string {
  return `https://workramp-assets.s3.amazonaws.com/${name}/card.png`;
}

/** The row with a `card_banner` that no other read gives. */
export function signed(world: World, row: Row): Row {
  const { card_banner: url } = row;
  if (typeof url !== 'string') return row;
  const reading = world.nextReading();
  const signature = hash(world.setup.seed, reading).toString(16);
  return { ...row, card_banner: `${url}?X-Amz-Expires=86400&X-Amz-Signature=${signature}${String(reading)}` };
}
