import Table from 'cli-table3';
import colors from 'picocolors';
import type { Stream } from '@singer-io-ts/tap';
import type { JsonObject } from '../../packages/tap/src/define/json.ts';
import type { Access } from '../../packages/tap/src/run/check.ts';
import type { StreamReport, SyncReport } from '../../packages/tap/src/run/report.ts';
import { offerStreams } from '../../packages/tap/src/select/offer.ts';
import type { Settings } from '../../packages/tap/src/select/settings.ts';

type Align = 'left' | 'right';

const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  aligns: readonly Align[] = [],
): string => {
  const made = new Table({
    head: head.map((title) => colors.bold(title)),
    colAligns: head.map((_, index) => aligns[index] ?? 'left'),
    style: { head: [], border: [], compact: true },
  });
  made.push(...rows.map((row) => [...row]));
  return made.toString();
};

const number = (value: number): string => value.toLocaleString('en-US');

export const accessTable = ({ granted, leftOut }: Access): string =>
  table(
    ['family', 'access', 'streams'],
    [
      ...granted.map(({ family, streams }) => [family, colors.green('yes'), streams.join(', ')]),
      ...leftOut.map(({ family, reason }) => [family, colors.yellow('no'), reason]),
    ],
  );

export const streamTable = (streams: readonly Stream[], settings: Settings): string =>
  table(
    ['stream', 'key', 'follows', 'fields', 'by default', 'description'],
    [...offerStreams(streams, settings).byName.values()].map(({ stream, primaryKey, replicationKey, fields }) => [
      stream.name,
      primaryKey.join(', '),
      replicationKey ?? '',
      number(Object.keys(fields).length),
      stream.selectedByDefault === false ? 'no' : 'yes',
      stream.beta === true ? `${stream.description} (beta)` : stream.description,
    ]),
    ['left', 'left', 'left', 'right'],
  );

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param settings a JSON Schema object, as `--about` shows it */
export const settingsTable = (settings: JsonObject): string => {
  const { properties, required } = settings;
  const isRequired = (name: string): boolean => Array.isArray(required) && required.includes(name);
  return table(
    ['field', 'required', 'type', 'default'],
    Object.entries(isObject(properties) ? properties : {}).map(([name, property]) => {
      const { type, default: value, secret } = isObject(property) ? property : {};
      return [
        name,
        isRequired(name) ? 'yes' : '',
        `${typeof type === 'string' ? type : ''}${secret === true ? ' (secret)' : ''}`,
        value === undefined ? '' : JSON.stringify(value),
      ];
    }),
  );
};

const outcomeText = ({ outcome }: StreamReport): string => {
  if (outcome === 'complete') return colors.green(outcome);
  return outcome === 'failed' ? colors.red(outcome) : colors.yellow(outcome);
};

export const reportTable = ({ streams }: SyncReport): string =>
  table(
    ['stream', 'outcome', 'rows', 'requests', 'why'],
    Object.entries(streams).map(([name, report]) => [
      name,
      outcomeText(report),
      number(report.rows),
      number(report.requests),
      report.reason ?? '',
    ]),
    ['left', 'left', 'right', 'right'],
  );
