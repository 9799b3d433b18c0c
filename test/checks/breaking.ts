import type { Account } from "../../src/sandbox/account";
import { answers } from "../../src/sandbox/ssm";

/** What people do by hand to an installation in the sandbox: by AWS's own calls, behind the tool's back. */

type Type = "String" | "SecureString" | "StringList";

/** Stores a parameter, ours or not. */
export function put(account: Account, name: string, value: string, how: { type?: Type; tier?: "Advanced" } = {}): void {
  const there = account.table<{ type: Type }>("ssm.parameters")[name];
  const Type = how.type ?? there?.type ?? "String";
  answers.PutParameter({ Name: name, Value: value, Type, Tier: how.tier, Overwrite: there !== undefined }, account);
}

export const remove = (account: Account, name: string): void => {
  answers.DeleteParameter({ Name: name }, account);
};

/** Changes what is stored in a text. */
export function rewrite(account: Account, name: string, change: (value: string) => string): void {
  const row = account.table<{ value: string }>("ssm.parameters")[name]!;
  put(account, name, change(row.value));
}
