import { generatedFiles } from './files.ts';
import { checkFiles, writeFiles } from './place.ts';

const root = `${import.meta.dirname}/../..`;
const files = await generatedFiles(root);
if (process.argv.includes('--check')) {
  const stale = await checkFiles(root, files);
  for (const path of stale) process.stderr.write(`${path} is stale; run npm run generate\n`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  const written = await writeFiles(root, files);
  for (const path of written) process.stdout.write(`${path}\n`);
}
