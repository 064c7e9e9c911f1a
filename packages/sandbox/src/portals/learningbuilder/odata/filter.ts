import type { Row } from '../../../portal.ts';
import type { Key } from '../../../table.ts';
import type { ColumnType } from '../edm.ts';
import { collated, comparable, edmName, sqlGuid } from '../edm.ts';
import type { Column } from '../sets/entity-set.ts';
import type { Dialect } from '../dialect.ts';
import type { ServedSet } from './served-set.ts';

export interface Filter {
  readonly passes: (row: Row) => boolean;
  /** `Column gt N` joined by `and`, which keyset readers use. */
  readonly floor?: { readonly column: string; readonly key: Key; readonly inclusive: boolean };
  /** The rest of such a filter; undefined = there is none. */
  readonly rest?: { readonly name: string; readonly passes: (row: Row) => boolean };
}

/** The message is what the vendor answers with 400. */
export class FilterError extends Error {}

type Kind = 'number' | 'text' | 'moment' | 'day' | 'guid' | 'boolean' | 'other';
type Literal = { readonly kind: Kind; readonly key: Key } | { readonly kind: 'null' };
type Operator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

interface Term {
  readonly text: string;
  readonly passes: (row: Row) => boolean;
  readonly floor?: Filter['floor'];
}

const token =
  /\s*(?<typed>(?:datetimeoffset|datetime|guid|time|binary|duration|X)'(?:[^']|'')*')|\s*(?<text>'(?:[^']|'')*')|\s*(?<guid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})|\s*(?<moment>\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?)|\s*(?<number>-?\d+(?:\.\d+)?(?:e[+-]?\d+)?[LlMmDdFf]?)|\s*(?<word>[A-Za-z_][\w./]*)|\s*(?<sign>[(),])/iy;

/** Comparisons, `and`, `or`, `not`, parentheses, `startswith`, `substringof` and `contains`. */
export function parseFilter(text: string, served: ServedSet, dialect: Dialect): Filter {
  const parser = new Parser(text, served, dialect);
  const terms = parser.whole();
  const passes = (row: Row): boolean => terms.every((term) => term.passes(row));
  const floored = terms.find(({ floor }) => floor?.column === served.set.key[0]);
  if (floored?.floor === undefined) return { passes };
  const others = terms.filter((term) => term !== floored);
  return {
    passes,
    floor: floored.floor,
    ...(others.length === 0
      ? {}
      : {
          rest: {
            name: others.map((term) => term.text).join(' and '),
            passes: (row) => others.every((term) => term.passes(row)),
          },
        }),
  };
}

class Parser {
  readonly #text: string;
  readonly #served: ServedSet;
  readonly #dialect: Dialect;
  #at = 0;

  constructor(text: string, served: ServedSet, dialect: Dialect) {
    this.#text = text;
    this.#served = served;
    this.#dialect = dialect;
  }

