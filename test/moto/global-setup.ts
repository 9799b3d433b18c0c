import type { TestProject } from "vitest/node";
import { findPython, type MotoPython } from "./find-python";

declare module "vitest" {
  interface ProvidedContext {
    moto: MotoPython;
  }
}

/** Runs once before all test files: finds or installs moto, and tells the tests. */
export default function setup(project: TestProject): void {
  const ci = Boolean(process.env.CI) && process.env.CI !== "false";
  const say = (line: string): void => console.error(`moto: ${line}`);
  const found = findPython(project.config.root, { exactly: ci, say });
  if (found.python === undefined) {
    if (ci) throw new Error(`The suites on moto cannot run: ${found.missing}`);
    say(`leaving out every suite that runs on a moto server: ${found.missing}`);
  }
  project.provide("moto", found);
}
