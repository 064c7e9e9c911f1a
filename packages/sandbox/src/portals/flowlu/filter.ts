import type { FlowluOptions } from './options.ts';

export type Test = (value: unknown) => boolean;

export interface Filter {
  readonly test: Test;
  /** Set for `{"type":"more"}`. */
  readonly above: number | undefined;
}

type Form = Readonly<Record<string, unknown>>;

/** `3`, `1,2`, `!1` or one of the JSON forms; undefined = not understood, which the vendor ignores. */
export function parseFilter(text: string, options: FlowluOptions): Filter | undefined {
  const form = parseForm(text);
  if (form === undefined) return { test: listed(text), above: undefined };
  if (isWindow(form)) return { test: within(form, options), above: undefined };
  const { type, value } = form;
  switch (type) {
    case 'exact_value':
      return { test: listed(textOf(value)), above: undefined };
    case 'less':
      return { test: compared((number) => number < Number(value)), above: undefined };
    case 'more':
      return { test: compared((number) => number > Number(value)), above: Number(value) };
    case 'range':
      return {
        test: compared((number) => number >= Number(form['start_value']) && number <= Number(form['end_value'])),
        above: undefined,
      };
    default:
      return undefined;
  }
}

export function isDateWindow(text: string): boolean {
  const form = parseForm(text);
  return form !== undefined && isWindow(form);
}

function isWindow(form: Form): boolean {
  return 'start_date' in form || 'end_date' in form;
}

function parseForm(text: string): Form | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Form;
  } catch {
    return {};
  }
}

function listed(text: string): Test {
  const excludes = text.startsWith('!');
  const wanted = new Set((excludes ? text.slice(1) : text).split(','));
  return (value) => wanted.has(textOf(value)) !== excludes;
}

function compared(passes: (value: number) => boolean): Test {
  return (value) => value !== null && value !== '' && passes(Number(value));
}

/** Bounds and values are texts in the portal's zone, so that comparing texts compares moments. */
function within(form: Form, options: FlowluOptions): Test {
  const isMoment = options.dateFilterGrain === 'moment';
  const bound = (name: string): string => {
    const text = textOf(form[name]).replace('T', ' ');
    return isMoment ? text : text.slice(0, 10);
  };
  const start = bound('start_date');
  const end = bound('end_date');
  const equal = options.dateFilterInclusive ?? true;
  return (value) => {
    if (typeof value !== 'string' || value === '' || value.startsWith('0000')) return false;
    const at = isMoment ? value : value.slice(0, 10);
    if (start !== '' && (equal ? at < start : at <= start)) return false;
    // A bound without a time means the whole of its day.
    const upTo = end.length === 10 ? at.slice(0, 10) : at;
    return end === '' || (equal ? upTo <= end : upTo < end);
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
