import { describe, expect, test } from "vitest";
import { environmentLines } from "../../src/terminal/environment";
import type { EnvVariable } from "../../src/terminal/json";
import { widthOf } from "../../src/terminal/layout";
import { recorded } from "./screens";

const plain: EnvVariable = {
  name: "BASE_URL",
  value: "https://console.example.com",
  secret: false,
  source: "parameter",
  from: "/prd/common/BASE_URL",
  read: true,
};
const facts = {
  service: "core",
  metaConfig: "/prd/meta/core",
  variables: [
    plain,
    { ...plain, name: "SLACK_API_TOKEN", value: "xoxb-token", secret: true, from: "/prd/common/SLACK_API_TOKEN" },
    { ...plain, name: "DEBUG", value: "", source: "default", from: null, read: false },
    { ...plain, name: "AWS_GUARD_DUTY_QUEUE_URL", value: `http://${"q".repeat(200)}`, unused: true },
    { ...plain, name: "EVIL", value: "a\u001b[2Jb" },
  ] satisfies EnvVariable[],
};

describe.each(["en", "ja"] as const)("in %s", (language) => {
  const { screen } = recorded({ language, columns: 80 });
  const lines = environmentLines(facts, screen.results);
  const text = lines.join("\n");

  test("every variable is there, with where it comes from", () => {
    for (const { name, from } of facts.variables) expect(text).toContain(from ?? name);
    expect(text).toContain("https://console.example.com");
  });

  test("no secret is, and nothing that moves the cursor", () => {
    expect(text).not.toContain("xoxb");
    expect(text).toContain("[secret]");
    expect(text).not.toContain("\u001b[2J");
  });

  test("it fits the screen", () => {
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
  });
});

test("what does nothing is told", () => {
  const { screen } = recorded({ language: "en" });
  const text = environmentLines(facts, screen.results).join("\n");
  expect(text).toMatch(/DEBUG +\(empty\)\n.*default · not read/);
  expect(text).toMatch(/AWS_GUARD_DUTY_QUEUE_URL.*\n.*unused/);
});
