import colors from 'picocolors';
import type { Stream } from '@singer-io-ts/tap';
import type { Access } from '@singer-io-ts/tap/run/check.ts';
import type { StreamReport, SyncReport } from '@singer-io-ts/tap/run/report.ts';
import { offerStreams } from '@singer-io-ts/tap/select/offer.ts';
import type { Settings } from '@singer-io-ts/tap/select/settings.ts';
import type { Setting } from './about.ts';
import { fitTable } from './fit-table.ts';

const number = (value: number): string => value.toLocaleString('en-US');

export const accessTable = ({ granted, leftOut }: Access, terminalColumns: number): string =>
  fitTable(
    [{ title: 'family' }, { title: 'access' }, { title: 'streams' }],
    [
      ...granted.map(({ family, streams }) => [family, colors.green('yes'), streams.join(', ')]),
      ...leftOut.map(({ family, reason }) => [family, colors.yellow('no'), reason]),
    ],
    terminalColumns,
  );

export const streamTable = (streams: readonly Stream[], settings: Settings, terminalColumns: number): string =>
  fitTable(
    [
      { title: 'stream' },
      { title: 'key', expendable: 3 },
      { title: 'follows', expendable: 2 },
      { title: 'fields', align: 'right', expendable: 4 },
      { title: 'by default', expendable: 1 },
      { title: 'description' },
    ],
    [...offerStreams(streams, settings).byName.values()].map(({ stream, primaryKey, replicationKey, fields }) => [
      stream.name,
      primaryKey.join(', '),
      replicationKey ?? '',
      number(Object.keys(fields).length),
      stream.selectedByDefault === false ? 'no' : 'yes',
      stream.beta === true ? `${stream.description} (beta)` : stream.description,
    ]),
    terminalColumns,
  );

export const settingsTable = (settings: readonly Setting[], terminalColumns: number): string =>
  fitTable(
    [
      { title: 'field' },
      { title: 'required' },
      { title: 'type', expendable: 2 },
      { title: 'default', expendable: 1 },
      { title: 'meaning' },
    ],
    settings.map(({ name, title, required, type, default: value, secret, options }) => [
      name,
      required ? 'yes' : '',
      secret ? `${type} (secret)` : (options?.join(', ') ?? type),
      value === undefined ? '' : JSON.stringify(value),
      title,
    ]),
    terminalColumns,
  );

const outcomeText = ({ outcome }: StreamReport): string => {
  if (outcome === 'complete') return colors.green(outcome);
  return outcome === 'failed' ? colors.red(outcome) : colors.yellow(outcome);
};

export const reportTable = ({ streams }: SyncReport, terminalColumns: number): string =>
  fitTable(
    [
      { title: 'stream' },
      { title: 'outcome' },
      { title: 'rows', align: 'right' },
      { title: 'requests', align: 'right', expendable: 1 },
      { title: 'why' },
    ],
    Object.entries(streams).map(([name, report]) => [
      name,
      outcomeText(report),
      number(report.rows),
      number(report.requests),
      report.reason ?? '',
    ]),
    terminalColumns,
  );
