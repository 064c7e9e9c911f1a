import { afterEach, describe, expect, test } from '@jest/globals';
import { bare, closeAll, readLinks, start } from './learningbuilder-client.ts';

afterEach(closeAll);

const dialects = ['v2', 'v3', 'v4', 'v4.01'] as const;

describe('entity sets', () => {
  test.each(dialects)('every set in %s gives its truth over next links', async (odata) => {
    const sandbox = await start({ odata });
    expect(sandbox.resources.length).toBeGreaterThan(15);
    for (const name of sandbox.resources) {
      const rows = bare(await readLinks(sandbox, `/data/${name}`));
      const truth = sandbox.truth(name);
      expect({ name, rows: rows.length }).toEqual({ name, rows: truth.length });
      const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
      expect(rows.sort(byText)).toEqual(truth.sort(byText));
    }
  });
});
