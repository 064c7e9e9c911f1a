import { mustRun } from './run-command.ts';
import { python } from './engine.ts';

const program =
  'import json, sys, yaml; json.dump(list(yaml.safe_load_all(open(sys.argv[1]))), sys.stdout, default=str)';

/** The documents of a YAML file, as the tools that it is for read it. */
export const readYaml = async (path: string): Promise<readonly unknown[]> => {
  const { stdout } = await mustRun([python('python'), '-c', program, path]);
  return JSON.parse(stdout) as readonly unknown[];
};
