import type { Json, Schema } from './support.ts';

/** What a later release may not take away. */
export interface ReleasedStream {
  readonly key: readonly string[];
  readonly cursor: readonly string[];
  /** Type by path: `a`, `a.b`, `list[]`; `+` joins type, format and Airbyte's own type. */
  readonly fields: Readonly<Record<string, string>>;
}

export type ReleasedStreams = Readonly<Record<string, ReleasedStream>>;

const typesOf = ({ type }: Json): readonly string[] => (Array.isArray(type) ? (type as string[]) : [String(type)]);

/** Fields of a schema with their types, as a flat list. */
export const fieldTypes = (schema: Json, path = ''): Readonly<Record<string, string>> => {
  const { properties, items } = schema as {
    readonly properties?: Readonly<Record<string, Json>>;
    readonly items?: Json;
  };
  const inner = [
    ...Object.entries(properties ?? {}).map(([name, one]) => [path === '' ? name : `${path}.${name}`, one] as const),
    ...(items === undefined ? [] : [[`${path}[]`, items] as const]),
  ];
  return Object.fromEntries(
    inner.flatMap(([at, one]) => {
      const words = [...typesOf(one).toSorted(), one['format'], one['airbyte_type']];
      return [
        [at, words.flatMap((word) => (typeof word === 'string' ? [word] : [])).join('+')],
        ...Object.entries(fieldTypes(one, at)),
      ];
    }),
  );
};

export const breaksOfStreams = (before: ReleasedStreams, after: ReleasedStreams): readonly string[] =>
  Object.entries(before).flatMap(([name, was]) => {
    const is = after[name];
    if (is === undefined) return [`${name} is gone`];
    return [
      ...(was.key.join() === is.key.join() ? [] : [`${name}: the key was ${was.key.join()}, is ${is.key.join()}`]),
      ...(was.cursor.join() === is.cursor.join() ? [] : [`${name}: the cursor was ${was.cursor.join()}`]),
      ...Object.entries(was.fields).flatMap(([field, type]) => {
        const now = is.fields[field];
        if (now === undefined) return [`${name}.${field} is gone`];
        return now === type ? [] : [`${name}.${field} was ${type}, is ${now}`];
      }),
    ];
  });

const propertyBreaks = (name: string, was: Json, is: Json): readonly string[] => {
  const lost = typesOf(was).filter((type) => !typesOf(is).includes(type));
  const values = (was['enum'] ?? null) as readonly unknown[] | null;
  const now = (is['enum'] ?? null) as readonly unknown[] | null;
  return [
    ...lost.map((type) => `${name} may no longer be ${type}`),
    ...(values === null && now !== null ? [`${name} takes only some values now`] : []),
    ...(values ?? [])
      .filter((value) => now?.includes(value) === false)
      .map((value) => `${name} takes no ${String(value)}`),
  ];
};

export const breaksOfSpecification = (before: Json, after: Json): readonly string[] => {
  const [was, is] = [before, after] as unknown as readonly (Schema & { readonly required?: readonly string[] })[];
  if (was === undefined || is === undefined) return ['nothing to compare'];
  const required = (is.required ?? []).filter((name) => !(was.required ?? []).includes(name));
  return [
    ...required.map((name) => `${name} is required now`),
    ...Object.entries(was.properties).flatMap(([name, property]) => {
      const now = is.properties[name];
      // A property that is not known any more is ignored.
      return now === undefined ? [] : propertyBreaks(name, property, now);
    }),
  ];
};
