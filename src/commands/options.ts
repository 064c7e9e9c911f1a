import { InvalidArgumentError, Option } from 'commander';

const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

export const names = (value: string): readonly string[] => {
  const list = value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (list.length === 0) throw new InvalidArgumentError('It names no stream.');
  return list;
};

export const whole =
  (least: number, greatest: number) =>
  (value: string): number => {
    const number = /^\d{1,10}$/.test(value) ? Number(value) : NaN;
    if (number >= least && number <= greatest) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${String(least)} to ${String(greatest)}.`);
  };

/** What commander found, by option. */
export interface Options {
  readonly debug?: true;
  readonly json?: true;
  readonly config?: readonly string[];
  readonly catalog?: string;
  readonly state?: string;
  readonly discover?: true;
  readonly properties?: string;
  readonly static?: true;
  readonly about?: string | true;
  readonly format?: string;
  readonly test?: string | true;
  readonly version?: true;
  readonly out?: string;
  readonly streams?: readonly string[];
  readonly fullRefresh?: readonly string[];
  readonly limit?: number;
  readonly report?: string;
  readonly vendor?: string;
  readonly port?: number;
  readonly users?: number;
  readonly faults?: string;
}

export const configOption = () =>
  new Option(
    '-c, --config <file>',
    'config file, - for standard input or ENV; repeatable, the last one wins',
  ).argParser(collect);
export const catalogOption = () => new Option('--catalog <file>', 'catalog that selects streams and fields');
export const stateOption = () => new Option('-s, --state <file>', 'state to go on from');
export const staticOption = () => new Option('--static', 'without asking the vendor');
