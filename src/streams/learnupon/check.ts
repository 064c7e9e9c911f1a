import {
  ConfigError,
  CredentialsError,
  MissingError,
  PermissionError,
  TransientError,
  type Read,
} from '@singer-io-ts/tap';
import { DEFINITIONS_PATH } from './custom-data.ts';
import { HOST_ADVICE, KEY_ADVICE } from './failures.ts';

const meaning = (error: unknown): unknown => {
  if (error instanceof PermissionError) {
    // What every key may read is refused: the key itself is, or the portal has no API.
    return new CredentialsError(`${error.message} ${KEY_ADVICE}`, withCause(error));
  }
  const isNoPortal =
    error instanceof MissingError || (error instanceof TransientError && error.message.includes(HOST_ADVICE));
  if (!isNoPortal) return error;
  const message = error.message.replace(HOST_ADVICE, '').trimEnd();
  return new ConfigError(
    `${message} No portal seems to have this address: check subdomain, or base_url for a regional or own host.`,
    withCause(error),
  );
};

const withCause = (error: PermissionError | MissingError | TransientError) => ({
  cause: error,
  ...(error.detail !== undefined && { detail: error.detail }),
});

/** Definitions of custom fields: tiny, without side effects, and there on an empty portal too. */
export const check = async (read: Read): Promise<void> => {
  try {
    await read({ path: DEFINITIONS_PATH });
  } catch (error) {
    throw meaning(error);
  }
};
