import { parseFaults } from './faults.ts';
import type { Vendor } from './portals/index.ts';
import { isVendor, vendors } from './portals/index.ts';
import type { SandboxOptions } from './options.ts';
import type { Sandbox } from './server.ts';
import { startSandbox } from './server.ts';

export interface RunSandboxOptions {
  /** One vendor, or all when absent. */
  readonly vendor?: string;
  /** Of the first vendor; the others take the ports after it. 0 or absent = any free ports. */
  readonly port?: number;
  readonly users?: number;
  /** See `parseFaults`. */
  readonly faults?: string;
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** Called once all are listening. */
  readonly onReady?: (sandboxes: readonly Sandbox[]) => void;
}

/** Serves simulated vendors until the signal fires; writes one config per vendor, as a JSON line each. */
export async function runSandbox(options: RunSandboxOptions, write: (text: string) => void): Promise<void> {
  const chosen = chooseVendors(options.vendor);
  const faults = parseFaults(options.faults ?? '');
  const sandboxes: Sandbox[] = [];
  try {
    for (const [position, vendor] of chosen.entries()) {
      const base = options.port ?? 0;
      const start: SandboxOptions = {
        vendor,
        port: base === 0 ? 0 : base + position,
        faults,
        ...(options.users === undefined ? {} : { users: options.users }),
        ...(options.seed === undefined ? {} : { seed: options.seed }),
      };
      const sandbox = await startSandbox(start);
      sandboxes.push(sandbox);
      write(`${JSON.stringify(sandbox.config)}\n`);
    }
    options.onReady?.(sandboxes);
    await aborted(options.signal);
  } finally {
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
  }
}

function chooseVendors(name: string | undefined): readonly Vendor[] {
  if (name === undefined) return vendors;
  if (!isVendor(name)) throw new RangeError(`unknown vendor "${name}"; there are: ${vendors.join(', ')}`);
  return [name];
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve();
    else
      signal?.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
  });
}
