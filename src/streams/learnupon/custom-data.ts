import {
  day,
  decimal,
  integer,
  isRow,
  list,
  object,
  openObject,
  raw,
  ResponseShapeError,
  text,
  type Discovered,
  type Field,
  type Read,
} from '@singer-io-ts/tap';

export const DEFINITIONS_PATH = '/users/customuserdata';

/** The portal spells the key both ways. */
const definitions = ['customDataFieldDefinitions', 'customDataFieldDefintions'];

/** Where their list is. */
export const definitionKeys = [...definitions, ''];

export const customDataFieldValues = list(
  object(
    {
      definition_id: integer('Definition of the field; stays the same when the field is renamed'),
      value: raw('Value as text'),
    },
    'Value of one custom field',
  ),
  'Custom data by definition',
);

export const customData = openObject(
  'Custom data by label, lower case with underscores for spaces; renaming a field changes its key',
);

const fieldOfType: Readonly<Record<number, (description: string) => Field>> = {
  2: decimal,
  3: integer,
  5: decimal,
  6: integer,
  7: day,
};

interface Definition {
  readonly label: string;
  readonly type_id: unknown;
}

const isDefinition = (value: unknown): value is Definition => isRow(value) && typeof value['label'] === 'string';

/**
 * Custom fields as users carry them, or null when there are none.
 *
 * @throws ResponseShapeError when the answer has no list of definitions: it must not pass for a portal without any.
 */
const customDataOf = (body: unknown): Field | null => {
  const found = Array.isArray(body)
    ? body
    : definitions.map((key) => (isRow(body) ? body[key] : undefined)).find(Array.isArray);
  if (found === undefined) {
    throw new ResponseShapeError(
      `The answer to GET ${DEFINITIONS_PATH} has no list ${definitions.join(' or ')}. Report it: the vendor's answer changed.`,
    );
  }
  const properties = (found as unknown[]).filter(isDefinition).map((definition) => fieldOf(definition));
  return properties.length === 0 ? null : object(Object.fromEntries(properties), customData.description);
};

/** Half-filled answers happen while a vendor deploys. */
const TRIES = 3;

/** What the portal's custom fields add to the streams that carry them. */
export const discoverCustomData = async (read: Read): Promise<Discovered> => {
  for (let tries = 1; ; tries += 1) {
    try {
      const found = customDataOf(await read({ path: DEFINITIONS_PATH }));
      return found === null ? {} : { fields: { users: { CustomData: found } } };
    } catch (error) {
      if (!(error instanceof ResponseShapeError) || tries === TRIES) throw error;
    }
  }
};

const fieldOf = ({ label, type_id: type }: Definition): readonly [string, Field] => {
  const name = label.trim();
  const key = name.toLowerCase().replaceAll(' ', '_');
  return [key, (fieldOfType[Number(type)] ?? text)(`Custom field "${name}"`)];
};
