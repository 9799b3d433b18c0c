import { mermaidFlowchart } from "../export/mermaid";
import { deliverOne } from "./export-files";
import { settled } from "./export-settled";
import type { Run } from "./invocation";

/** Writes the picture of who talks to whom. */
export const mermaid: Run = async (invocation) => {
  const { screen, config, graph, settlement } = await settled(invocation);
  const text = mermaidFlowchart({
    env: config.env,
    serviceAccounts: config.cluster.serviceAccounts,
    dataSources: config.dataSources,
    consoleHost: config.ingress.consoleHost,
    apiHost: config.ingress.apiHost,
    graph,
    settlement,
    language: screen.language,
  });
  const files = [{ name: "risken.mmd", text, printed: true }];
  return deliverOne(invocation, screen, { format: "mermaid", files, leftOut: [] });
};
