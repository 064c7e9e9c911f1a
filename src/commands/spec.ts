import { exitCodes, type ExitCode } from '@singer-io-ts/tap/run/exit.ts';
import { loadSpecification } from '../specifications.ts';
import { printText, type Context } from './context.ts';

export const spec = async (context: Context): Promise<ExitCode> => {
  const specification = await loadSpecification(context.fixedVendor);
  if (context.forPeople) {
    const [{ settingsTable }, { settingsOf }] = await Promise.all([import('./tables.ts'), import('./about.ts')]);
    await printText(context, settingsTable(settingsOf(specification), context.columns()));
  } else {
    await context.writer.write(JSON.stringify({ type: 'SPEC', spec: specification }));
  }
  return exitCodes.complete;
};
