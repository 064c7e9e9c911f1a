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
