import { exitCodes, type ExitCode } from '@singer-io-ts/tap/run/exit.ts';
import { product } from '../product.ts';
import { printText, type Context } from './context.ts';
import type { Invocation } from './invocation.ts';

/** Each command is loaded only when it runs, so that `spec` needs neither HTTP nor the config's checks. */
export const runInvocation = async (invocation: Invocation, context: Context): Promise<ExitCode> => {
  switch (invocation.verb) {
    case 'help':
      await printText(context, invocation.text);
      return exitCodes.complete;
    case 'version':
      await printText(context, `${context.program} v${product.version}`);
      return exitCodes.complete;
    case 'spec': {
      const { spec } = await import('./spec.ts');
      return spec(context);
    }
    case 'about': {
      const { about } = await import('./about.ts');
      return about(invocation.format, context);
    }
    case 'check': {
      const { check } = await import('./check.ts');
      return check(invocation.config, context);
    }
    case 'discover': {
      const { discover } = await import('./discover.ts');
      return discover(invocation, context);
    }
    case 'sync': {
      const [{ keepHeapSmall }, { sync }] = await Promise.all([import('./keep-heap-small.ts'), import('./sync.ts')]);
      keepHeapSmall();
      return sync(invocation, context);
    }
    case 'sandbox': {
      const { sandbox } = await import('./sandbox.ts');
      return sandbox(invocation, context);
    }
    case 'demo': {
      const { demo } = await import('../demo.ts');
      return demo(invocation, context);
    }
  }
};
