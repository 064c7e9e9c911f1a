import {
  day,
  decimal,
  flag,
  instant,
  integer,
  PermissionError,
  text,
  type Field,
  type Fields,
  type Read,
  type Row,
  type Stream,
} from '@singer-io-ts/tap';
import { readWhole } from './read-whole.ts';

/**
 * Values are text, whatever the type. Only `boolean` and `smalltext` are documented codes; a value that does not fit its
 * type is kept aside, so that a wrong guess loses nothing.
 */
const fieldOfType = (type: string): ((description: string) => Field) => {
  if (/^(bool|boolean|checkbox|flag|yesno)$/.test(type)) return flag;
  if (/^(int|integer)$/.test(type)) return integer;
  if (/^(number|float|double|decimal|price|money|currency)$/.test(type)) return decimal;
  if (type === 'date') return day;
  if (type === 'datetime') return (description) => instant('iso', description);
  return text;
};

const holdsOptions = (type: string): boolean => /list|select|option|dropdown|enum|radio/.test(type);

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** A column is `cf_<id>`, or `cf_<alias>` where the field says so; options bring their text in a second one. */
const columnsOf = (definition: Row): Fields => {
  const alias = textOf(definition['alias']);
  const usesAlias = Number(definition['api_use_alias']) === 1 && alias !== '';
  const column = `cf_${usesAlias ? alias : String(definition['id'])}`;
  const type = textOf(definition['type']).toLowerCase();
  const name = textOf(definition['name']);
  if (!holdsOptions(type)) return { [column]: fieldOfType(type)(`Custom field "${name}"`) };
  return {
    [column]: text(`Custom field "${name}": id of the option, several in one text`),
    [`${column}_value`]: text(`Custom field "${name}": text of the option`),
  };
};

/** Definitions name their entity in the singular or as its path does (`project`, `projects`). */
const entityOf = (module: string, model: string): string =>
  `${module}/${model.replace(/ies$/, 'y').replace(/s$/, '')}`.toLowerCase();

const pathOf = ({ path }: Stream): readonly string[] => (typeof path === 'string' ? path.split('/').slice(1, 3) : []);

/** Custom fields by stream. Which lists carry them depends on the portal. */
const customFieldsOf = (definitions: readonly Row[], streams: readonly Stream[]): Record<string, Fields> => {
  const byEntity = new Map<string, Fields>();
  for (const definition of definitions) {
    const entity = entityOf(textOf(definition['module']), textOf(definition['model']));
    byEntity.set(entity, { ...byEntity.get(entity), ...columnsOf(definition) });
  }
  const found = streams.flatMap((stream) => {
    const [module = '', model = ''] = pathOf(stream);
    const fields = byEntity.get(entityOf(module, model));
    return fields === undefined ? [] : [[stream.name, fields] as const];
  });
  return Object.fromEntries(found);
};

/** One pair of columns per price list. Prices are text, and stay as exact as that. */
const pricesOf = (priceLists: readonly Row[]): Fields =>
  Object.fromEntries(
    priceLists.flatMap(({ id, name }): [string, Field][] => [
      [`pricelist_price_${String(id)}`, decimal(`Price in the price list "${textOf(name)}"`, 'text')],
      [`pricelist_currency_${String(id)}`, text(`Currency of the price list "${textOf(name)}"`)],
    ]),
  );

/** A key without the application sees none of its columns in other lists either. */
const rowsIfGranted = async (read: Read, path: string): Promise<readonly Row[]> => {
  try {
    return await readWhole(read, path);
  } catch (error) {
    if (error instanceof PermissionError) return [];
    throw error;
  }
};

/** The columns that only this portal has. */
export const discoverColumns = async (read: Read, streams: readonly Stream[]): Promise<Record<string, Fields>> => {
  const fields = customFieldsOf(await rowsIfGranted(read, '/customfields/fields/list'), streams);
  const prices = pricesOf(await rowsIfGranted(read, '/products/pricelist/list'));
  return { ...fields, products: { ...fields['products'], ...prices } };
};
