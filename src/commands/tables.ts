import Table from 'cli-table3';
import colors from 'picocolors';
import type { Stream } from '@singer-io-ts/tap';
import type { Access } from '@singer-io-ts/tap/run/check.ts';
import type { StreamReport, SyncReport } from '@singer-io-ts/tap/run/report.ts';
import { offerStreams } from '@singer-io-ts/tap/select/offer.ts';
import type { Settings } from '@singer-io-ts/tap/select/settings.ts';
import type { Setting } from './about.ts';

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

export const settingsTable = (settings: readonly Setting[]): string =>
  table(
    ['field', 'required', 'type', 'default', 'meaning'],
    settings.map(({ name, title, required, type, default: value, secret, options }) => [
      name,
      required ? 'yes' : '',
      secret ? `${type} (secret)` : (options?.join(', ') ?? type),
      value === undefined ? '' : JSON.stringify(value),
      title,
    ]),
  );

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
