/** `MemberRoles`, `vdev_MEMBER_ROLES`, `CETotals2` -> `member_roles`, `vdev_member_roles`, `ce_totals2`. */
const snakeCase = (name: string): string => {
  const words = name
    .normalize('NFKD')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
  const named = /^[a-z]/.test(words) ? words : `set_${words}`;
  return named.slice(0, LONGEST).replace(/_+$/, '');
};

/** With room for what tells equal names apart. */
const LONGEST = 58;

/**
 * A name for each set, whatever order the metadata names them in.
 *
 * @param wellKnown the name that a set's own name stands for, such as `profiles` for `vPROFILE`; it goes to the set that
 *   has this name anyway, if there is one.
 */
export const streamNames = (
  sets: readonly string[],
  wellKnown: (set: string) => string | undefined,
): ReadonlyMap<string, string> => {
  const sorted = [...new Set(sets)].toSorted((a, b) => (a < b ? -1 : 1));
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const give = (set: string, name: string): void => {
    let free = name;
    for (let number = 2; taken.has(free); number += 1) free = `${name}_${String(number)}`;
    taken.add(free);
    names.set(set, free);
  };
  for (const set of sorted) if (wellKnown(set) === snakeCase(set)) give(set, snakeCase(set));
  for (const set of sorted) {
    const name = wellKnown(set);
    if (!names.has(set) && name !== undefined && !taken.has(name)) give(set, name);
  }
  for (const set of sorted) if (!names.has(set)) give(set, snakeCase(set));
  return names;
};
