import {
  ConfigError,
  CredentialsError,
  MissingError,
  PermissionError,
  TransientError,
  type Read,
  type Stream,
} from '@singer-io-ts/tap';
import type { Config } from '../../config.ts';
import { KEY_ADVICE } from './connection.ts';
import { streamOf } from './entity-set.ts';
import { parseMetadata, type EntitySet, type Service } from './metadata.ts';
import { streamNames } from './stream-names.ts';
import { members, wellKnownSet, wellKnownSets, type WellKnown } from './well-known.ts';

type Options = Pick<Config, 'stream_options'>;

const DATA_PERMISSION = 'a key whose rule set opens this entity of the OData service';
const LEGACY_PERMISSION = 'the permission GET_MEMBER';

const metadataAt = async (read: Read, root: string): Promise<Service> =>
  parseMetadata(await read({ path: `${root}/$metadata`, accept: 'xml' }));

/** A tenant may have one service, the other or both. */
const metadataIfThere = async (read: Read, root: string): Promise<Service | null> => {
  try {
    return await metadataAt(read, root);
  } catch (error) {
    if (error instanceof MissingError) return null;
    throw error;
  }
};

/** How a well-known set is described where no metadata is asked for. */
const setOf = ({ sets, key, columns }: WellKnown): EntitySet => ({
  name: sets[0],
  key: key ?? [],
  properties: columns,
});

const undiscovered: Service = { version: 'v3', sets: [], typeNamed: () => undefined };

const staticStream = (known: WellKnown, options: Options): Stream =>
  streamOf(
    setOf(known),
    {
      name: known.stream,
      known,
      service: undiscovered,
      root: known === members ? '/OData' : '/data',
      permission: known === members ? LEGACY_PERMISSION : DATA_PERMISSION,
    },
    options,
  );

/** What many tenants have, without asking this one. */
export const wellKnownStreams = (options: Options): readonly Stream[] =>
  [...wellKnownSets, members].map((known) => staticStream(known, options));

const dataStreams = (service: Service, options: Options): readonly Stream[] => {
  const names = streamNames(
    service.sets.map(({ name }) => name),
    (set) => wellKnownSet(set)?.stream,
  );
  return service.sets.map((set) => {
    const name = names.get(set.name) ?? '';
    const known = wellKnownSet(set.name);
    return streamOf(
      set,
      { name, known: known?.stream === name ? known : undefined, service, root: '/data', permission: DATA_PERMISSION },
      options,
    );
  });
};

/** What sites answer instead of 404 where they have no such path: a redirect to another page, or that page. */
const isElsewhere = (error: unknown): boolean =>
  error instanceof ConfigError || (error instanceof TransientError && error.status === 200);

/** The key for one service need not open the other: then the set is named as it is known, and reading it tells. */
const legacyStreams = async (read: Read, options: Options, taken: readonly Stream[]): Promise<readonly Stream[]> => {
  const name = taken.some((stream) => stream.name === members.stream) ? 'legacy_members' : members.stream;
  try {
    const service = await metadataIfThere(read, '/OData');
    const set = service?.sets.find((each) => each.name === members.sets[0]);
    if (service === null || set === undefined) return [];
    return [streamOf(set, { name, known: members, service, root: '/OData', permission: LEGACY_PERMISSION }, options)];
  } catch (error) {
    if (taken.length > 0 && isElsewhere(error)) return [];
    const isRefused = error instanceof PermissionError || error instanceof CredentialsError;
    if (isRefused && taken.length > 0) return [{ ...staticStream(members, options), name }];
    throw error;
  }
};

/** Nothing at all may be read, not even what there is: no permission of a single set can be meant. */
const rejected = (error: unknown): unknown =>
  error instanceof PermissionError
    ? new CredentialsError(`${error.message} ${KEY_ADVICE}`, {
        cause: error,
        ...(error.detail !== undefined && { detail: error.detail }),
      })
    : error;

const servedStreams = async (read: Read, options: Options): Promise<readonly Stream[]> => {
  const data = await metadataIfThere(read, '/data');
  const streams = data === null ? [] : dataStreams(data, options);
  const legacy = await legacyStreams(read, options, streams);
  if (data === null && legacy.length === 0) {
    throw new ConfigError(
      'There is neither /data nor /OData at this address: check subdomain or base_url, and ask the vendor whether OData is enabled for the site.',
    );
  }
  return [...streams, ...legacy];
};

/** The tenant's own streams. */
export const discoverStreams = async (read: Read, options: Options): Promise<readonly Stream[]> => {
  const streams = await servedStreams(read, options).catch((error: unknown) => {
    throw rejected(error);
  });
  if (streams.length === 0) {
    throw new ConfigError('The OData service lists no entity sets: an administrator has to expose some.');
  }
  return streams;
};
