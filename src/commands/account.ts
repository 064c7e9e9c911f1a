import type { Connection, Vendor } from '@singer-io-ts/tap';
import { ConfigError } from '@singer-io-ts/tap/errors/config-error.ts';
import { readConfig, type Config } from '../config.ts';
import { readConfigValues, secretsOf, type ConfigValues } from '../config/sources.ts';
import { loadVendor } from '../vendors.ts';
import type { Context } from './context.ts';

/** One vendor account, ready to be asked. */
export interface Account {
  readonly config: Config;
  readonly vendor: Vendor<Config>;
  readonly connection: Connection;
}

const problemText = (problems: readonly string[]): string => {
  const count = problems.length === 1 ? 'a problem' : `${String(problems.length)} problems`;
  return [`The config has ${count}.`, ...problems].join('\n');
};

const checked = (
  { values, secrets, problems, warnings }: ConfigValues,
  complete: boolean,
  context: Context,
): Config => {
  // Before anything is said about the config.
  for (const secret of secrets) context.redactor.addSecret(secret);
  const reading = readConfig(values, { fixedVendor: context.fixedVendor, complete });
  for (const warning of [...warnings, ...reading.warnings]) context.log('warning', `config: ${warning}`);
  for (const notice of reading.notices) context.log('info', `config: ${notice}`);
  if (reading.config !== null && problems.length === 0) return reading.config;
  throw new ConfigError(problemText([...problems, ...reading.problems]));
};

const connected = async (config: Config): Promise<Account> => {
  const vendor = await loadVendor(config.vendor);
  return { config, vendor, connection: vendor.connect(config) };
};

/** @throws ConfigError with everything that is wrong */
export const openAccount = async (sources: readonly string[], context: Context): Promise<Account> =>
  connected(checked(await readConfigValues(sources, context), true, context));

/** The account of a config that did not come from a file. */
export const openChecked = (values: Readonly<Record<string, unknown>>, context: Context): Promise<Account> =>
  connected(checked({ values, secrets: secretsOf(values), problems: [], warnings: [] }, true, context));

/** Without a key, or when nobody is to be asked, only what is known of the vendor: `account` is null. */
export const openForDiscovery = async (
  sources: readonly string[],
  isStatic: boolean,
  context: Context,
): Promise<{ readonly config: Config; readonly vendor: Vendor<Config>; readonly account: Account | null }> => {
  const values = await readConfigValues(sources, context);
  const hasKey = values.secrets.length > 0;
  const config = checked(values, hasKey && !isStatic, context);
  if (!hasKey || isStatic) return { config, vendor: await loadVendor(config.vendor), account: null };
  const account = await connected(config);
  return { ...account, account };
};
