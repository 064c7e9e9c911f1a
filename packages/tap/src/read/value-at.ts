/** The value at a dotted path, or undefined. An empty path is the value itself. */
export const valueAt = (value: unknown, path: string): unknown => {
  if (path === '') return value;
  let current: unknown = value;
  for (const name of path.split('.')) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name)) return undefined;
    current = (current as Record<string, unknown>)[name];
  }
  return current;
};
