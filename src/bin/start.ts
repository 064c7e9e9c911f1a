import type { VendorName } from '../config/vendor-facts.ts';
import { product } from '../product.ts';

/** Answers `--version` without loading anything else. */
export const start = async (vendor: VendorName | null, program: string): Promise<void> => {
  const [first, ...others] = process.argv.slice(2);
  if (first === '--version' && others.length === 0) {
    process.stdout.write(`${program} v${product.version}\n`);
    return;
  }
  const { main } = await import('../cli.ts');
  await main(vendor, program);
};
