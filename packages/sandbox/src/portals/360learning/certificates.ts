import type { Row } from '../../portal.ts';
import type { Table } from '../../table.ts';
import { failure } from './failures.ts';
import { anyOf, dateRange } from './filters.ts';
import { paged, wholeFiltered } from './lists.ts';
import type { Routes } from './routes.ts';
import { text, title } from './words.ts';
import type { Part, World } from './world.ts';
import { collection, groupId, iso, oid, optional, pastMs } from './world.ts';

const outlineCount = 9;

function ownerOf(world: World, slot: number): string {
  return oid(world, 'user', (Math.floor(slot / 2) * 2) % world.counts.users);
}

/** Two shapes, told apart by `type`. */
function makeCertificate(world: World, slot: number, given: Row): Row {
  const isFromPath = slot % 3 !== 2;
  const deliveredMs = pastMs(world, 300, 180, slot);
  const pathSlot = slot % world.counts.paths;
  return {
    userId: given['userId'] ?? ownerOf(world, slot),
    _id: oid(world, 'certificate', slot),
    title: text(world, title(world, slot, 181), 182, slot),
    deliveryDate: iso(deliveredMs),
    ...optional(slot % 4 !== 1, { expirationDate: iso(deliveredMs + 365 * 86_400_000), validityPeriod: 12 }),
    ...optional(isFromPath || slot % 2 === 0, { certificateOutlineId: oid(world, 'outline', slot % outlineCount) }),
    ...optional(isFromPath, {
      pathId: oid(world, 'path', pathSlot),
      pathSessionId: oid(world, 'session', pathSlot * 3),
    }),
    ...optional(isFromPath && slot % 2 === 0, { pathName: title(world, pathSlot, 93) }),
    type: isFromPath ? 'path' : 'external',
  };
}

/** certificate_outlines: no parent. user_certificates: + `userId`. */
export function certificatesPart(
  world: World,
  routes: Routes,
  hasUser: (id: string) => boolean,
): Part & { readonly certificates: Table } {
  const outlines = collection(world, 'outline', {
    name: 'certificate_outlines',
    count: outlineCount,
    make: (slot) => ({
      _id: oid(world, 'outline', slot),
      title: text(world, title(world, slot, 183), 184, slot),
      groupId: groupId(world, 185, slot),
      createdAt: iso(pastMs(world, 600, 186, slot)),
    }),
    onInsert: (_slot, atMs) => ({ createdAt: iso(atMs) }),
    onUpdate: (_row, _atMs, revision) => ({ title: `Renamed outline ${String(revision)}` }),
  });
  const certificates = collection(world, 'certificate', {
    name: 'user_certificates',
    count: world.counts.users,
    make: (slot, given) => makeCertificate(world, slot, given),
    indexes: { userId: (slot) => ownerOf(world, slot) },
    onInsert: (_slot, atMs) => ({ deliveryDate: iso(atMs) }),
    onUpdate: (_row, atMs) => ({ expirationDate: iso(atMs) }),
  });
  return {
    certificates,
    resources: { certificate_outlines: outlines, user_certificates: certificates },
    routes: [
      routes.get('certificateOutlines:read', '/certificate-outlines', (request) =>
        wholeFiltered(world, request, {
          stream: 'certificate_outlines',
          size: outlineCount,
          table: outlines,
          filters: { createdAt: dateRange, groupId: anyOf },
        }),
      ),
      routes.get('users:read', '/users/{userId}/certificates', (request) => {
        const key = request.params['userId'] ?? '';
        if (!hasUser(key)) return failure(404, 'userNotFound');
        return paged(world, request, {
          stream: 'user_certificates',
          size: 1000,
          table: certificates,
          within: { index: 'userId', key },
          omit: ['userId'],
          filters: { deliveryDate: dateRange, expirationDate: dateRange },
        });
      }),
      routes.get('users:read', '/users/{userId}/certificates/{certificateId}/pdf', ({ params }) =>
        certificates.get(params['certificateId'] ?? '')?.['userId'] === params['userId']
          ? { status: 200, body: '%PDF-1.4\n%%EOF\n', contentType: 'application/pdf' }
          : failure(404, 'certificateNotFound'),
      ),
    ],
  };
}
