import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Record } from '../support/run-protocol.ts';
import type { Folder } from '../support/tap-process.ts';
import { runCommand } from './run-command.ts';
import { isNested, type Losses, type Table } from './stored.ts';
import { tool } from './tools.ts';

export type Rows = Readonly<{ [stream: string]: readonly Record[] }>;

/** A target that writes into a folder. */
export interface Target {
  readonly name: string;
  /** @returns the program that takes the messages, ready to write into the folder */
  readonly command: (folder: Folder) => Promise<readonly [string, ...string[]]>;
  readonly read: (folder: Pick<Folder, 'path'>, tables: readonly Table[]) => Promise<Rows>;
  readonly losses: Losses;
}

const jsonl: Target = {
  name: 'target-jsonl',
  command: async (folder) => {
    const config = { destination_path: join(folder.path, 'jsonl'), do_timestamp_file: false };
    return [tool('singer', 'target-jsonl'), '--config', await folder.write('target-jsonl.json', config)];
  },
  read: async (folder) => {
    const path = join(folder.path, 'jsonl');
    const tables: { [stream: string]: Record[] } = {};
    for (const name of await readdir(path)) {
      const lines = (await readFile(join(path, name), 'utf8')).trimEnd().split('\n');
      tables[name.replace('.jsonl', '')] = lines.map((line) => JSON.parse(line) as Record);
    }
    return tables;
  },
  losses: {},
};

const csv: Target = {
  name: "MeltanoLabs' target-csv",
  command: async (folder) => {
    const config = { output_path: join(folder.path, 'csv'), file_naming_scheme: '{stream_name}.csv' };
    return [tool('sdk', 'target-csv'), '--config', await folder.write('target-csv.json', config)];
  },
  read: async (folder, tables) => {
    const nested = Object.fromEntries(
      tables.map(({ stream, columns }) => [
        stream,
        Object.entries(columns)
          .filter(([, column]) => isNested(column))
          .map(([name]) => name),
      ]),
    );
    const script = join(import.meta.dirname, 'read-csv.py');
    const { stdout } = await runCommand([
      tool('sdk', 'python'),
      ...[script, join(folder.path, 'csv'), JSON.stringify(nested)],
    ]);
    return JSON.parse(stdout) as Rows;
  },
  // A cell without text is all that CSV has for null.
  losses: { emptyTextIsNull: true },
};

const duckdb: Target = {
  name: 'target-duckdb',
  command: async (folder) => {
    const config = {
      ...{ path: join(folder.path, 'target.duckdb'), default_target_schema: 'lms' },
      // Some views have no key.
      primary_key_required: false,
    };
    return [tool('sdk', 'target-duckdb'), '--config', await folder.write('target-duckdb.json', config)];
  },
  read: async (folder) => {
    const script = join(import.meta.dirname, 'read-duckdb.py');
    const { stdout } = await runCommand([tool('sdk', 'python'), script, join(folder.path, 'target.duckdb')]);
    return JSON.parse(stdout) as Rows;
  },
  losses: { emptyTextIsNull: true },
};

export const targets = { jsonl, csv, duckdb };
