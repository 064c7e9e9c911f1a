/** Query parameters; undefined ones are left out, arrays repeat the name. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** Response headers with case-insensitive names; a repeated header is joined with `, `. */
export interface ResponseHeaders {
  get(name: string): string | null;
}
