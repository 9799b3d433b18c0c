import { schemaDocument } from "../config/schema";
import type { Run } from "./invocation";
import { screenFor } from "./open";

/** The JSON Schema of the config file, for editors. */
export const run: Run = async (invocation) => {
  screenFor(invocation).raw(`${JSON.stringify(schemaDocument(), null, 2)}\n`);
  return 0;
};
