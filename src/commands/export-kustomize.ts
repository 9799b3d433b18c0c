import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { parse } from "yaml";
import { isDenied } from "../aws/errors";
import type { Aws } from "../aws/session";
import type { Config } from "../config/schema";
import { kustomizeOverlay } from "../export/kustomize";
import { allRoles, iamRole } from "../kinds/iam-role";
import { exportFolderTaken, flagMissing } from "../problems";
import { SHARED_ROLE } from "../steps/cluster";
import type { Target } from "../steps/step";
import type { Text } from "../text";
import type { Invocation, Run } from "./invocation";
import { open } from "./open";

/** Writes the overlay for RISKEN's sample manifests. */
export const kustomize: Run = async (invocation) => {
  const { own, io } = invocation;
  const out = flag(own, "out", "--out overlay");
  const base = flag(own, "base", "--base ../k8s-sample/base");
  const { screen, config, target, aws } = await open(invocation);
  const roles = await rolesIn(aws);
  const files = kustomizeOverlay({
    env: config.env,
    region: config.region,
    namespace: config.cluster.namespace,
    serviceAccounts: config.cluster.serviceAccounts,
    dataSources: config.dataSources,
    roleArn: (service) => {
      const name = target.nameOf(iamRole, config.cluster.serviceAccounts === "shared" ? SHARED_ROLE : service);
      return roles.get(name) ?? arnByName(name, config, target);
    },
    extraEnv: config.kustomize.env,
    base,
  });
  const folder = resolve(io.cwd, out);
  await replace(folder, files, out);
  const names = [...files.keys()].map((name) => join(out, name));
  if (screen.json) screen.document({ command: "export", format: "kustomize", files: names });
  else screen.out(written(relative(io.cwd, folder) || ".", names.length));
  return 0;
};

/** ARNs of the roles that are there, by name: one that was taken over may stand on any path. */
async function rolesIn(aws: Aws): Promise<ReadonlyMap<string, string>> {
  try {
    return new Map((await allRoles(aws, "/")).map(({ RoleName, Arn }) => [RoleName!, Arn!]));
  } catch (error) {
    if (isDenied(error)) return new Map();
    throw error;
  }
}

/** The ARN that a role will have, so that nothing has to be there yet. */
function arnByName(name: string, { cluster }: Config, target: Target): string {
  const path = cluster.rolePath ?? `/${target.namePrefix}/${target.env}/`;
  return target.arn("iam", `role${path}${name}`, { region: "" });
}

function flag(own: Invocation["own"], name: string, example: string): string {
  const value = own[name];
  if (typeof value === "string" && value !== "") return value;
  throw flagMissing({ flag: `--${name}`, example });
}

/**
 * Writes the files of an overlay. What an earlier export wrote and this one doesn't is removed, and nothing else; a folder
 * in which somebody else's files stand is refused.
 */
async function replace(folder: string, files: ReadonlyMap<string, string>, named: string): Promise<void> {
  const before = await filesOfExport(folder);
  if (!before && existsSync(folder) && (await readdir(folder)).length > 0) throw exportFolderTaken({ folder: named });
  const old = before?.filter((name) => !files.has(name)) ?? [];
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
  for (const [name, text] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** What an earlier export wrote here, as its own kustomization.yaml lists it; undefined where there was none. */
async function filesOfExport(folder: string): Promise<readonly string[] | undefined> {
  const main = join(folder, "kustomization.yaml");
  const text = existsSync(main) ? await readFile(main, "utf8") : "";
  if (!text.includes("risken-aws export kustomize")) return undefined;
  const { resources = [], patches = [] } = parse(text) as {
    readonly resources?: readonly string[];
    readonly patches?: readonly { readonly path?: string }[];
  };
  return [...resources, ...patches.flatMap(({ path }) => path ?? [])].filter((name) =>
    /^[\w-]+\/[\w.-]+\.yaml$/.test(name),
  );
}

const written = (folder: string, count: number): Text => ({
  en: `Wrote ${count} files to ${folder}. Apply them with: kubectl apply -k ${folder}`,
  ja: `${folder} に ${count} 個のファイルを出力しました。kubectl apply -k ${folder} で適用できます。`,
});
