import type { Row } from '../../../portal.ts';
import { enveloped } from '../conventions.ts';
import { banner, signed } from '../elc/content.ts';
import type { ChildTable } from '../tables.ts';
import { passing } from '../tables.ts';
import { text, title } from '../words.ts';
import type { Part, World } from '../world.ts';
import { kinds, pastMs, uid, without } from '../world.ts';
import type { Cascade } from './contacts.ts';
import type { AcademyCounts } from './world.ts';
import { academyGet, academyOf, academyTable, detail, placeIn } from './world.ts';

const kind = kinds.training;
const types = ['course', 'course', 'scorm', 'resource'] as const;

export interface Trainings extends Part {
  readonly trainings: ChildTable;
}

export function trainingType(world: World, slot: number): (typeof types)[number] {
  return types[placeIn(world, slot) % types.length] ?? 'course';
}

export function trainingTitle(world: World, slot: number): string {
  return title(world, kind, slot);
}

/** `academy_trainings` (`academy_id` added; key `id`). `card_banner` is signed anew on every read. */
export function trainingsPart(world: World, counts: AcademyCounts, cascade: Cascade): Trainings {
  const trainings = academyTable(world, kind, {
    name: 'academy_trainings',
    count: counts.trainings,
    make: (slot, given) => ({
      academy_id: given['academy_id'] ?? academyOf(world, slot),
      ...makeTraining(world, slot),
    }),
    onInsert: (_slot, atMs) => ({ created_at: atMs }),
    onUpdate: (row, _atMs, revision) => ({ name: `${String(row['name'])} v${String(revision + 1)}` }),
    cascade,
  });
  const bare = (row: Row): Row => signed(world, without(row, 'academy_id'));
  return {
    trainings,
    resources: { academy_trainings: trainings },
    routes: [
      academyGet(world, '/trainings', (_request, academyId) =>
        enveloped({ world, key: 'trainings', source: trainings.where('academy_id', academyId), render: bare }),
      ),
      academyGet(world, '/search/{term}', ({ params }, academyId) => {
        const term = (params['term'] ?? '').toLowerCase();
        const source = passing(trainings.where('academy_id', academyId), (row) =>
          String(row['name']).toLowerCase().includes(term),
        );
        return enveloped({ world, key: 'trainings', source, render: bare });
      }),
      academyGet(world, '/trainings/{id}', ({ params }, academyId) => {
        const row = trainings.get(params['id'] ?? '');
        if (row?.['academy_id'] !== academyId) return detail('training', undefined);
        // What the list calls a course is a guide here.
        return detail('training', { ...bare(row), type: row['type'] === 'course' ? 'guide' : row['type'] });
      }),
    ],
  };
}

function makeTraining(world: World, slot: number): Row {
  const type = trainingType(world, slot);
  const createdMs = pastMs(world, 1300, kind, slot, 120);
  return {
    id: uid(world, kind, slot),
    type,
    name: trainingTitle(world, slot),
    created_at: world.odd && placeIn(world, slot) % 5 === 3 ? createdMs + 0.25 : createdMs,
    card_banner: placeIn(world, slot) % 3 === 1 ? null : banner(`trainings/${String(slot)}`),
    ...(type === 'course'
      ? {
          description: text(world, 'Getting started', kind, slot, 121),
          time_estimate_seconds: 300 * (1 + (placeIn(world, slot) % 9)),
        }
      : {}),
  };
}
