import { startSandbox } from '@singer-io-ts/sandbox';
import { expectRows } from '../support/compare.ts';
import { expectedStream } from '../support/learnupon-reference.ts';
import { discoverCatalog, runProtocol } from '../support/run-protocol.ts';
import { createFolder } from '../support/tap-process.ts';
import type { Soak } from './soak.ts';

/** Streams that a portal of any size may be asked for: one request per page, course or group. */
const streams = [
  ...['users', 'custom_user_data_definitions', 'courses', 'enrollments', 'groups', 'group_memberships'],
  ...['group_managers', 'group_courses', 'group_invites', 'group_invite_course_enrollments', 'learning_paths'],
  ...['learning_path_enrollments', 'modules', 'course_instructors', 'mark_completes', 'leaderboard'],
];

/** A portal of 20,000 users through both protocols, value by value. */
export const truth: Soak = {
  name: 'truth',
  run: async (say) => {
    const sandbox = await startSandbox({ vendor: 'learnupon', users: 20_000, limit: 'none' });
    const folder = await createFolder();
    try {
      const config = await folder.write('config.json', { ...sandbox.config, max_requests_per_second: 1000 });
      for (const protocol of ['singer', 'airbyte'] as const) {
        const catalog = await discoverCatalog(protocol, folder, config, streams);
        const result = await runProtocol(protocol, folder, config, catalog, { timeoutMs: 1_800_000 });
        if (result.code !== 0) throw new Error(`${protocol} ended with ${String(result.code)}: ${result.stderr}`);
        for (const stream of streams) {
          const rows = result.rows.get(stream) ?? [];
          expectRows(expectedStream(sandbox, stream), rows, { changes: protocol === 'airbyte' });
          say(`${protocol}, ${stream}: ${String(rows.length)} records equal the portal`);
        }
      }
    } finally {
      await sandbox.close();
      await folder.remove();
    }
  },
};
