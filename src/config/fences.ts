import { foreignArn, otherAccount, otherRegion } from "../problems";
import type { Text } from "../text";
import type { Field } from "./fields";
import { type Source, sourceAmong } from "./sources";
import { isReference } from "./values";
import { type Plain, valueAt } from "./walk";

/** A region or an account in the file is a fence: a flag or a variable may repeat it, but not say something else. */
export function checkFences(sources: readonly Source[], name: string): void {
  const file = sources.find(({ sort }) => sort === "file");
  const said = sources.filter(({ sort }) => sort === "flag" || sort === "variable");
  for (const key of ["region", "account"]) {
    const named = valueAt(file?.data, [key]);
    const source = sourceAmong(said, [key]);
    const actual = valueAt(source?.data, [key]);
    if (named === undefined || actual === undefined || String(named) === String(actual)) continue;
    const place = source!.placeOf([key]);
    const by = { en: `${place.en} says`, ja: `${place.ja} では` };
    const at = { named: String(named), actual: String(actual), by };
    throw key === "region" ? otherRegion({ name, ...at }) : otherAccount(at);
  }
}

/** What a config has to be for its account to be compared. */
interface Fenced extends Plain {
  readonly account?: string;
}

/**
 * Compares the account of the config, and those in its ARNs, with the one that the credentials belong to.
 * Throws a `Problem` with exit code 4.
 */
export function checkAccount(fields: readonly Field[], data: Plain, actual: string): void {
  const { account } = data as Fenced;
  if (account !== undefined && account !== actual) throw otherAccount({ named: account, actual, by: credentials });
  checkArns(fields, { ...data, account: actual });
}

/** ARNs of another region or account than the config's, also those of secrets. Free values (tags, parameters) may name whatever they like. */
export function checkArns(fields: readonly Field[], data: Plain): void {
  for (const { path, keys } of fields) {
    const said = valueAt(data, keys);
    for (const value of [isReference(said) ? said.secretsManager : said].flat()) {
      const [arn, , , region, account] = typeof value === "string" ? value.split(":") : [];
      if (arn !== "arn") continue;
      if (!elsewhere.includes(path)) refuseOther(path, "region", region, data.region);
      refuseOther(path, "account", account === "aws" ? undefined : account, data.account);
    }
  }
}

/** What AWS takes from one region alone, wherever the rest is: its own schema says from which. */
const elsewhere: readonly string[] = ["auth.cognito.certificate"];

function refuseOther(path: string, what: "region" | "account", named: string | undefined, expected: unknown): void {
  if (!named || typeof expected !== "string" || named === expected) return;
  throw foreignArn({ path, what, named, expected });
}

const credentials: Text = { en: "these credentials belong to", ja: "この認証情報では" };
