import { mkdir, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { partitionOf } from "../aws/partition";
import type { Plain } from "../config/walk";
import type { ScanRole } from "../export/scan-role";
import { scanRoleInCloudFormation } from "../export/scan-role-cloudformation";
import { scanRoleInTerraform } from "../export/scan-role-terraform";
import { flagValueWrong } from "../problems";
import type { Text } from "../text";
import type { Invocation, Run } from "./invocation";
import { type Glance, glance } from "./open";
import { asProblem } from "./work";

/** How the role is written, and the name of the file. */
const writers = {
  cloudformation: { write: scanRoleInCloudFormation, file: "scan-role.yaml" },
  terraform: { write: scanRoleInTerraform, file: "scan-role.tf" },
} as const satisfies Readonly<Record<string, { write: (role: ScanRole) => string; file: string }>>;

type Format = keyof typeof writers;

export const scanRoleFormats = Object.keys(writers) as readonly Format[];

/** The role that RISKEN assumes in every account it scans, as a file that creates it. */
export const run: Run = async (invocation) => {
  const format = formatOf(invocation);
  const { screen, data, session } = await glance(invocation);
  const place = await placeOf(data, session);
  if ("because" in place) screen.note(staysOpen(place.because));
  else invocation.reached.account = place.account;
  const principal = "because" in place ? undefined : principalOf(data, place);
  const name = setting(data, "scanRole")!;
  const template = writers[format].write({ name, principal });
  const facts = { command: "scan-role", format, role: name, trustedPrincipal: principal ?? null };
  const { out } = invocation.own;
  if (typeof out === "string") {
    const file = await save(template, join(out, writers[format].file), invocation);
    if (screen.json) screen.document({ ...facts, files: [file] });
    else screen.out([relative(invocation.io.cwd, resolve(invocation.io.cwd, file))]);
  } else if (screen.json) screen.document({ ...facts, template });
  else screen.raw(template);
  return 0;
};

function formatOf({ own }: Invocation): Format {
  const given = String(own.format ?? "cloudformation");
  const format = scanRoleFormats.find((one) => one === given);
  if (!format) throw flagValueWrong({ flag: "--format", value: given, example: "--format terraform" });
  return format;
}

interface Place {
  readonly account: string;
  readonly partition: string;
}

/** RISKEN's account as the config names it, or else the one that the credentials belong to; or why nobody knows it. */
async function placeOf(
  { account, region }: Plain,
  session: Glance["session"],
): Promise<Place | { readonly because: Text }> {
  if (typeof account === "string") return { account, partition: partitionOf(String(region)) };
  try {
    return await session();
  } catch (error) {
    return { because: asProblem(error).text };
  }
}

/**
 * All of RISKEN's roles, whether the pods share one or have one each: they have their path to themselves. A path that isn't
 * theirs alone says nothing, so the names do.
 */
function principalOf(data: Plain, { account, partition }: Place): string {
  const path = setting(data, "rolePath") ?? `/${data.namePrefix}/${data.env}/`;
  const called = (data.names as Readonly<Record<string, string>>)["role/risken"];
  const shared = setting(data, "serviceAccounts") === "shared" ? called : undefined;
  const names = path === "/" ? (shared ?? `${data.namePrefix}-${data.env}-*`) : "*";
  return `arn:${partition}:iam::${account}:role${path}${names}`;
}

const setting = ({ cluster }: Plain, key: string): string | undefined =>
  (cluster as Readonly<Record<string, string | undefined>>)[key];

async function save(text: string, file: string, { io }: Invocation): Promise<string> {
  const path = resolve(io.cwd, file);
  await mkdir(resolve(path, ".."), { recursive: true });
  await writeFile(path, text);
  return file;
}

const staysOpen = (because: Text): Text => ({
  en: `# RISKEN's account is not known, so whoever deploys this gives TrustedPrincipal too. ${because.en}`,
  ja: `# RISKEN のアカウントが分からないため、デプロイ時に TrustedPrincipal も指定してください。${because.ja}`,
});
