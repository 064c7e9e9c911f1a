// npm run soak [-- name ...]: the long proofs, one after the other; needs `npm run build` before.
import { drift } from './drift.ts';
import { faults } from './faults.ts';
import { kill } from './kill.ts';
import { memory } from './memory.ts';
import { quota } from './quota.ts';
import type { Soak } from './soak.ts';
import { truth } from './truth.ts';

const soaks: readonly Soak[] = [truth, kill, drift, faults, quota, memory];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !soaks.some((soak) => soak.name === name));
if (unknown.length > 0) {
  console.error(`no soak ${unknown.join(', ')}; there are: ${soaks.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
for (const soak of soaks.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const startedMs = performance.now();
  const elapsed = () => `${String(Math.round((performance.now() - startedMs) / 1000))} s`;
  try {
    await soak.run((text) => {
      console.log(`${soak.name} ${elapsed()}: ${text}`);
    });
    console.log(`${soak.name} passed in ${elapsed()}`);
  } catch (error) {
    console.error(`${soak.name} failed after ${elapsed()}:`, error);
    process.exitCode = 1;
  }
}
