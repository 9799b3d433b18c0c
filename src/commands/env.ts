import { environmentProblem } from "../risken/environment-problems";
import { environmentLines } from "../terminal/environment";
import { envDocument } from "../terminal/json";
import { environmentOf } from "./environment";
import type { Run } from "./invocation";
import { open } from "./open";

/** The environment that a RISKEN service's pod would receive. */
export const run: Run = async (invocation) => {
  const { screen, aws, config } = await open(invocation);
  const environment = await environmentOf(aws.fresh(), config, invocation.arguments[0]!);
  if (screen.json) screen.document(envDocument(environment));
  else screen.out(environmentLines(environment, screen.results));
  for (const problem of environment.problems) screen.note(environmentProblem(problem));
  return 0;
};
