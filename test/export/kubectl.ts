import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { parseAllDocuments } from "yaml";
import { kustomizeCommand } from "../tools";

/** A Kubernetes resource, as `kubectl kustomize` prints it. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  // A Deployment's, a CronJob's or a Service's: the tests know what they look at.
  readonly spec?: any;
}

const [command, ...words] = kustomizeCommand();

/** What the folder builds to. */
export function build(folder: string): readonly Manifest[] {
  const text = execFileSync(command, [...words, folder], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  return parseAllDocuments(text, { version: "1.1" }).map((document) => document.toJS() as Manifest);
}

/** Writes the files that `write` makes for a base at this relative path, and builds them. */
export function buildOverlay(base: string, write: (base: string) => ReadonlyMap<string, string>): readonly Manifest[] {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "risken-aws-overlay-")));
  try {
    for (const [path, text] of write(relative(folder, base))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return build(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every leaf with its path, where members of a list that have names go by them: `spec.containers.core.image`. */
export function leaves(value: unknown, path = ""): ReadonlyMap<string, unknown> {
  if (typeof value !== "object" || value === null) return new Map([[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => {
      const name = Array.isArray(value) && typeof inner === "object" && inner !== null ? (inner.name ?? key) : key;
      return [...leaves(inner, path ? `${path}.${name}` : name)];
    }),
  );
}
