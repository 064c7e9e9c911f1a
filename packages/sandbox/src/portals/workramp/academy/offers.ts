import type { Row } from '../../../portal.ts';
import { text, title } from '../words.ts';
import type { World } from '../world.ts';
import { iso, kinds, pastMs, uid } from '../world.ts';
import { trainingTitle, trainingType } from './trainings.ts';
import { placeIn, slotInAcademy } from './world.ts';

/** A path as `{academy}/paths` has it; also inside enrollments, as generated. */
export function pathObject(world: World, slot: number): Row {
  const kind = kinds.academyPath;
  return {
    id: uid(world, kind, slot),
    name: title(world, kind, slot),
    description: placeIn(world, slot) % 4 === 3 ? null : text(world, 'All admin courses', kind, slot, 150),
    created_at: pastMs(world, 1300, kind, slot, 151),
  };
}

export function certificationObject(world: World, slot: number): Row {
  const kind = kinds.academyCertification;
  const createdMs = pastMs(world, 1300, kind, slot, 152);
  return {
    id: uid(world, kind, slot),
    name: title(world, kind, slot),
    description: placeIn(world, slot) % 3 === 2 ? null : text(world, 'Level 1', kind, slot, 153),
    created_at: world.options.certificationCreatedAt === 'iso' ? iso(createdMs) : createdMs,
    awarded_by_name: 'M. Okafor',
    awarded_by_title: 'Head of Education',
  };
}

export function collectionObject(world: World, slot: number): Row {
  const kind = kinds.collection;
  return {
    id: uid(world, kind, slot),
    name: title(world, kind, slot),
    description: text(world, 'Start here', kind, slot, 154),
    created_at: pastMs(world, 1300, kind, slot, 155),
  };
}

/** What a path, certification or collection holds: some of the academy's trainings. */
export function contents(
  world: World,
  kind: number,
  slot: number,
  trainings: number,
): { id: string; training: number }[] {
  return Array.from({ length: placeIn(world, slot) % 5 }, (_, turn) => ({
    id: uid(world, kinds.content, (kind * 1_000_000 + slot) * 8 + turn),
    training: slotInAcademy(world, trainings, slot % world.academies.length, slot * 3 + turn),
  }));
}

export function contentRow(world: World, item: { readonly id: string; readonly training: number }): Row {
  const type = trainingType(world, item.training);
  return {
    id: item.id,
    content_id: uid(world, kinds.training, item.training),
    content_type: type === 'course' ? 'guide' : type,
    content: {
      id: uid(world, kinds.training, item.training),
      title: trainingTitle(world, item.training),
      description: item.training % 3 === 0 ? null : 'Getting started',
      card_banner: item.training % 4 === 1 ? 'https://cdn.acme.test/banner.png' : null,
      time_estimate_seconds: type === 'course' ? 1200 : null,
    },
  };
}

/** A content of a path or certification: under `academy_certification_id` whichever it is. */
export function orderedContents(world: World, kind: number, slot: number, parentId: string, trainings: number): Row[] {
  return contents(world, kind, slot, trainings).map((item, turn) => {
    const { id, ...rest } = contentRow(world, item);
    const createdMs = pastMs(world, 900, kind, slot, turn, 156);
    return {
      id,
      academy_certification_id: parentId,
      ui_order: turn + 1,
      created_at: createdMs,
      updated_at: createdMs + 287,
      ...rest,
    };
  });
}
