import { expect, test } from "vitest";
import { parse } from "../src/cli";
import { runHere } from "./end-to-end/run-here";

const output = { out: () => {}, width: 80 };

test.each([
  [["plan"], "plan"],
  [["--profile", "destroy", "plan"], "plan"],
  [["-c", "plan", "doctor"], "doctor"],
  [["--set", "env=prd", "--lang", "ja", "apply"], "apply"],
  [["--cluster", "destroy", "plan"], "plan"],
  [["--out", "apply", "plan"], "plan"],
  [["--sandbox", "plan"], "plan"],
  [["--sandbox", "plan.json", "doctor"], "doctor"],
  [["--profile=destroy", "plan"], "plan"],
  [["plan", "--profile", "destroy"], "plan"],
  [["policy", "plan"], "policy"],
] as const)("the command of %j is %s: a flag's value is none", async (argv, verb) => {
  expect(await parse(argv, "en", output)).toMatchObject({ verb });
});

test("a flag that stands before the command keeps its value", async () => {
  const parsed = await parse(["--profile", "destroy", "--cluster", "apply", "plan"], "en", output);
  expect(parsed).toMatchObject({ verb: "plan", arguments: [], options: { profile: "destroy" } });
  expect(parsed!.flags).toEqual({ cluster: "apply" });
});

test.each([
  [["--lang", "ja", "--json", "plan", "--bogus"], "plan"],
  [["--profile", "destroy", "--json", "plan", "--bogus"], "plan"],
  [["--json", "--lang", "en", "aply"], "aply"],
  [["aply", "--profile", "destroy", "--json"], "aply"],
  [["--json", "--bogus"], "help"],
])("the document of a command line that is wrong names its command: %j", async (argv, command) => {
  const { code, stdout } = await runHere(argv);
  expect([code, JSON.parse(stdout).command]).toEqual([3, command]);
});
