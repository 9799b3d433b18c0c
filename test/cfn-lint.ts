import { spawnSync } from "node:child_process";
import { inject } from "vitest";

/** What cfn-lint has to say about a template, worst first: a line each, as in `E3012 … at Resources/Role`. */
export function cfnLint(template: string, regions: readonly string[] = ["ap-northeast-1"]): readonly string[] {
  const { python } = inject("moto");
  if (python === undefined) throw new Error("There is no Python to run cfn-lint with");
  const { stdout, stderr, status, error } = spawnSync(
    python,
    ["-c", "import sys, cfnlint.runner; sys.exit(cfnlint.runner.main())", "--format", "json", "--regions", ...regions],
    { input: template, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
  );
  // Its exit code has a bit for each level of what it found; 1 is its own failure.
  if (error || status === null || status === 1) throw new Error(`cfn-lint failed: ${error ?? stderr}`);
  const found = JSON.parse(stdout || "[]") as readonly Found[];
  return found.map(({ Rule, Message, Location }) => `${Rule.Id} ${Message} at ${Location.Path?.join("/") ?? ""}`);
}

interface Found {
  readonly Rule: { readonly Id: string };
  readonly Message: string;
  readonly Location: { readonly Path?: readonly (string | number)[] };
}
