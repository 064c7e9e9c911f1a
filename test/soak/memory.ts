import { startSandbox } from '@singer-io-ts/sandbox';
import { createFolder, runTap } from '../support/tap-process.ts';
import { reportOf } from './report.ts';
import type { Soak } from './soak.ts';

const USERS = 1_000_000;

/** A million records through a reader of 1 MB/s; takes about half an hour. */
export const memory: Soak = {
  name: 'memory',
  run: async (say) => {
    const sandbox = await startSandbox({ vendor: 'learnupon', users: USERS, limit: 'none', gzip: false });
    const folder = await createFolder();
    try {
      const config = await folder.write('config.json', {
        ...sandbox.config,
        max_requests_per_second: 1000,
        stream_options: [{ stream: 'users', verify: false }],
      });
      let records = 0;
      const { code, stderr } = await runTap(['sync', '--config', config, '--streams', 'users'], {
        readBytesPerSecond: 1_000_000,
        keepLines: false,
        timeoutMs: 3_600_000,
        onLine: (line) => {
          if (line.startsWith('{"type":"RECORD"')) records += 1;
        },
      });
      const { peak_rss_mb: peak = Infinity } = reportOf(stderr);
      if (code !== 0 || records !== USERS)
        throw new Error(`ended with ${String(code)} after ${String(records)} records`);
      if (peak >= 150) throw new Error(`${String(peak)} MB at the peak`);
      say(`${String(peak)} MB at the peak`);
    } finally {
      await sandbox.close();
      await folder.remove();
    }
  },
};
