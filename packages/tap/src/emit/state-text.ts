import type { Bookmark } from '../state/bookmark.ts';

/**
 * A bookmark as JSON. Positions are the vendor's own values and could hold a secret (a next link with a key in it); a
 * position that can't be shown is dropped, and its list starts again.
 */
export const bookmarkText = (bookmark: Bookmark, redact: (text: string) => string): string => {
  const at = bookmark.list === null ? '' : JSON.stringify(bookmark.list.at);
  return JSON.stringify(at === redact(at) ? bookmark : { ...bookmark, list: null });
};
