import { join } from 'node:path';

/** Where run.sh has installed everything. */
export const home = (): string => {
  const path = process.env['INTEROP_HOME'];
  if (path === undefined) throw new Error('INTEROP_HOME is not set: start these tests with npm run test:interop');
  return path;
};

/** A program of one of the environments in requirements/. */
export const tool = (environment: 'singer' | 'pipelinewise' | 'sdk' | 'meltano', name: string): string =>
  join(home(), environment, 'bin', name);
