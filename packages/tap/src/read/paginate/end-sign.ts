import type { PageView } from '../../define/paginator.ts';
import { ResponseShapeError } from '../../errors/response-shape-error.ts';
import { valueAt } from '../value-at.ts';

/**
 * How a list says whether it goes on. `unknown` (a header that a proxy may have taken away) makes the reader ask on until
 * an empty page: absence is never the last page by itself.
 */
export type EndSign = (page: PageView) => 'more' | 'end' | 'unknown';

/** A response header with the words true or false. */
export const header = (name: string): EndSign => {
  return ({ headers }) => {
    const value = headers.get(name)?.trim().toLowerCase();
    if (value === undefined || value === '') return 'unknown';
    if (value === 'true' || value === '1') return 'more';
    if (value === 'false' || value === '0') return 'end';
    throw new ResponseShapeError(
      `The header ${name} should be true or false, but is ${JSON.stringify(value.slice(0, 40))}.`,
    );
  };
};

/** A boolean in the body, such as `has_more`; a body without it can't be trusted either way. */
export const bodyFlag = (path: string): EndSign => {
  return ({ body }) => {
    const value = valueAt(body, path);
    if (value === true || value === 'true' || value === 1) return 'more';
    if (value === false || value === 'false' || value === 0) return 'end';
    throw new ResponseShapeError(`The answer has no ${path} that says whether more pages follow.`);
  };
};

/** Only an empty page ends the list; a short page does not. */
export const emptyPage: EndSign = ({ rows }) => (rows.length === 0 ? 'end' : 'more');
