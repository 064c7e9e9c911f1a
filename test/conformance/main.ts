/**
 * `node scripts/run-ts.mjs test/conformance/main.ts`: writes down what this version promises (specifications,
 * streams, states) for the releases after it. Part of making a release.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { accounts } from '../support/accounts.ts';
import { runTap } from '../support/tap-process.ts';
import { releasedStreams } from './released-streams.ts';
import type { Release } from './releases.ts';
import { createSubject } from './subject.ts';
import { airbyteMessages, lastStates, statesOf, type Json } from './support.ts';

const specificationOf = async (bin: string): Promise<Json> => {
  const message = airbyteMessages(await runTap(['spec'], { bin })).find(({ spec }) => spec !== undefined);
  if (message?.spec === undefined) throw new Error(`${bin}: no specification`);
  return message.spec.connectionSpecification;
};

const specifications: Record<string, Json> = { all: await specificationOf('tap-lms') };
const streams: Record<string, Release['streams'][string]> = {};
const states: Record<string, Release['states'][string]> = {};
for (const { title, vendor } of accounts) {
  specifications[vendor] ??= await specificationOf(`tap-${vendor}`);
  const subject = createSubject(title);
  await subject.open();
  const { airbyte } = subject.account();
  const result = await subject.wholeRead();
  streams[title] = releasedStreams(airbyte);
  // The first state of a stream is that of a run that was stopped after its first page.
  const stopped = airbyte.flatMap(({ name }) => statesOf(result, name).slice(0, 1));
  states[title] = { complete: lastStates(result), stopped };
  await subject.close();
}

const release: Release = { version: manifest.version, specifications, streams, states };
const path = join(import.meta.dirname, 'releases', `${release.version}.json`);
await writeFile(path, `${JSON.stringify(release)}\n`);
process.stdout.write(`${path}\n`);
