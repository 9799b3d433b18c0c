import { expect, test } from "vitest";
import { environmentProblem } from "../../src/risken/environment-problems";

test("a problem that stops the pod says so", () => {
  const problem = { kind: "meta-missing", subject: "/prd/meta/core" } as const;
  expect(environmentProblem({ ...problem, stopsPod: true })).toEqual({
    en: "The meta config /prd/meta/core is not stored. The pod doesn't start.",
    ja: "メタ設定 /prd/meta/core が保存されていません。Pod は起動しません。",
  });
  expect(environmentProblem({ ...problem, stopsPod: false }).en).not.toContain("pod");
});
