import {
  ConfigError,
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

/** Nothing at all may be read, not even what there is: no permission of a single set can be meant. */
const rejected = (error: unknown): unknown =>
  error instanceof PermissionError
    ? new CredentialsError(`${error.message} ${KEY_ADVICE}`, {
        cause: error,
        ...(error.detail !== undefined && { detail: error.detail }),
      })
    : error;

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

/** Metadata may be open to everybody: a row of some set proves the key. Views may be closed one by one. */
export const check = async (read: Read, config: Config): Promise<void> => {
  const streams = await discoverStreams(read, config).catch((error: unknown) => {
    throw rejected(error);
  });
  if (streams === null) {
    throw new ConfigError(
      'There is neither /data nor /OData at this address: check subdomain or base_url, and ask the vendor whether OData is enabled for the site.',
    );
  }
  let refusal: PermissionError | MissingError | null = null;
  for (const stream of streams) {
    try {
      const body = await readSome(read, pathOf(stream));
      if (rowsIn(body) !== undefined) return;
      throw new ResponseShapeError(`The answer to the check has no rows where OData puts them (${pathOf(stream)}).`);
    } catch (error) {
      if (!(error instanceof PermissionError) && !(error instanceof MissingError)) throw error;
      refusal ??= error;
    }
  }
  if (refusal === null) {
    throw new ConfigError('The OData service lists no entity sets: an administrator has to expose some.');
  }
  throw new CredentialsError(
    `None of the ${String(streams.length)} entity sets may be read with this key. ${refusal.message} ${KEY_ADVICE}`,
    { cause: refusal, ...(refusal.detail !== undefined && { detail: refusal.detail }) },
  );
};
