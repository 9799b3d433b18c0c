import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { UNKNOWN, Withheld } from "../../src/engine/ref";
import { Problem } from "../../src/problems";
import { importDocument } from "../../src/terminal/imported";
import { envDocument, failureDocument, runDocument } from "../../src/terminal/json";
import type { ShownChange } from "../../src/terminal/shown";

const page = readFileSync("docs/json.md", "utf8");
const examples = [...page.matchAll(/^```json\n(.*?)^```$/gms)].map(([, text]) => JSON.parse(text!));
const example = (is: (document: Record<string, unknown>) => boolean) => examples.find(is);

/** Paths of all keys in a document; those of maps by name (queues, roles) are any. */
function keysIn(value: unknown, path = ""): readonly string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((one) => keysIn(one, `${path}[]`)))].sort();
  if (typeof value !== "object" || value === null) return [];
  const names = /^outputs\.(roleArns|queueUrls)$/.test(path) ? [] : Object.entries(value);
  return [
    ...new Set(
      names.flatMap(([key, inner]) => {
        const at = path ? `${path}.${key}` : key;
        return [at, ...keysIn(inner, at)];
      }),
    ),
  ].sort();
}

const problem = new Problem("denied", 1, { en: "no", ja: "いいえ" }, { en: "ask", ja: "依頼してください" });

test("plan, apply and init are as the page shows them", () => {
  const change: ShownChange = {
    address: "queue/q",
    title: { en: "queue", ja: "キュー" },
    type: "sqs.queue",
    name: "risken-prd-q",
    action: "update",
    status: "failed",
    fields: [{ path: "VisibilityTimeout", before: "1", after: UNKNOWN }],
    kept: [{ path: "KmsMasterKeyId", before: "alias/old", after: "alias/new" }],
    stays: ["Policy.Statement"],
    notCompared: [new Withheld("database.password", "the variable RISKEN_DB_PASSWORD")],
    because: "queue/q-dlq",
    problem,
  };
  const outputs = {
    roleArns: {},
    queueUrls: {},
    scanPrincipals: [],
    userPoolId: "",
    signInDomain: { host: "", target: "" },
    consoleUrl: "",
    apiUrl: "",
  };
  const facts = { env: "prd", account: "1", region: "r", changes: [change], warnings: [problem.text], outputs };
  const document = runDocument({ command: "apply", status: "failed", ...facts }, "en");
  expect(keysIn(example(({ changes }) => changes !== undefined))).toEqual(keysIn(document));
});

test("env is as the page shows it", () => {
  const variable = { name: "A", value: "1", secret: false, source: "image", from: null, read: true } as const;
  const document = envDocument({
    service: "core",
    metaConfig: "/prd/meta/core",
    variables: [{ ...variable, unused: true }],
  });
  expect(keysIn(example(({ command }) => command === "env"))).toEqual(keysIn(document));
});

test("import is as the page shows it", () => {
  const text = { en: "x", ja: "x" };
  const place = { env: "prd", account: "123456789012", region: "ap-northeast-1" };
  const found = {
    remarks: [{ path: "database.password", text }],
    leftovers: [{ name: "/prd/common/DB_SCHEMA", why: "dead", use: "DBSCHEMA" }] as const,
    warnings: [text],
    denied: [],
  };
  const document = importDocument({ file: "-", place, data: {}, ...found }, "en");
  const shown = example(({ command }) => command === "import")!;
  expect(keysIn({ ...shown, config: {} })).toEqual(keysIn({ ...document, config: {} }));
});

test("a failure is as the page shows it", () => {
  expect(keysIn(example(({ status, changes }) => status === "failed" && changes === undefined))).toEqual(
    keysIn(failureDocument("plan", problem, "en")),
  );
});

test("both languages describe the same keys", () => {
  const [english, japanese] = page.split("\n## 日本語\n");
  const described = (text: string) => [...text.matchAll(/^\| `([^|]+)` \|/gm)].map(([, keys]) => keys);
  expect(described(japanese!)).toEqual(described(english!));
});
