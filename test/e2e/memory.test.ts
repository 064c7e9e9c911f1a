import { expect, test } from '@jest/globals';
import { startSandbox } from '@singer-io-ts/sandbox';
import { createFolder, runTap } from '../support/tap-process.ts';

interface Report {
  readonly peak_rss_mb: number;
  readonly rows: number;
}

const reportOf = (stderr: string): Report =>
  JSON.parse(stderr.split('\n').find((line) => line.startsWith('{"report"')) ?? '{}') as Report;

test('memory stays flat while a slow reader takes a long list', async () => {
  const sandbox = await startSandbox({ vendor: 'learnupon', users: 30_000, limit: 'none' });
  const folder = await createFolder();
  try {
    const config = await folder.write('config.json', { ...sandbox.config, max_requests_per_second: 1000 });
    const { code, stderr, lines } = await runTap(['sync', '--config', config, '--streams', 'users'], {
      readBytesPerSecond: 2_500_000,
    });
    expect(code).toBe(0);
    expect(reportOf(stderr).rows).toBe(30_000);
    expect(lines.filter((line) => line.startsWith('{"type":"RECORD"'))).toHaveLength(30_000);
    expect(reportOf(stderr).peak_rss_mb).toBeLessThan(150);
  } finally {
    await sandbox.close();
    await folder.remove();
  }
}, 180_000);
