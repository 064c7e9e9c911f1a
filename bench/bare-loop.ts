/** Child of the benchmark: what any reader must do at least. Arguments: base URL, authorization, pages. */
import { request } from 'undici';

const [base = '', authorization = '', pages = '1'] = process.argv.slice(2);
const started = performance.now();
let rows = 0;
for (let page = 1; page <= Number(pages); page += 1) {
  const { body } = await request(`${base}/api/v1/users?version_id=1.2&page=${String(page)}`, {
    headers: { authorization },
  });
  const { user } = JSON.parse(await body.text()) as { user: unknown[] };
  rows += user.length;
  const lines = user.map((row) => JSON.stringify(row)).join('\n');
  if (!process.stdout.write(lines)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}
process.stderr.write(JSON.stringify({ rows, seconds: (performance.now() - started) / 1000 }));
