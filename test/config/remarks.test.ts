import { expect, test } from "vitest";
import { configText } from "../../src/config/save";

const schema = { path: "./schema.json", installed: true };
const data = {
  env: "prd",
  database: { source: "rds", password: { env: "X" } },
  parameters: { values: { "code/v1.0": { A: "1" } } },
};
const text = (remarks: Parameters<typeof configText>[3]) => configText(data, undefined, schema, remarks);

test("remarks stand above the keys that they are about, several one below the other", () => {
  const lines = text([
    { path: "database.password", lines: ["first", "second"] },
    { path: "database.password", lines: ["third"] },
    { path: "parameters.values.code/v1.0.A", lines: ["of a directory with a dot"] },
    { path: "database", lines: ["of a section"] },
  ]).split("\n");
  expect(lines.slice(2)).toEqual([
    "version: 1",
    "env: prd",
    "",
    "# of a section",
    "database:",
    "  source: rds",
    "  # first",
    "  # second",
    "  # third",
    "  password:",
    "    env: X",
    "",
    "parameters:",
    "  values:",
    "    code/v1.0:",
    "      # of a directory with a dot",
    '      A: "1"',
    "",
  ]);
});

test("of keys that the file does not say they stand above the nearest, or at the head", () => {
  const lines = text([
    { path: "database.user", lines: ["no user"] },
    { path: "queues.overrides", lines: ["no queues"] },
  ]).split("\n");
  expect(lines.slice(0, 2)).toEqual(["# yaml-language-server: $schema=./schema.json", "# no queues"]);
  expect(lines[lines.indexOf("database:") - 1]).toBe("# no user");
});
