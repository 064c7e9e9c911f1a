import { startSandbox } from '@singer-io-ts/sandbox';
import { createFolder, runTap } from '../support/tap-process.ts';
import { reportOf } from './report.ts';
import type { Soak } from './soak.ts';

/** At the vendor's limit with another client using half of it; takes a few minutes. */
export const quota: Soak = {
  name: 'quota',
  run: async (say) => {
    const sandbox = await startSandbox({ vendor: 'learnupon', users: 5000, pageSize: 20, otherClient: { share: 0.5 } });
    const folder = await createFolder();
    try {
      const config = await folder.write('config.json', sandbox.config);
      const { code, stderr } = await runTap(['sync', '--config', config, '--streams', 'users'], {
        timeoutMs: 1_800_000,
      });
      const { requests = NaN, seconds = NaN } = reportOf(stderr);
      const refused = sandbox.log.deniedCount;
      if (code !== 0 || refused / requests >= 0.01) {
        throw new Error(`ended with ${String(code)}, ${String(refused)} of ${String(requests)} requests were refused`);
      }
      say(`${String(refused)} of ${String(requests)} requests were refused in ${seconds.toFixed(0)} s`);
    } finally {
      await sandbox.close();
      await folder.remove();
    }
  },
};
