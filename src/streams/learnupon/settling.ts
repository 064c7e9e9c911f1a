/**
 * `updated_at` is set when a change begins, and shows when all of it is stored: later than the changes that went by
 * meanwhile. Rows of the last quarter of an hour before a bookmark are read again.
 */
export const settlingHours = 0.25;
