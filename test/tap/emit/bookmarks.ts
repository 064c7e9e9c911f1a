import type { Bookmark } from '../../../packages/tap/src/state/bookmark.ts';

export const bookmark = (changes: Partial<Bookmark> = {}): Bookmark => ({
  v: 1,
  vendor: 'acme',
  seq: 1,
  mode: 'incremental',
  generation: null,
  value: '2026-01-01T00:00:00Z',
  window: null,
  list: null,
  parent: null,
  done: true,
  ...changes,
});
