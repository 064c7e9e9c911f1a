import { isRow, PermissionError, ResponseShapeError, type Query, type Read, type Stream } from '@singer-io-ts/tap';
import { everyProject, projectsBy } from './projects.ts';
import { everyTask, calendarEventsBy, tasksBy } from './tasks.ts';

/** `total_result` of a list, or null where the portal does not tell it or the key may not read the list. */
const countAt = async (read: Read, path: string, filter: Query): Promise<number | null> => {
  try {
    const body = await read({ path, query: { ...filter, limit: 1 } });
    const response = isRow(body) ? body['response'] : undefined;
    const count = isRow(response) ? Number(response['total_result'] ?? NaN) : NaN;
    return Number.isSafeInteger(count) ? count : null;
  } catch (error) {
    if (error instanceof PermissionError) return null;
    throw error;
  }
};

/** Whether the filter finds rows that the list leaves out without it; null: that can't be told. */
const findsMore = async (read: Read, path: string, filter: Query): Promise<boolean | null> => {
  try {
    const plain = await countAt(read, path, {});
    const filtered = plain === null ? null : await countAt(read, path, filter);
    return plain === null || filtered === null ? null : filtered > plain;
  } catch (error) {
    // A filter that the portal does not take finds nothing; a list that it can't give fails when it is read.
    if (error instanceof ResponseShapeError) return false;
    throw error;
  }
};

/**
 * Lists that may leave out what is archived. Asking for every archive status brings it, but would lose a row without a
 * status or with an unknown one: the portal's own counts tell which way has everything.
 */
export const discoverArchived = async (read: Read): Promise<readonly Stream[]> => {
  const [tasks, projects] = [
    await findsMore(read, '/task/tasks/list', everyTask),
    await findsMore(read, '/st/projects/list', everyProject),
  ];
  return [
    ...(tasks === false ? [tasksBy({}), calendarEventsBy({})] : []),
    ...(projects === true ? [projectsBy(everyProject)] : []),
  ];
};
