import {
  ConfigError,
  CredentialsError,
  MissingError,
  PermissionError,
  ResponseShapeError,
  TransientError,
  type Read,
} from '@singer-io-ts/tap';
import { HOST_ADVICE } from './connection.ts';
import { itemsOf } from './lists.ts';

const ask = async (read: Read, path: string): Promise<void> => {
  try {
    const body = await read({ path, query: { limit: 1 } });
    if (itemsOf(body) !== undefined) return;
    throw new ResponseShapeError('The answer to the check has no list under "response.items".');
  } catch (error) {
    // The key is known, only without the application.
    if (!(error instanceof PermissionError)) throw error;
  }
};

/** Whether a portal answers at this address and knows the key. */
export const check = async (read: Read): Promise<void> => {
  try {
    await ask(read, '/core/user/list').catch(async (error: unknown) => {
      if (!(error instanceof MissingError)) throw error;
      await ask(read, '/task/tasks/list');
    });
  } catch (error) {
    const isElsewhere =
      error instanceof MissingError || (error instanceof TransientError && error.message.includes(HOST_ADVICE));
    if (!isElsewhere) throw error;
    const message = error.message.replace(HOST_ADVICE, '').trimEnd();
    throw new ConfigError(
      `${message} No portal has this address: check subdomain, the part before .flowlu.com in the portal's address, and base_url.`,
      { cause: error, ...(error.detail !== undefined && { detail: error.detail }) },
    );
  }
};

/**
 * What discovery asks with. A list that rejects the key or is not there says nothing of the others: the check tells
 * whether the account as a whole is at fault, and if it is not, then that list is not granted.
 */
export const readGranted = (read: Read): Read => {
  return async (asked) => {
    try {
      return await read(asked);
    } catch (error) {
      if (!(error instanceof CredentialsError || error instanceof MissingError)) throw error;
      await check(read);
      throw new PermissionError(error.message, { cause: error });
    }
  };
};
