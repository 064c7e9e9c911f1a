/** Child of the benchmark: records in memory to stdout, through the real output. Arguments: protocol, records. */
import { createAirbyteOutput } from '@singer-io-ts/tap/emit/airbyte.ts';
import { createSingerOutput } from '@singer-io-ts/tap/emit/singer.ts';
import { createLineWriter } from '@singer-io-ts/tap/emit/writer.ts';
import { keepHeapSmall } from '../src/commands/keep-heap-small.ts';
import { peakMemoryBytes } from '../src/commands/peak-memory.ts';
import { select } from '../test/support/memory-run.ts';
import { defineStream, flag, id, instant, integer, singlePage, text } from '@singer-io-ts/tap';

// As the command does.
keepHeapSmall();

const [protocol = 'singer', count = '500000'] = process.argv.slice(2);

const stream = defineStream({
  name: 'enrollments',
  description: 'Enrollments',
  source: 'bench',
  path: '/enrollments',
  records: 'enrollments',
  paginate: singlePage(),
  primaryKey: ['id'],
  replicationKey: 'updated_at',
  fields: {
    id: id('Enrollment'),
    course_id: integer('Course'),
    user_id: integer('Learner'),
    course_name: text('Course'),
    first_name: text('First name'),
    last_name: text('Last name'),
    email: text('E-mail'),
    status: text('Status'),
    percentage: integer('Score'),
    percentage_complete: integer('Progress'),
    date_enrolled: instant('iso', 'Enrollment'),
    date_started: instant('iso', 'Start'),
    date_completed: instant('iso', 'Completion'),
    unenrolled: flag('Unenrolled'),
    is_overdue: flag('Overdue'),
    certificate_name: text('Certificate'),
    group_id: integer('Group'),
    updated_at: instant('iso', 'Change'),
  },
});

const page = Array.from({ length: 500 }, (_, index) => ({
  id: 336_901_877 + index,
  course_id: 5_127_733,
  user_id: 2_291_045 + index,
  course_name: 'Forklift Safety Basics',
  first_name: 'Maren',
  last_name: 'Okafor',
  email: `maren.okafor${String(index)}@fernhillsupply.example`,
  status: 'passed',
  percentage: 92,
  percentage_complete: 100,
  date_enrolled: '2025-05-02T06:00:04Z',
  date_started: '2025-05-20T08:02:11Z',
  date_completed: '2025-05-20T08:49:57Z',
  unenrolled: false,
  is_overdue: false,
  certificate_name: 'Forklift Operator',
  group_id: 86_012,
  updated_at: '2025-05-20T08:50:05Z',
}));

const options = {
  writer: createLineWriter(process.stdout),
  log: () => undefined,
  timezone: 'UTC',
  clock: { now: Date.now },
  redact: (message: string) => message,
};
const output = protocol === 'airbyte' ? createAirbyteOutput(options) : createSingerOutput(options);
const selected = select(stream);
const started = performance.now();
await output.begin([selected], undefined);
await output.startStream(selected);
let written = 0;
while (written < Number(count)) written += await output.writeRows(selected, { rows: page, partition: {} });
await output.finishStream(selected, { kind: 'complete' });
await output.end();
const seconds = (performance.now() - started) / 1000;
process.stderr.write(JSON.stringify({ recordsPerSecond: written / seconds, rssMb: peakMemoryBytes() / 1e6 }));
