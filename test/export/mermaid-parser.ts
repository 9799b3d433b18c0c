import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { fromNpm, tarballFromNpm } from "../tools";

interface Mermaid {
  parse(text: string): Promise<{ readonly diagramType: string }>;
}

/** Mermaid's own parser. It cleans labels with a DOM, so it gets one. */
export async function mermaid(): Promise<Mermaid> {
  const dom = await load<{ parseHTML(text: string): { readonly window: object; readonly document: object } }>(
    join(fromNpm("linkedom", "0.18.15"), "esm/index.js"),
  );
  const { window, document } = dom.parseHTML("<!doctype html><html><body></body></html>");
  Object.assign(globalThis, { window, document });
  const bundle = join(tarballFromNpm("mermaid", "11.17.2"), "dist/mermaid.esm.min.mjs");
  return (await load<{ readonly default: Mermaid }>(bundle)).default;
}

const load = <T>(file: string): Promise<T> => import(/* @vite-ignore */ pathToFileURL(file).href) as Promise<T>;
