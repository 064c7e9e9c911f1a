import type { Folder } from '../support/tap-process.ts';
import type { Postgres } from './postgres.ts';
import type { Losses } from './stored.ts';
import { tool } from './tools.ts';

/** A target that writes into a schema of a database. */
export interface PostgresTarget {
  readonly name: string;
  readonly command: (
    folder: Folder,
    connection: Postgres['connection'],
    schema: string,
  ) => Promise<readonly [string, ...string[]]>;
  readonly losses: Losses;
}

/** Small enough to be flushed several times in a run of hundreds of rows. */
const BATCH = 50;

/** It loads JSON texts as CSV, in which an escape of a control character is no escape. */
const throughCsv = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/\\(["\\])/g, '$1');

export const pipelinewise: PostgresTarget = {
  name: "PipelineWise's target-postgres",
  command: async (folder, { host, port, user, password, database }, schema) => {
    const config = {
      ...{ host, port, user, password, dbname: database },
      ...{ default_target_schema: schema, batch_size_rows: BATCH, parallelism: 1 },
    };
    return [
      tool('pipelinewise', 'target-postgres'),
      '--config',
      await folder.write(`pipelinewise-${schema}.json`, config),
    ];
  },
  losses: { emptyTextIsNull: true, text: throughCsv },
};

export const meltanolabs: PostgresTarget = {
  name: "MeltanoLabs' target-postgres",
  command: async (folder, connection, schema) => {
    const config = { ...connection, default_target_schema: schema, batch_size_rows: BATCH };
    return [tool('sdk', 'target-postgres'), '--config', await folder.write(`meltanolabs-${schema}.json`, config)];
  },
  losses: {},
};
