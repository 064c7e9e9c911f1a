import { describe, expect, test } from '@jest/globals';
import { openVendor, runVendor } from '../support/vendor-run.ts';
import { metadataOf, send, serve, type Service } from './learningbuilder-service.ts';

const PAGE = 20;

interface Paged {
  /** Light next links that count rows; else a list is cut at a page without a word. */
  readonly links: boolean;
  readonly counts: boolean;
  readonly metadata: string;
}

/** One set, whose pages are asked for by `$skip`. */
const servePaged = (set: string, rows: readonly object[], { links, counts, metadata }: Paged): Promise<Service> =>
  serve(({ path, query }, response) => {
    if (path === '/data/$metadata') {
      send(response, 200, metadata);
      return;
    }
    if (path !== `/data/${set}`) {
      send(response, 404, {});
      return;
    }
    if (query.has('$filter')) {
      send(response, 400, { Message: "Query option '$filter' is not allowed." });
      return;
    }
    const from = Number(query.get('$skip') ?? 0);
    const page = rows.slice(from, from + Math.min(PAGE, Number(query.get('$top') ?? PAGE)));
    const hasMore = from + page.length < rows.length;
    send(response, 200, {
      value: page,
      ...(counts && query.has('$inlinecount') && { 'odata.count': String(rows.length) }),
      ...(links && hasMore && { 'odata.nextLink': `${set}?$skip=${String(from + page.length)}` }),
    });
  });

const ways: readonly [string, Omit<Paged, 'metadata'>][] = [
  ['next links that skip', { links: true, counts: true }],
  ['lists that are cut', { links: false, counts: true }],
  ['lists that are cut and not counted', { links: false, counts: false }],
];

const read = async ({ config }: Service) =>
  await runVendor(await openVendor(config), { discovers: true, streams: 'defaults' });

describe.each(ways)('with %s', (_, way) => {
  test('rows without a key that are equal are all emitted', async () => {
    const metadata = metadataOf(['Notes']).replace(/<Key>.*<\/Key>/, '');
    const rows = Array.from({ length: 110 }, (_row, index) => ({ Id: index % 7, Text: 'same' }));
    const { records, report } = await read(await servePaged('Notes', rows, { ...way, metadata }));
    expect(report.streams['notes']).toMatchObject({ outcome: 'complete' });
    const counts = [0, 1, 2, 3, 4, 5, 6].map((id) => records.get('notes')?.filter((row) => row['Id'] === id).length);
    expect(counts).toEqual([16, 16, 16, 16, 16, 15, 15]);
  });

  test('rows that differ and share a declared key are all emitted, and that is said', async () => {
    const rows = Array.from({ length: 110 }, (_row, index) => ({ Id: Math.floor(index / 2), Text: String(index) }));
    const service = await servePaged('Notes', rows, { ...way, metadata: metadataOf(['Notes']) });
    const { records, log } = await read(service);
    const texts = records.get('notes')?.map((row) => row['Text']) ?? [];
    expect(new Set(texts).size).toBe(110);
    expect(log.join(' ')).toMatch(/share their primary key \(Id\)/);
  });
});

describe('next links with a token', () => {
  const rowsOf = (count: number) => Array.from({ length: count }, (_, index) => ({ Id: 7 + index * 3, Text: 'a' }));

  /** Deletes the first row after each page. */
  const serveMoving = (rows: { readonly Id: number }[], isOffset: boolean): Promise<Service> =>
    serve(({ path, query }, response) => {
      if (path === '/data/$metadata') {
        send(response, 200, metadataOf(['Notes']));
        return;
      }
      if (path !== '/data/Notes') {
        send(response, 404, {});
        return;
      }
      const token = Number(query.get('$skiptoken') ?? 0);
      const rest = isOffset ? rows.slice(token) : rows.filter(({ Id }) => Id > token);
      const value = rest.slice(0, PAGE);
      const next = isOffset ? token + PAGE : value.at(-1)?.Id;
      const link = rest.length > PAGE ? { 'odata.nextLink': `Notes?$skiptoken=${String(next)}` } : {};
      send(response, 200, { value, ...link });
      if (rows.length > 100) rows.shift();
    });

  test('that counts rows lose none while others are deleted', async () => {
    const { records } = await read(await serveMoving(rowsOf(110), true));
    const ids = new Set(records.get('notes')?.map((row) => row['Id']));
    for (const { Id } of rowsOf(110).slice(10)) expect(ids).toContain(Id);
  });

  test('that holds the last key are followed once', async () => {
    const service = await serveMoving(rowsOf(110), false);
    const { records } = await read(service);
    expect(records.get('notes')).toHaveLength(110);
    expect(service.asked.filter((url) => url.startsWith('/data/Notes'))).toHaveLength(6);
  });
});
