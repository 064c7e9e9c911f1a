/** Lists of bare ids or texts: `["a", "b"]` becomes rows with the value under `name`. */
export const bareValues =
  (name: string) =>
  (body: unknown): readonly unknown[] | undefined =>
    Array.isArray(body)
      ? body.map((value: unknown) => (typeof value === 'string' ? { [name]: value } : value))
      : undefined;
