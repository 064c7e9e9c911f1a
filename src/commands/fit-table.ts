import Table from 'cli-table3';
import { stripVTControlCharacters } from 'node:util';
import colors from 'picocolors';

export interface TableColumn {
  readonly title: string;
  readonly align?: 'right';
  /** Left out where the terminal is too narrow for all; the highest goes first. */
  readonly expendable?: number;
}

/** A border and a blank on each side. */
const FRAME = 3;
/** A column of sentences is no narrower. */
const LEAST_WRAPPED = 16;

const widthOf = (text: string): number => stripVTControlCharacters(text).length;

/** Longest cell, and the width below which a word would be cut. */
const measure = (cells: readonly string[]): { widest: number; least: number } => {
  const widest = Math.max(...cells.map(widthOf));
  const longestWord = Math.max(...cells.flatMap((cell) => cell.split(' ').map(widthOf)));
  return { widest, least: Math.min(widest, Math.max(longestWord, LEAST_WRAPPED)) };
};

/** A table no wider than the terminal: the last column is wrapped first, then columns that matter less are left out. */
export const fitTable = (
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  terminalColumns: number,
): string => {
  const sizes = columns.map(({ title }, index) => measure([title, ...rows.map((row) => row[index] ?? '')]));
  const last = columns.length - 1;
  const kept = new Set(columns.keys());
  const narrowest = (): number =>
    [...kept].reduce((sum, index) => {
      const size = sizes[index];
      return sum + FRAME + ((index === last ? size?.least : size?.widest) ?? 0);
    }, 1);
  const expendable = [...columns.keys()]
    .filter((index) => columns[index]?.expendable !== undefined)
    .sort((a, b) => (columns[b]?.expendable ?? 0) - (columns[a]?.expendable ?? 0));
  for (const index of expendable) if (narrowest() > terminalColumns) kept.delete(index);

  const shown = [...kept];
  const room = terminalColumns - narrowest() + (sizes[last]?.least ?? 0);
  const lastWidth = Math.min(sizes[last]?.widest ?? 0, Math.max(room, sizes[last]?.least ?? 0));
  const made = new Table({
    head: shown.map((index) => colors.bold(columns[index]?.title ?? '')),
    colAligns: shown.map((index) => columns[index]?.align ?? 'left'),
    colWidths: shown.map((index) => (index === last ? lastWidth : (sizes[index]?.widest ?? 0)) + FRAME - 1),
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  made.push(...rows.map((row) => shown.map((index) => row[index] ?? '')));
  return made.toString();
};
