import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { VendorName } from '../../src/config/vendor-facts.ts';
import { mustRun, runCommand, type CommandOptions, type CommandResult } from './run-command.ts';

/** What run.sh has found or installed. */
const given = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run these tests by npm run test:container`);
  return value;
};
const docker = given('CONTAINER_DOCKER');
export const compose = given('CONTAINER_COMPOSE').split(' ');
/** A program that runs Kubernetes pods without a cluster; null where there is only docker. */
export const podman = given('CONTAINER_PODMAN') || null;
export const python = (program: string): string => join(given('CONTAINER_PYTHON'), program);

/** As run.sh tags it. */
export const imageOf = (vendor: VendorName | null): string => `tap-lms-test${vendor === null ? '' : `-${vendor}`}`;

export interface ContainerOptions extends CommandOptions {
  readonly vendor?: VendorName;
  /** Host paths by container paths; `:ro` may follow a container path. */
  readonly mounts?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  /** Of the engine: `--read-only`. */
  readonly flags?: readonly string[];
  readonly entrypoint?: string;
}

/** Runs the image until it ends; killing the command's process tells the container's first process. */
export const runImage = (args: readonly string[], options: ContainerOptions = {}): Promise<CommandResult> => {
  const { vendor = null, mounts = {}, variables = {}, flags = [], entrypoint, ...rest } = options;
  return runCommand(
    [
      // The stand-in does so by itself, and not twice.
      ...[docker, 'run', '--rm', ...(podman === null ? ['--network=host'] : []), ...flags],
      ...Object.entries(mounts).flatMap(([inside, outside]) => ['-v', `${outside}:${inside}`]),
      ...Object.entries(variables).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
      ...(entrypoint === undefined ? [] : ['--entrypoint', entrypoint]),
      ...[imageOf(vendor), ...args],
    ],
    rest,
  );
};

/** Runs a line in the image's shell, as whoever the image is for. */
export const runInShell = (line: string, options: ContainerOptions = {}): Promise<CommandResult> =>
  runImage(['-c', line], { ...options, entrypoint: 'sh' });

export interface ImageConfig {
  readonly User: string;
  readonly WorkingDir: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
}

export const inspectImage = async (vendor: VendorName | null): Promise<ImageConfig> => {
  const { stdout } = await mustRun([docker, 'inspect', imageOf(vendor)]);
  const [image] = JSON.parse(stdout) as [{ readonly Config: ImageConfig }];
  return image.Config;
};

export const buildImage = (root: string, vendor: string, tag: string): Promise<CommandResult> =>
  runCommand([docker, 'build', '--force-rm', '--build-arg', `VENDOR=${vendor}`, '-t', tag, root], {
    timeoutMs: 170_000,
  });

/** A folder in which the image's user may write. */
export const openFolder = async (...parts: readonly string[]): Promise<string> => {
  const path = join(...parts);
  await mkdir(path, { recursive: true });
  await chmod(path, 0o777);
  return path;
};
