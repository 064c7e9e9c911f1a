import { day, decimal, integer, list, object, openObject, raw, text, type Field } from '@singer-io-ts/tap';

const definitions = ['customDataFieldDefinitions', 'customDataFieldDefintions'];

/** The portal spells the key both ways. */
export const definitionKeys = definitions;

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
  readonly typeId: number;
}

const isDefinition = (value: unknown): value is { label: string; type_id: unknown } =>
  typeof value === 'object' && value !== null && typeof (value as { label?: unknown }).label === 'string';

/** Custom fields as users carry them, or null when the answer has no definitions in either spelling. */
export const customDataOf = (body: unknown): Field | null => {
  if (typeof body !== 'object' || body === null) return null;
  const found = definitions.map((key) => (body as Record<string, unknown>)[key]).find(Array.isArray);
  if (found === undefined) return null;
  const properties = (found as unknown[]).filter(isDefinition).map((definition) => fieldOf(definition));
  if (properties.length === 0) return null;
  return object(Object.fromEntries(properties), customData.description);
};

const fieldOf = ({ label, type_id: typeId }: { label: string; type_id: unknown }): readonly [string, Field] => {
  const definition: Definition = { label: label.trim(), typeId: Number(typeId) };
  const key = definition.label.toLowerCase().replaceAll(' ', '_');
  return [key, (fieldOfType[definition.typeId] ?? text)(`Custom field "${definition.label}"`)];
};
