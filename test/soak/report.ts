/** The numbers of the line that every run leaves on standard error. */
export const reportOf = (stderr: string): Readonly<Record<string, number>> =>
  JSON.parse(stderr.split('\n').find((line) => line.startsWith('{"report"')) ?? '{}') as Readonly<
    Record<string, number>
  >;
