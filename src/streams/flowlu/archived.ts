import { isRow, PermissionError, ResponseShapeError, type Query, type Read, type Stream } from '@singer-io-ts/tap';
import { itemsOf } from './lists.ts';
import { everyProject, projectsBy } from './projects.ts';
import { everyTask, calendarEventsBy, tasksBy } from './tasks.ts';

/** A list that may leave out what is archived. */
interface Archive {
  readonly path: string;
  readonly column: string;
  /** What the column says of an archived row. */
  readonly archived: number;
  /** Asks for archived rows and for the others. */
  readonly everything: Query;
}

/** `total_result` of a list, or null where the portal does not tell it. */
const countAt = async (read: Read, path: string, filter: Query): Promise<number | null> => {
  const body = await read({ path, query: { ...filter, limit: 1 } });
  const response = isRow(body) ? body['response'] : undefined;
  const count = isRow(response) ? Number(response['total_result'] ?? NaN) : NaN;
  return Number.isSafeInteger(count) ? count : null;
};

/** Where nothing is counted: whether an archived row is left out when it is asked for by its id alone. */
const hidesOne = async (read: Read, { path, column, archived }: Archive): Promise<boolean | null> => {
  const firstOf = async (filter: Query) => itemsOf(await read({ path, query: { ...filter, limit: 1 } }))?.[0];
  const row = await firstOf({ [`filter[${column}]`]: archived });
  if (row === undefined) return false;
  if (!isRow(row) || Number(row[column]) !== archived) return null;
  const same = await firstOf({ 'filter[id]': String(row['id']) });
  if (same === undefined) return true;
  return isRow(same) && String(same['id']) === String(row['id']) ? false : null;
};

/** Whether the list leaves out archived rows; null: that can't be told. */
const hidesArchived = async (read: Read, archive: Archive): Promise<boolean | null> => {
  const { path, everything } = archive;
  try {
    const plain = await countAt(read, path, {});
    const filtered = plain === null ? null : await countAt(read, path, everything);
    return plain === null || filtered === null ? await hidesOne(read, archive) : filtered > plain;
  } catch (error) {
    if (error instanceof PermissionError) return null;
    // A filter that the portal does not take finds nothing; a list that it can't give fails when it is read.
    if (error instanceof ResponseShapeError) return false;
    throw error;
  }
};

/**
 * Lists that may leave out what is archived. Asking for every archive status brings it, but would lose a row without a
 * status or with an unknown one: the portal's own counts, or one archived row, tell which way has everything.
 */
export const discoverArchived = async (read: Read): Promise<readonly Stream[]> => {
  const tasks = await hidesArchived(read, {
    path: '/task/tasks/list',
    column: 'archive_status',
    archived: 10,
    everything: everyTask,
  });
  const projects = await hidesArchived(read, {
    path: '/st/projects/list',
    column: 'is_archive',
    archived: 1,
    everything: everyProject,
  });
  return [
    ...(tasks === false ? [tasksBy({}), calendarEventsBy({})] : []),
    ...(projects === true ? [projectsBy(everyProject)] : []),
  ];
};
