import { spawnSync } from "node:child_process";
import { parseAllDocuments } from "yaml";
import { kustomizeCommand } from "../tools";

/** A Kubernetes object, as far as the tests look at it. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: {
    readonly replicas?: number;
    readonly template: {
      readonly spec: {
        readonly serviceAccountName?: string;
        readonly containers: readonly {
          readonly name: string;
          readonly env?: readonly { readonly name: string; readonly value?: string }[];
        }[];
      };
    };
  };
}

/** What `kubectl kustomize` makes of a folder; throws what it says when it refuses. */
export function kustomize(folder: string): readonly Manifest[] {
  const [command, ...words] = kustomizeCommand();
  const { status, stdout, stderr, error } = spawnSync(command, [...words, folder], { encoding: "utf8" });
  if (status !== 0) throw new Error(`kubectl kustomize: ${error ?? stderr}`);
  return parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
}

/** Name and value of a Deployment's own environment variables. */
export const environmentOf = ({ spec }: Manifest): Readonly<Record<string, string>> =>
  Object.fromEntries(
    spec!.template.spec.containers.flatMap(({ env = [] }) => env.map(({ name, value = "" }) => [name, value])),
  );
