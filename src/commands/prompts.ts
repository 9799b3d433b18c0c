import type { Prompts } from "../config/question";
import type { Invocation } from "./invocation";

/** Prompts appear only on a terminal, outside CI, and where they were not forbidden (contract, section 2). */
export async function promptsFor({ options, io, language }: Invocation): Promise<Prompts | undefined> {
  const possible = io.stdin.isTTY && io.stdout.isTTY && !io.env.CI && options.input && !options.json;
  if (!possible) return undefined;
  const { promptsOn } = await import("../terminal/prompts");
  return promptsOn(language, { input: io.stdin, output: io.stdout });
}
