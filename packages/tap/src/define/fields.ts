import type { JsonObject } from './json.ts';

/**
 * The field vocabulary. One definition compiles into the record function and into both protocols' schemas, so a field
 * can't be described in one place and read in another.
 */

/** How a vendor writes a point in time. Every form is emitted as UTC text ending in `Z`. */
export type InstantForm =
  /** ISO 8601 text; without an offset it is read in the connection's time zone. */
  | 'iso'
  /** Seconds since 1970, a number or numeric text; a fraction is kept. */
  | 'epoch-seconds'
  /** Milliseconds since 1970, a number or numeric text. */
  | 'epoch-milliseconds'
  /** `/Date(ms+offset)/` of OData's verbose JSON. */
  | 'odata';

interface Described {
  readonly description: string;
  /** Off by default: sign-in links, check-in codes, signed URLs. */
  readonly sensitive?: true;
  /** The vendor's own name, where the emitted name differs. */
  readonly from?: string;
  /** The value is the parent's (a part of the partition), not the vendor row's. */
  readonly ofParent?: true;
}

/** A part of a key, never null. */
export interface IdField extends Described {
  readonly kind: 'id';
  readonly type: 'integer' | 'text';
}
export interface TextField extends Described {
  readonly kind: 'text';
}
export interface IntegerField extends Described {
  readonly kind: 'integer';
}
/** A JSON number, or exact decimal text when the vendor sends text. */
export interface DecimalField extends Described {
  readonly kind: 'decimal';
  readonly type: 'number' | 'text';
}
export interface FlagField extends Described {
  readonly kind: 'flag';
}
export interface InstantField extends Described {
  readonly kind: 'instant';
  readonly form: InstantForm;
}
export interface DayField extends Described {
  readonly kind: 'day';
}
/** Any value, emitted as text: a string as it is, everything else as its JSON text. */
export interface RawField extends Described {
  readonly kind: 'raw';
}
export interface ObjectField extends Described {
  readonly kind: 'object';
  /** null: a free-form object, emitted whole. */
  readonly properties: Fields | null;
}
export interface ListField extends Described {
  readonly kind: 'list';
  readonly items: Field;
}

export type Field =
  | IdField
  | TextField
  | IntegerField
  | DecimalField
  | FlagField
  | InstantField
  | DayField
  | RawField
  | ObjectField
  | ListField;

export type Fields = Readonly<Record<string, Field>>;

/** What a definition may add to a field. */
export interface FieldOptions {
  readonly sensitive?: true;
  readonly from?: string;
}

export const id = (description: string, type: 'integer' | 'text' = 'integer', options: FieldOptions = {}): IdField => ({
  kind: 'id',
  type,
  description,
  ...options,
});

export const text = (description: string, options: FieldOptions = {}): TextField => ({
  kind: 'text',
  description,
  ...options,
});

export const integer = (description: string, options: FieldOptions = {}): IntegerField => ({
  kind: 'integer',
  description,
  ...options,
});

/** `type: 'text'` where the vendor sends decimal text, which then stays exact. */
export const decimal = (
  description: string,
  type: 'number' | 'text' = 'number',
  options: FieldOptions = {},
): DecimalField => ({ kind: 'decimal', type, description, ...options });

/** A boolean; 0 and 1 count as one, since several vendors document booleans and send numbers. */
export const flag = (description: string, options: FieldOptions = {}): FlagField => ({
  kind: 'flag',
  description,
  ...options,
});

export const instant = (form: InstantForm, description: string, options: FieldOptions = {}): InstantField => ({
  kind: 'instant',
  form,
  description,
  ...options,
});

export const day = (description: string, options: FieldOptions = {}): DayField => ({
  kind: 'day',
  description,
  ...options,
});

export const raw = (description: string, options: FieldOptions = {}): RawField => ({
  kind: 'raw',
  description,
  ...options,
});

export const object = (properties: Fields, description: string, options: FieldOptions = {}): ObjectField => ({
  kind: 'object',
  properties,
  description,
  ...options,
});

/** An object whose keys are the customer's own (custom data), emitted whole. */
export const openObject = (description: string, options: FieldOptions = {}): ObjectField => ({
  kind: 'object',
  properties: null,
  description,
  ...options,
});

export const list = (items: Field, description: string, options: FieldOptions = {}): ListField => ({
  kind: 'list',
  items,
  description,
  ...options,
});

/** The field's value comes from the partition (the parent's key), not from the vendor's row. */
export const ofParent = <F extends Field>(field: F): F & { readonly ofParent: true } => ({ ...field, ofParent: true });

/** The column every stream has for what its fields don't know; `null` when there is nothing. */
export const EXTRA = '_extra';

/** A JSON Schema object as it is emitted. */
export type JsonSchema = JsonObject;
