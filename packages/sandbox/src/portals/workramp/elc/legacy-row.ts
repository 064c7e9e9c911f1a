import type { Row } from '../../../portal.ts';
import { camelRow } from '../casing.ts';
import { without } from '../world.ts';

/** camelCase, fewer fields, `title` for the `name` of a path. */
export function legacyRow(row: Row): Row {
  const { paths, ...rest } = without(
    row,
    'status',
    'passed',
    'retake_count',
    'is_retaken',
    'first_accessed_at',
    'last_accessed_at',
    'is_overdue',
    'num_days_overdue',
    'is_completed_on_time',
    'passing_grade_required',
  );
  const titled = Array.isArray(paths) ? { paths: (paths as Row[]).map(({ id, name }) => ({ id, title: name })) } : {};
  return camelRow({ ...rest, ...titled });
}
