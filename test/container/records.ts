import { readFile } from 'node:fs/promises';
import { messagesOf, runTap } from '../support/tap-process.ts';
import type { Account } from './account.ts';

export type Message = Readonly<Record<string, unknown>>;

export const ofType = (lines: readonly string[], type: string): readonly Message[] =>
  messagesOf(lines).filter((message) => message['type'] === type);

/** Records as `stream: row`, in their order, whichever protocol they came by. */
export const recordsOf = (lines: readonly string[]): readonly (readonly [unknown, unknown])[] =>
  ofType(lines, 'RECORD').map(({ stream, record }) => {
    if (stream !== undefined) return [stream, record];
    const airbyte = record as { readonly stream: unknown; readonly data: unknown };
    return [airbyte.stream, airbyte.data];
  });

export const byStream = (records: readonly (readonly [unknown, unknown])[]): Message => {
  const streams: Record<string, unknown[]> = {};
  for (const [stream, data] of records) (streams[String(stream)] ??= []).push(data);
  return streams;
};

interface Report {
  readonly rows: number;
  readonly exit_code: number;
  readonly signal: string | null;
  readonly streams: Readonly<Record<string, { readonly rows: number }>>;
}

/** The reports of all runs that a log tells of; a log may put a name before each line, and colours around it. */
export const reportsIn = (log: string): readonly Report[] =>
  [...log.matchAll(/\{"report".*\}/g)].map(([line]) => JSON.parse(line) as Report);

export const reportOf = (log: string): Report => {
  const [report] = reportsIn(log);
  if (report === undefined) throw new Error(`no report in ${log}`);
  return report;
};

export const rowsIn = async (folder: string, stream: string): Promise<readonly Message[]> =>
  messagesOf((await readFile(`${folder}/${stream}.jsonl`, 'utf8')).split('\n').slice(0, -1));

/** What a warehouse holds after the rows were merged by id: the last of each. */
export const merged = (rows: readonly Message[]): readonly Message[] =>
  [...new Map(rows.map((row) => [row['id'], row])).values()].toSorted((a, b) => Number(a['id']) - Number(b['id']));

/** What this machine's own build reads from the portal now. */
export const truthOf = async (account: Account, stream: string): Promise<readonly Message[]> => {
  const config = await account.write('truth.json', { ...account.config, vendor: 'learnupon' });
  const { lines, code, stderr } = await runTap(['sync', '--config', config, '--streams', stream]);
  if (code !== 0) throw new Error(stderr);
  return merged(recordsOf(lines).map(([, row]) => row as Message));
};
