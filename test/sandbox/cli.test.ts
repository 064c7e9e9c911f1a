import { expect, test } from '@jest/globals';
import { runSandbox, vendors } from '../../packages/sandbox/src/index.ts';
import { raw } from './raw-client.ts';

interface Config {
  readonly vendor: string;
  readonly base_url: string;
}

async function run(options: Parameters<typeof runSandbox>[0]): Promise<{ configs: Config[]; statuses: number[] }> {
  const stop = new AbortController();
  const lines: string[] = [];
  const statuses: number[] = [];
  const configs = (): Config[] => lines.map((line) => JSON.parse(line) as Config);
  const ready = async (): Promise<void> => {
    for (const { base_url: url } of configs()) statuses.push((await raw(`${url}/nothing-here`)).status);
    stop.abort();
  };
  await runSandbox({ ...options, signal: stop.signal, onReady: () => void ready() }, (text) => lines.push(text));
  for (const { base_url: url } of configs()) await expect(raw(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  return { configs: configs(), statuses };
}

test('serves every vendor until it is stopped, and writes a config for each', async () => {
  const { configs, statuses } = await run({ users: 10 });
  expect(configs.map(({ vendor }) => vendor)).toEqual(vendors);
  expect(statuses).toHaveLength(vendors.length);
});

test('serves one vendor with faults', async () => {
  const { configs, statuses } = await run({ vendor: 'learnupon', users: 10, faults: 'html-503' });
  expect(configs).toMatchObject([{ vendor: 'learnupon', subdomain: 'sandbox' }]);
  expect(statuses).toEqual([503]);
});

test('names the vendors and faults that exist', async () => {
  await expect(run({ vendor: 'nobody' })).rejects.toThrow('there are: learnupon');
  await expect(run({ vendor: 'learnupon', faults: 'nothing' })).rejects.toThrow('unknown fault');
});
