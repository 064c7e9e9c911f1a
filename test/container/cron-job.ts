import { readYaml } from './yaml.ts';

interface Named {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}
interface Container {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
}
interface Volume {
  readonly name: string;
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly secret?: { readonly secretName: string; readonly defaultMode: number };
}
interface CronJob extends Named {
  readonly spec: {
    readonly jobTemplate: {
      readonly spec: {
        readonly template: {
          readonly metadata: object;
          readonly spec: { readonly containers: readonly [Container]; readonly volumes: readonly Volume[] };
        };
      };
    };
  };
}

export interface Recipe {
  readonly secret: Named;
  readonly claim: Named;
  readonly template: CronJob['spec']['jobTemplate']['spec']['template'];
  readonly container: Container;
}

export const readRecipe = async (path: string): Promise<Recipe> => {
  const [secret, claim, cronJob] = (await readYaml(path)) as readonly [Named, Named, CronJob];
  const { template } = cronJob.spec.jobTemplate.spec;
  return { secret, claim, template, container: template.spec.containers[0] };
};

/** The recipe's environment, with what is given in place of its examples. */
export const environmentOf = (
  { env }: Container,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(env.map(({ name, value }) => [name, value])),
  ...given,
});

export interface PodChanges {
  /** Of the secret and the pod; `-data` follows in the claim's. */
  readonly name: string;
  readonly image: string;
  /** Looks like base64. */
  readonly key: string;
  readonly variables: Readonly<Record<string, string>>;
}

const documentsOf = (...documents: readonly object[]): string =>
  documents.map((document) => JSON.stringify(document)).join('\n---\n');

/**
 * Secret and claim, and the pod that the recipe's job starts each time, on this machine's network. podman names a volume
 * after each of the first two.
 */
export const manifestsOf = (
  recipe: Recipe,
  { name, image, key, variables }: PodChanges,
): { readonly kept: string; readonly pod: string } => {
  const { secret, claim, template, container } = recipe;
  const volumes = template.spec.volumes.map((volume) => ({
    ...volume,
    ...(volume.persistentVolumeClaim && { persistentVolumeClaim: { claimName: `${name}-data` } }),
    // podman 4.3 reads `optional` without looking whether it is there.
    ...(volume.secret && { secret: { ...volume.secret, secretName: name, optional: false } }),
  }));
  const env = Object.entries(environmentOf(container, variables)).map(([each, value]) => ({ name: each, value }));
  const spec = { ...template.spec, hostNetwork: true, volumes, containers: [{ ...container, image, env }] };
  return {
    kept: documentsOf(
      // podman 4.3 mounts `data` as it stands and leaves out `stringData`; later ones and Kubernetes let the latter win.
      { ...secret, metadata: { name }, stringData: { key }, data: { key } },
      { ...claim, metadata: { name: `${name}-data` } },
    ),
    pod: documentsOf({ apiVersion: 'v1', kind: 'Pod', metadata: { ...template.metadata, name }, spec }),
  };
};
