import {
  CredentialsError,
  MissingError,
  PermissionError,
  ResponseShapeError,
  type Read,
  type Stream,
} from '@singer-io-ts/tap';
import type { Config } from '../../config.ts';
import { KEY_ADVICE } from './connection.ts';
import { rowsIn } from './envelope.ts';
import { discoverStreams } from './services.ts';

const pathOf = ({ path }: Stream): string => (typeof path === 'string' ? path : '');

/** A service may refuse `$top`. */
const readSome = async (read: Read, path: string): Promise<unknown> => {
  try {
    return await read({ path, query: { $top: 1 } });
  } catch (error) {
    const isRefused = error instanceof ResponseShapeError && (error.status === 400 || error.status === 501);
    if (!isRefused) throw error;
    return await read({ path });
  }
};

/** What may be wrong with one set and not with the next. */
type Refusal = CredentialsError | PermissionError | MissingError | ResponseShapeError;

const isOfOneSet = (error: unknown): error is Refusal =>
  error instanceof CredentialsError ||
  error instanceof PermissionError ||
  error instanceof MissingError ||
  error instanceof ResponseShapeError;

/** null: it has rows where OData puts them, if it has any. */
const refusalOf = async (read: Read, path: string): Promise<Refusal | null> => {
  try {
    if (rowsIn(await readSome(read, path)) !== undefined) return null;
    return new ResponseShapeError(`The answer to the check has no rows where OData puts them (${path}).`);
  } catch (error) {
    if (!isOfOneSet(error)) throw error;
    return error;
  }
};

/** Metadata may be open to everybody: a row of some set proves the key. Views may be closed one by one. */
export const check = async (read: Read, config: Config): Promise<void> => {
  const streams = await discoverStreams(read, config);
  const refusals: Refusal[] = [];
  for (const stream of streams) {
    const refusal = await refusalOf(read, pathOf(stream));
    if (refusal === null) return;
    refusals.push(refusal);
  }
  for (const refusal of refusals) if (refusal instanceof CredentialsError) throw refusal;
  for (const refusal of refusals) if (refusal instanceof ResponseShapeError) throw refusal;
  const [first = null] = refusals;
  throw new CredentialsError(
    `None of the ${String(streams.length)} entity sets may be read with this key. ${first?.message ?? ''} ${KEY_ADVICE}`,
    { cause: first, ...(first?.detail !== undefined && { detail: first.detail }) },
  );
};
