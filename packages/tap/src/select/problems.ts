import type * as z from 'zod';

const place = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${String(part)}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');

/** One line for each thing wrong with an input file: `catalog: streams[0].sync_mode: ...`. */
export const problemsOf = (role: string, error: z.ZodError): string[] =>
  error.issues.map((issue) => {
    const where = place(issue.path);
    return where === '' ? `${role}: ${issue.message}` : `${role}: ${where}: ${issue.message}`;
  });