  /** The terms that `and` joins at the top. */
  whole(): Term[] {
    const terms = this.#or();
    if (this.#text.slice(this.#at).trim() !== '') throw this.#syntax();
    return terms;
  }

  #or(): Term[] {
    const start = this.#at;
    const alternatives = [this.#and()];
    while (this.#accept('or')) alternatives.push(this.#and());
    const [only] = alternatives;
    if (alternatives.length === 1 && only !== undefined) return only;
    const passes = (row: Row): boolean => alternatives.some((terms) => terms.every((term) => term.passes(row)));
    return [{ text: this.#text.slice(start, this.#at), passes }];
  }

  #and(): Term[] {
    const terms = this.#term();
    while (this.#accept('and')) terms.push(...this.#term());
    return terms;
  }

  #term(): Term[] {
    const start = this.#at;
    const found = this.#next();
    if (found.sign === '(') {
      const inner = this.#or();
      if (this.#next().sign !== ')') throw this.#syntax();
      return inner;
    }
    if (found.word === undefined) throw this.#syntax();
    if (found.word === 'not') {
      const inner = this.#term();
      return [{ text: this.#text.slice(start, this.#at), passes: (row) => !inner.every((term) => term.passes(row)) }];
    }
    if (['startswith', 'substringof', 'contains', 'endswith'].includes(found.word))
      return [this.#call(found.word, start)];
    return [this.#comparison(found.word, start)];
  }

  #comparison(name: string, start: number): Term {
    const column = this.#column(name);
    const operator = this.#next().word as Operator | undefined;
    if (operator === undefined || !['eq', 'ne', 'gt', 'ge', 'lt', 'le'].includes(operator)) throw this.#syntax();
    const literal = this.#literal();
    const kind = kindOf(column.type, this.#dialect);
    // A bare date may stand where a moment is asked for, not the other way round.
    const fits = literal.kind === kind || (literal.kind === 'day' && kind === 'moment');
    if (literal.kind !== 'null' && !fits) {
      throw new FilterError(
        `A binary operator with incompatible types was detected. Found operand types '${edmName(column.type, this.#dialect)}' and '${literal.kind}' for operator kind '${operator}'.`,
      );
    }
    const key = literal.kind === 'null' ? undefined : literal.key;
    const text = this.#text.slice(start, this.#at);
    const passes = (row: Row): boolean => compares(comparable(column.type, row[column.name]), operator, key);
    if (key === undefined || (operator !== 'gt' && operator !== 'ge')) return { text, passes };
    return { text, passes, floor: { column: column.name, key, inclusive: operator === 'ge' } };
  }

  /** v3 writes `substringof('part', Column)`, v4 `contains(Column, 'part')`. */
  #call(name: string, start: number): Term {
    if (this.#next().sign !== '(') throw this.#syntax();
    const first = this.#next();
    if (this.#next().sign !== ',') throw this.#syntax();
    const second = this.#next();
    if (this.#next().sign !== ')') throw this.#syntax();
    const column = this.#column(first.word ?? second.word ?? '');
    const part = collated(unquoted(first.text ?? second.text ?? "''"));
    if ((name === 'contains') !== this.#dialect.isV4 && name !== 'startswith' && name !== 'endswith')
      throw new FilterError(`An unknown function with name '${name}' was found.`);
    const value = (row: Row): string => String(comparable(column.type, row[column.name]) ?? '');
    const passes = (row: Row): boolean =>
      name === 'startswith'
        ? value(row).startsWith(part)
        : name === 'endswith'
          ? value(row).endsWith(part)
          : value(row).includes(part);
    return { text: this.#text.slice(start, this.#at), passes };
  }

  #literal(): Literal {
    const found = this.#next();
    const { isV4 } = this.#dialect;
    if (found.text !== undefined) return { kind: 'text', key: collated(unquoted(found.text)) };
    if (found.number !== undefined) return this.#number(found.number);
    if (found.word === 'null') return { kind: 'null' };
    if (found.word === 'true' || found.word === 'false') return { kind: 'boolean', key: found.word === 'true' ? 1 : 0 };
    if (found.guid !== undefined && isV4) return { kind: 'guid', key: sqlGuid(found.guid) };
    if (found.moment !== undefined && isV4) {
      if (!found.moment.includes('T')) return { kind: 'day', key: Date.parse(found.moment) };
      // A DateTimeOffset without its offset is not one.
      if (!/(?:Z|[+-]\d\d:\d\d)$/.test(found.moment)) throw this.#syntax();
      return { kind: 'moment', key: Date.parse(found.moment) };
    }
    if (found.typed !== undefined && !isV4) return this.#typed(found.typed);
    throw this.#syntax();
  }

  #number(text: string): Literal {
    if (this.#dialect.isV4 && /[LlMmDdFf]$/.test(text)) throw this.#syntax();
    return { kind: 'number', key: Number(text.replace(/[LlMmDdFf]$/, '')) };
  }

  #typed(text: string): Literal {
    const [, type = '', value = ''] = /^(\w+)'(.*)'$/.exec(text) ?? [];
    switch (type) {
      case 'datetime':
        if (/(?:Z|[+-]\d\d:\d\d)$/.test(value)) throw this.#syntax();
        return { kind: 'moment', key: Date.parse(`${value}Z`) };
      case 'datetimeoffset':
        return { kind: 'moment', key: Date.parse(value) };
      case 'guid':
        return { kind: 'guid', key: sqlGuid(value) };
      default:
        return { kind: 'other', key: value };
    }
  }

  #column(name: string): Column {
    const column = this.#served.column(name);
    if (column === undefined || column.undeclared)
      throw new FilterError(
        `Could not find a property named '${name}' on type 'LB.Data.${this.#served.set.typeName}'.`,
      );
    return column;
  }

  #accept(word: string): boolean {
    const start = this.#at;
    if (this.#text.slice(start).trim() === '') return false;
    if (this.#next().word === word) return true;
    this.#at = start;
    return false;
  }

  #next(): Partial<Record<'typed' | 'text' | 'guid' | 'moment' | 'number' | 'word' | 'sign', string>> {
    token.lastIndex = this.#at;
    const found = token.exec(this.#text);
    if (found?.groups === undefined) throw this.#syntax();
    this.#at = token.lastIndex;
    return found.groups;
  }

  #syntax(): FilterError {
    return new FilterError(`Syntax error at position ${String(this.#at)} in '${this.#text}'.`);
  }
}

function kindOf(type: ColumnType, dialect: Dialect): Kind {
  switch (type) {
    case 'String':
    case 'MemberKind':
      return 'text';
    case 'Boolean':
      return 'boolean';
    case 'Guid':
      return 'guid';
    case 'DateTime':
    case 'DateTimeOffset':
      return 'moment';
    case 'Date':
      return edmName(type, dialect) === 'Edm.Date' ? 'day' : 'moment';
    case 'Byte':
    case 'SByte':
    case 'Int16':
    case 'Int32':
    case 'Int64':
    case 'Decimal':
    case 'Double':
    case 'Single':
      return 'number';
    default:
      return 'other';
  }
}

/** Nothing compares with null, apart from null itself. */
function compares(value: Key | undefined, operator: Operator, key: Key | undefined): boolean {
  if (operator === 'eq') return value === key;
  if (operator === 'ne') return value !== key;
  if (value === undefined || key === undefined) return false;
  switch (operator) {
    case 'gt':
      return value > key;
    case 'ge':
      return value >= key;
    case 'lt':
      return value < key;
    case 'le':
      return value <= key;
  }
}

function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll("''", "'");
}
