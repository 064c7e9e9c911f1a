import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import manifest from '../../package.json' with { type: 'json' };
import { vendorNames } from '../../src/config/vendor-facts.ts';

const root = new URL('../../', import.meta.url);
const dockerfile = await readFile(new URL('Dockerfile', root), 'utf8');
const valueIn = (pattern: RegExp): string | undefined => pattern.exec(dockerfile)?.[1];

test('labels the image with the version of the package', () => {
  expect(valueIn(/^ARG .*\bVERSION="(.*)"$/m)).toBe(manifest.version);
});

test('tells Airbyte the entry point that the image has', () => {
  const entrypoint = JSON.parse(valueIn(/^ENTRYPOINT (\[.*\])$/m) ?? '[]') as string[];
  expect(entrypoint).not.toEqual([]);
  expect(valueIn(/AIRBYTE_ENTRYPOINT="(.*)"/)).toBe(entrypoint.join(' '));
});

test.each(vendorNames)("labels %s's image as its metadata name it", async (vendor) => {
  const metadata = await readFile(new URL(`airbyte/${vendor}/metadata.yaml`, root), 'utf8');
  const prefix = valueIn(/io\.airbyte\.name="\$\{VENDOR:\+(.*?)\}/);
  expect(metadata).toMatch(`\n  dockerRepository: ${prefix ?? ''}${vendor}\n`);
  expect(metadata).toMatch(`\n  dockerImageTag: '${manifest.version}'\n`);
});

test('gives the recipes in deploy/ the version of the package', async () => {
  const folder = new URL('deploy/', root);
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(new URL(name, folder), 'utf8')));
  const named = texts.flatMap((text) => [...text.matchAll(/\btap-lms[:@](\d[^\s'"]*)/g)].map(([, version]) => version));
  expect(named).toEqual(Array(3).fill(manifest.version));
});
