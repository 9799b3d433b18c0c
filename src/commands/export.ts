import { noSuchFormat } from "../problems";
import { cloudformation } from "./export-cloudformation";
import { kustomize } from "./export-kustomize";
import { mermaid } from "./export-mermaid";
import { terraform } from "./export-terraform";
import type { Run } from "./invocation";

const exports: Readonly<Record<string, Run>> = { kustomize, cloudformation, terraform, mermaid };

export const formats = Object.keys(exports);

/** Writes the installation in another notation. */
export const run: Run = async (invocation) => {
  const format = invocation.arguments[0]!;
  const write = Object.hasOwn(exports, format) ? exports[format] : undefined;
  if (!write) throw noSuchFormat({ format, known: formats });
  return write(invocation);
};
