/** Edits (insert, delete, replace one character) between two words. */
const distance = (left: string, right: string): number => {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
};

/** The known name that was probably meant, or undefined when none is near. */
export const suggest = (name: string, known: Iterable<string>): string | undefined => {
  const wanted = name.toLowerCase().replaceAll('-', '_').slice(0, 100);
  let best: string | undefined;
  const most = wanted.length < 5 ? 1 : Math.max(2, Math.floor(wanted.length / 3));
  let least = most + 1;
  for (const candidate of known) {
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits < least) {
      best = candidate;
      least = edits;
    }
  }
  return best;
};

/** ` (did you mean "users"?)`, or nothing. */
export const didYouMean = (name: string, known: Iterable<string>): string => {
  const near = suggest(name, known);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
};
