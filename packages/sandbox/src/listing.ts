import type { Fault, FaultKind } from './faults.ts';
import type { List, Page, Portal, Reply, VendorRequest } from './portal.ts';
import type { Reading } from './drift.ts';

export interface Listed {
  readonly reply: Reply;
  readonly reading?: Reading;
}

/** Reads one page of a list the vendor's way, with the faults that live in paging itself. */
export function answerList(list: List, request: VendorRequest, portal: Portal, faults: readonly Fault[]): Listed {
  const { source, paging } = list;
  const position = paging.read(request);
  if ('status' in position) return { reply: position };
  const { size } = position;
  const total = source.size;
  const asked = 'index' in position ? position.index : Math.floor(position.offset / size);
  const emptyEvery = paging.kind === 'page' || paging.kind === 'token' ? emptyPageEvery(faults) : undefined;
  const { index, isEmpty } = skipEmptyPages(asked, emptyEvery);
  const offset = 'index' in position ? index * size : position.offset;
  const has = (kind: FaultKind): boolean => faults.some((fault) => fault.kind === kind);

  if (has('404-past-end') && offset > 0 && offset >= total) return { reply: portal.notFound(request) };
  if (isEmpty && offset < total) {
    return { reply: paging.write({ rows: [], index: asked, offset, size, hasNext: true, total }, request) };
  }
  const from = readFrom(offset, size, total, has);
  const rows = source.slice(from, size);
  const page: Page = {
    rows: list.render === undefined ? rows : rows.map(list.render),
    index: asked,
    offset,
    size,
    hasNext: has('endless-pages') || offset + size < total,
    total,
  };
  const reply = paging.write(page, request);
  if (source.partition === undefined) return { reply };
  return { reply, reading: { partition: source.partition, end: Math.min(offset + rows.length, total) } };
}

function readFrom(offset: number, size: number, total: number, has: (kind: FaultKind) => boolean): number {
  if (has('endless-pages') && total > 0) {
    const pages = Math.ceil(total / size);
    return (Math.floor(offset / size) % pages) * size;
  }
  return has('repeated-page') ? Math.max(0, offset - size) : offset;
}

function emptyPageEvery(faults: readonly Fault[]): number | undefined {
  const fault = faults.find(({ kind }) => kind === 'empty-page-in-the-middle');
  return fault === undefined ? undefined : (fault.every ?? 1);
}

/** With an empty page after every N pages, which real page does the asked page stand for? */
function skipEmptyPages(asked: number, every: number | undefined): { index: number; isEmpty: boolean } {
  if (every === undefined) return { index: asked, isEmpty: false };
  const block = every + 1;
  return { index: asked - Math.floor(asked / block), isEmpty: asked % block === every };
}
