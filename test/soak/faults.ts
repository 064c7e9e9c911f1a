import { startSandbox, type FaultKind } from '@singer-io-ts/sandbox';
import { besideTokens, healingOf } from '../support/account-faults.ts';
import { accounts } from '../support/accounts.ts';
import { expectRows } from '../support/compare.ts';
import { expectedStream } from '../support/learnupon-reference.ts';
import { openAccount, expectPortal } from '../support/open-account.ts';
import { discoverCatalog, readMessages, runProtocol } from '../support/run-protocol.ts';
import { createFolder, runTap } from '../support/tap-process.ts';
import type { Soak } from './soak.ts';

const kinds: readonly FaultKind[] = [
  ...(['500', '502', '504', 'html-503', 'reset-before-headers', 'reset-in-body', 'stall-before-headers'] as const),
  ...(['stall-in-body', 'truncated-right-length', 'truncated-wrong-length', 'invalid-json', 'gzip-truncated'] as const),
  ...(['wrong-content-type', 'html-login', 'empty-200', '200-with-error-body', 'repeated-page'] as const),
  ...(['stripped-headers', 'rate-limit-seconds', 'rate-limit-date', 'rate-limit'] as const),
];

const streams = ['users', 'courses', 'groups', 'modules', 'enrollments', 'group_memberships', 'mark_completes'];

type Say = (text: string) => void;

/** All streams of the other vendors, each fault by itself. */
const failOthers = async (say: Say): Promise<void> => {
  for (const account of accounts.filter(({ vendor }) => vendor !== 'learnupon')) {
    for (const [position, kind] of healingOf(account).entries()) {
      for (const probability of [0.1, 0.02]) {
        const settings = { request_timeout_seconds: 2, max_concurrency: 8 };
        const opened = await openAccount(account, { users: 30, seed: 400 + position }, settings);
        const { sandbox, folder, config } = opened;
        try {
          const protocol = position % 2 === 0 ? 'singer' : 'airbyte';
          const catalog = await discoverCatalog(protocol, folder, config);
          sandbox.setFaults([{ kind, probability, paths: besideTokens }]);
          const { code, stderr, rows } = await runProtocol(protocol, folder, config, catalog, { timeoutMs: 600_000 });
          if (code !== 0) throw new Error(`${account.title}, ${kind} ended with ${String(code)}: ${stderr}`);
          expectPortal(opened, rows);
          const times = String(sandbox.log.faults[kind] ?? 0);
          say(`${account.title}, ${kind} at ${String(probability)}: ${times} times, all records right`);
        } finally {
          await opened.close();
        }
      }
    }
  }
};

/** Every fault that heals, at one in ten and one in fifty of the requests of a larger portal. */
export const faults: Soak = {
  name: 'faults',
  run: async (say) => {
    for (const probability of [0.1, 0.02]) {
      for (const [position, kind] of kinds.entries()) {
        // The vendor's clock stands one second before its quota begins anew: a 429 costs a second.
        const clock = () => Math.floor(Date.now() / 60_000) * 60_000 + 59_000;
        const sandbox = await startSandbox({
          ...{ vendor: 'learnupon', users: 300, pageSize: 25, limit: 'none', seed: 200 + position, clock },
        });
        const folder = await createFolder();
        try {
          const settings = { max_requests_per_second: 1000, request_timeout_seconds: 2 };
          const config = await folder.write('config.json', { ...sandbox.config, ...settings });
          sandbox.setFaults([{ kind, probability }]);
          const args = ['sync', '--config', config, '--streams', streams.join(',')];
          const result = readMessages(await runTap(args, { timeoutMs: 600_000 }));
          if (result.code !== 0) throw new Error(`${kind} ended with ${String(result.code)}: ${result.stderr}`);
          for (const stream of streams) expectRows(expectedStream(sandbox, stream), result.rows.get(stream) ?? []);
          say(`${kind} at ${String(probability)}: ${String(sandbox.log.faults[kind] ?? 0)} times, all records right`);
        } finally {
          await sandbox.close();
          await folder.remove();
        }
      }
    }
    await failOthers(say);
  },
};
