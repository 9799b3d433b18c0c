import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { isMarked } from "../../src/export/marks";
import { mermaidFlowchart } from "../../src/export/mermaid";
import { mermaidKinds } from "../../src/export/mermaid-kinds";
import { kinds } from "../../src/kinds";
import { services } from "../../src/risken/services";
import { mermaid } from "./mermaid-parser";
import { settledOf, variations } from "./settlements";

let parser: Awaited<ReturnType<typeof mermaid>>;
beforeAll(async () => {
  parser = await mermaid();
}, 120_000);

test("every kind is drawn, or says what shows it", () => {
  expect(kinds.map(({ type }) => type).filter((type) => !(type in mermaidKinds))).toEqual([]);
  expect(Object.keys(mermaidKinds).filter((type) => !kinds.some((kind) => kind.type === type))).toEqual([]);
});

test("the picture on the documentation's page is one", async () => {
  const [, picture] = /```mermaid\n(.*?)```/s.exec(readFileSync("docs/mermaid.md", "utf8"))!;
  await expect(parser.parse(picture!)).resolves.toMatchObject({ diagramType: "flowchart-v2" });
  // And a part of what the program draws.
  const drawn = await pictureOf({});
  const lines = picture!.split("\n").filter((line) => line.includes("[") || line.includes("-->"));
  expect(lines.filter((line) => !drawn.includes(line))).toEqual([]);
});

test("the parser finds what is wrong", async () => {
  const text = await pictureOf({});
  await expect(parser.parse(text.replace("subgraph pods[", "subgraph pods[["))).rejects.toThrow("Parse error");
});

describe.each(Object.entries(variations))("the picture of a config: %s", (_, values) => {
  test.each(["en", "ja"] as const)("is a flowchart: %s", async (language) => {
    const text = await pictureOf(values, language);
    await expect(parser.parse(text)).resolves.toMatchObject({ diagramType: "flowchart-v2" });
    expect(text.includes("スキャナー")).toBe(language === "ja");
  });

  test("has an arrow only between what is there, and everything at an arrow's end", async () => {
    const { nodes, groups, edges } = read(await pictureOf(values));
    expect(new Set(nodes).size).toBe(nodes.length);
    const ends = edges.flatMap(({ from, to }) => [from, to]);
    expect(ends.filter((end) => !nodes.includes(end) && !groups.includes(end))).toEqual([]);
    const alone = nodes.filter((node) => !ends.includes(node));
    expect(alone.filter((node) => !/^(rule_|default_action$)/.test(node))).toEqual([]);
    expect(edges.length).toBeLessThan(500);
  });

  test("leaves no mark", async () => {
    const text = await pictureOf(values);
    expect(isMarked(text)).toBe(false);
    expect(text).not.toMatch(/undefined|\[object/);
  });
});

describe("the picture of the standard installation", () => {
  test("shows who sends, who receives, and who reads the database and its password", async () => {
    const { edges } = read(await pictureOf({}));
    const to = (target: string) => edges.filter((edge) => edge.to === target).map(({ from }) => from);
    expect(to("queues_aws")).toEqual(["pod_datasource_api", "pod_aws"]);
    for (const target of ["database", "secrets", "directory_db"]) {
      expect(to(target).sort(), target).toEqual(["pod_core", "pod_datasource_api"]);
    }
    expect(to("directory_common")).toEqual(["pods"]);
    expect(to("user_pool")).toEqual(["rule_console_api", "rule_console_web"]);
    expect(to("targets_api").sort()).toEqual(["rule_api_token_1", "rule_api_token_2", "rule_console_api"]);
    expect(to("accounts")).toEqual(["role_shared"]);
  });

  test("names every program", async () => {
    const text = await pictureOf({});
    for (const { id } of services.filter(({ standard }) => standard)) expect(text).toMatch(new RegExp(`\\b${id}\\b`));
  });

  test("leaves out what is not scanned", async () => {
    const text = await pictureOf({ dataSources: ["code"] });
    expect(text).toContain("code-gitleaks");
    expect(text).not.toMatch(/guardduty|pod_aws|AssumeRole/);
  });
});

test("roles of their own are taken by the pods that work with them", async () => {
  const { edges } = read(await pictureOf({ "cluster.serviceAccounts": "per-service" }));
  expect(edges).toContainEqual({ from: "pod_core", to: "role_core" });
  expect(edges.filter(({ to }) => to === "accounts").map(({ from }) => from)).toEqual([
    "role_datasource_api",
    "role_aws",
  ]);
});

test("the role of the CloudWatch agent is none of RISKEN's pods'", async () => {
  const text = await pictureOf({ "observability.agentRole": true });
  expect(text).toContain("risken-prd-cloudwatch-agent");
  const { edges } = read(text);
  expect(edges.filter(({ from, to }) => [from, to].includes("agent_role"))).toEqual([
    { from: "agent_role", to: "provider" },
  ]);
});

test("signs that mean something to Mermaid or to HTML are told as they are", async () => {
  const issuer = 'https://idp.example.com/#"<b>`;end';
  const text = await pictureOf({ ...variations.oidc, "auth.oidc.issuer": issuer });
  expect(text).not.toContain("<b>");
  expect(text).toContain("https://idp.example.com/#35;#quot;#lt;b#gt;#96;;end");
  await expect(parser.parse(text)).resolves.toBeDefined();
});

async function pictureOf(values: Readonly<Record<string, unknown>>, language: "en" | "ja" = "en"): Promise<string> {
  const { config, graph, settlement } = await settledOf(values);
  return mermaidFlowchart({
    env: config.env,
    serviceAccounts: config.cluster.serviceAccounts,
    dataSources: config.dataSources,
    consoleHost: config.ingress.consoleHost,
    apiHost: config.ingress.apiHost,
    graph,
    settlement,
    language,
  });
}

function read(text: string) {
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, ...found]) => found as string[]);
  return {
    groups: all(/^ {2}subgraph (\w+)\[/gm).map(([id]) => id!),
    nodes: all(/^ {4}(\w+)[[(]/gm).map(([id]) => id!),
    edges: all(/^ {2}(\w+) -\.?->(?:\|[^|]*\|)? (\w+)$/gm).map(([from, to]) => ({ from: from!, to: to! })),
  };
}
