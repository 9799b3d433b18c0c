import { createHash } from "node:crypto";
import { chmod, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { type ConfigFile, readConfigFile } from "../config/file";
import type { Plain } from "../config/walk";
import {
  noPlanFile,
  planConfigMoved,
  planFileNewer,
  planFileUnreadable,
  planFileUnwritable,
  planMoved,
} from "../problems";
import { MASK } from "../secret";
import { type RunJson, runDocument } from "../terminal/json";
import type { ShownRun } from "../terminal/shown";
import type { Text } from "../text";

/** The form of the file. A later one gets a higher number. */
const FORM = 1;

/** What a plan depends on, besides the account. */
export interface Choices {
  readonly prune: boolean;
  readonly adopt: readonly string[];
  readonly adoptAll: boolean;
}

/** A plan as it is saved: what was shown, and all that made it so. Secrets are in it as references only. */
export interface PlanFile {
  readonly kind: "risken-aws plan";
  readonly form: typeof FORM;
  /** The release that saved it. */
  readonly program: string;
  readonly env: string;
  readonly account: string;
  readonly region: string;
  readonly sandbox: boolean;
  readonly config: {
    /** As given with `--config`; null where there was none to read again: no file, or standard input. */
    readonly file: string | null;
    /** Of what the file says, whatever its spelling; null likewise. */
    readonly digest: string | null;
    /** What file, flags and variables say together. */
    readonly data: Plain;
  };
  readonly choices: Choices;
  /** All that would be done or stays back. */
  readonly changes: RunJson["changes"];
}

type Place = Pick<PlanFile, "env" | "account" | "region" | "sandbox">;

/** @param file the config file, where there was one */
export function planFileOf(
  place: Place,
  file: ConfigFile | undefined,
  data: Plain,
  choices: Choices,
  shown: ShownRun,
): PlanFile {
  const readable = file !== undefined && file.name !== "-";
  return {
    kind: "risken-aws plan",
    form: FORM,
    program: packageJson.version,
    ...place,
    config: { file: readable ? file.name : null, digest: readable ? digestOf(file.data) : null, data },
    choices,
    changes: changesIn(shown),
  };
}

/**
 * Saves a plan for its owner alone (mode 0600), in one go. What is there already is overwritten only if it is a plan too.
 *
 * @throws {Problem} exit 3 where it can't be written
 */
export async function savePlan(name: string, cwd: string, plan: PlanFile): Promise<void> {
  const path = resolve(cwd, name);
  const old = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw planFileUnwritable({ name, code: error.code ?? "unknown" });
  });
  if (old !== undefined && !isPlan(parsed(old))) throw noPlanFile({ name });
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    await writeFile(draft, `${JSON.stringify(plan, undefined, 2)}\n`, { mode: 0o600 });
    await chmod(draft, 0o600);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw planFileUnwritable({ name, code: (error as NodeJS.ErrnoException).code ?? "unknown" });
  }
}

/** @throws {Problem} exit 3 for what is no plan, or one of a later release */
export async function readPlan(name: string, cwd: string): Promise<PlanFile> {
  const text = await readFile(resolve(cwd, name), "utf8").catch((error: NodeJS.ErrnoException) => {
    throw planFileUnreadable({ name, code: error.code ?? "unknown" });
  });
  const plan = parsed(text);
  if (!isPlan(plan)) throw noPlanFile({ name });
  if (plan.form !== FORM) throw planFileNewer({ name, program: plan.program });
  return plan;
}

/**
 * Refuses a config file that says something else by now.
 *
 * @param file where it stands now, if somebody says
 * @throws {Problem} exit 4
 */
export async function refuseMovedConfig({ config }: PlanFile, file: string | undefined, cwd: string): Promise<void> {
  if (config.file === null) return;
  const name = file ?? config.file;
  const now = await readConfigFile({ file: name, cwd, mayBeMissing: true });
  if (!now) throw planConfigMoved({ name, gone: true });
  if (digestOf(now.data) !== config.digest) throw planConfigMoved({ name, gone: false });
}

/**
 * Refuses where something else would be done now than what was saved.
 *
 * @throws {Problem} exit 4
 */
export function refuseMovedPlan({ changes: saved }: PlanFile, shown: ShownRun): void {
  const now = changesIn(shown);
  const find = (all: PlanFile["changes"], one: ChangeJson) =>
    all.find(({ id, action, name }) => id === one.id && action === one.action && name === one.name);
  const moved = [
    ...saved.flatMap((one) => {
      const other = find(now, one);
      if (!other) return [{ id: one.id, how: gone(one) }];
      const paths = pathsThatDiffer(one, other);
      return paths.length > 0 ? [{ id: one.id, how: differs(paths) }] : [];
    }),
    ...now.filter((one) => !find(saved, one)).map((one) => ({ id: one.id, how: more(one) })),
  ];
  if (moved.length > 0) throw planMoved({ moved });
}

type ChangeJson = PlanFile["changes"][number];

/** Without the sentences, which are in somebody's language, and without what needs nothing. */
const changesIn = (shown: ShownRun): PlanFile["changes"] =>
  runDocument({ command: "plan", account: null, region: null, status: "ok", changes: shown.changes }, "en")
    .changes.filter(({ action }) => action !== "none")
    .map(({ error: _, because: _b, notCompared: _n, ...change }) => change);

function pathsThatDiffer(one: ChangeJson, other: ChangeJson): readonly string[] {
  const rows = ({ status, stays, fields }: ChangeJson): ReadonlyMap<string, string> =>
    new Map([
      ["status", status],
      ["stays", JSON.stringify(stays)],
      ...fields.flatMap(({ path, after, ...rest }) =>
        after === MASK ? [] : [[path, JSON.stringify([rest, withoutSecrets(after)])] as const],
      ),
    ]);
  const [was, is] = [rows(one), rows(other)];
  return [...new Set([...was.keys(), ...is.keys()])].filter((path) => was.get(path) !== is.get(path));
}

/** Who plans needs no secret, and who applies does: that one is there now is no other plan. */
const withoutSecrets = (text: string | null): string | undefined =>
  text?.replaceAll(/"\w+":"\[secret\]",|,?"\w+":"\[secret\]"/g, "");

const gone = ({ action }: ChangeJson): Text => ({
  en: `saved as ${action}, which is not to be done any more`,
  ja: `保存した計画では ${action} でしたが、現在は不要です`,
});
const more = ({ action }: ChangeJson): Text => ({
  en: `to ${action}, which was not saved`,
  ja: `保存した計画にない ${action} が必要です`,
});
const differs = (paths: readonly string[]): Text => {
  const named = paths.slice(0, 3).join(", ");
  return { en: `other values by now (${named})`, ja: `値が変わっています（${named}）` };
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isPlan = (value: unknown): value is PlanFile =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "risken-aws plan";

/** The same for whatever says the same: comments and the order of keys mean nothing. */
const digestOf = (data: Plain): string => `sha256:${createHash("sha256").update(inOrder(data)).digest("hex")}`;

const inOrder = (data: unknown): string =>
  JSON.stringify(data, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
