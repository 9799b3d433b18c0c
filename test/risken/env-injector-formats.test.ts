import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { goText, parseMeta, parseSecret } from "../../src/risken/env-injector-formats";

const item = { secret: "", directory: "", prefix: "", capitalize: false };

// Every expectation in this file is what Go 1.26 with yaml.v2 v2.4.0 printed for the same text.
describe("a meta parameter", () => {
  test.each<[string, object[]]>([
    ["- parameter_store_path: /prd/common", [{ directory: "/prd/common" }]],
    ["- parameter_store_path: /a\n- parameter_store_path: /b\r\n", [{ directory: "/a" }, { directory: "/b" }]],
    ["- {secret_name: s, env_prefix: db, capitalize: true}", [{ secret: "s", prefix: "db", capitalize: true }]],
    ["[{parameter_store_path: /a}]", [{ directory: "/a" }]],
    ["\uFEFF- parameter_store_path: /a", [{ directory: "/a" }]],
    ["- parameter_store_path: /a # note", [{ directory: "/a" }]],
    ['- parameter_store_path: "/a\\n"', [{ directory: "/a\n" }]],
    ["- parameter_store_path: /a\n  parameter_store_path: /b", [{ directory: "/b" }]],
    ["- parameter_store_path: /a\n---\n- parameter_store_path: /b", [{ directory: "/a" }]],
    ["- &x {env_prefix: p}\n- <<: *x\n  parameter_store_path: /a", [{ prefix: "p" }, { directory: "/a", prefix: "p" }]],
    ["- env_prefix: 1.0\n  secret_name: 0x10", [{ prefix: "1.0", secret: "0x10" }]],
    ["- parameter_store_path: 2020-01-01", [{ directory: "2020-01-01" }]],
    ["- parameter_store_path: null", [{}]],
    ["- parameter_store_path:", [{}]],
    [
      "- capitalize: yes\n- capitalize: y\n- capitalize: on\n- capitalize: no",
      [{ capitalize: true }, { capitalize: true }, { capitalize: true }, {}],
    ],
    ["", []],
    ["null", []],
    ["# nothing yet", []],
  ])("%j is a list", (text, expected) => {
    expect(parseMeta(text)).toEqual(expected.map((fields) => ({ ...item, ...fields })));
  });

  test.each([
    "parameter_store_path: /prd/common",
    "-parameter_store_path: /a",
    "- parameter_store_path:/a",
    "\t- parameter_store_path: /a",
    "- parameter_store_path: /a: b",
    '- parameter_store_path: "/a',
    "- parameter_store_path: [a]",
    "- parameter_store_path: {a: b}",
    "- capitalize: 'true'",
    "- capitalize: 1",
    "- capitalize: {}",
    "- parameter_store_path: /a\n- 5",
    "- parameter_store_path: /a\n- *x",
    "- []",
    "- ",
    "{}",
    "text",
  ])("%j stops the pod", (text) => {
    expect(parseMeta(text)).toBeUndefined();
  });

  test.each(["parametre_store_path", "Parameter_Store_Path", "path", "1"])("the key %s is ignored", (key) => {
    expect(parseMeta(`- ${key}: /prd/common`)).toEqual([item]);
  });

  test("any text gets an answer, and any list of directories comes back", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseMeta(text)));
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^(\/[a-z][a-z0-9_.-]*)+$/)), (directories) => {
        const text = directories.map((directory) => `- parameter_store_path: ${directory}\n`).join("");
        expect(parseMeta(text)).toEqual(directories.map((directory) => ({ ...item, directory })));
      }),
    );
  });
});

describe("a value of a secret", () => {
  test.each([
    ['"t"', "t"],
    ['"12345678"', "12345678"],
    ["12345678", "1.2345678e+07"],
    ["1234567", "1.234567e+06"],
    ["1000000", "1e+06"],
    ["999999", "999999"],
    ["999999.5", "999999.5"],
    ["123456", "123456"],
    ["123456.789", "123456.789"],
    ["1234567.89", "1.23456789e+06"],
    ["3306", "3306"],
    ["100.0", "100"],
    ["1e5", "100000"],
    ["0.1", "0.1"],
    ["-1.5", "-1.5"],
    ["0", "0"],
    ["-0", "-0"],
    ["0.0001", "0.0001"],
    ["0.000123456789", "0.000123456789"],
    ["0.00001", "1e-05"],
    ["1e20", "1e+20"],
    ["1e21", "1e+21"],
    ["1.5e300", "1.5e+300"],
    ["5e-324", "5e-324"],
    ["true", "true"],
    ["false", "false"],
    ["null", "<nil>"],
    ["[]", "[]"],
    ["{}", "map[]"],
    ['{"b":1,"a":"x","c":null,"d":[1,"y",null,true,{"z":2}]}', "map[a:x b:1 c:<nil> d:[1 y <nil> true map[z:2]]]"],
  ])("%s becomes %s", (json, text) => {
    expect(goText(JSON.parse(json))).toBe(text);
    expect(parseSecret(`{"key":${json}}`)).toEqual({ key: text });
  });

  test("text is never changed, and a number stays the same number", () => {
    fc.assert(fc.property(fc.string(), (text) => goText(text) === text));
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const text = goText(number);
        expect(Number(text)).toBe(number);
        expect(text).toMatch(/^-?\d+(\.\d+)?(e[+-]\d{2,3})?$/);
      }),
    );
  });
});

describe("a secret", () => {
  test("is a JSON object; null is an empty one", () => {
    expect(parseSecret('{"username":"risken","password":"p"}')).toEqual({ username: "risken", password: "p" });
    expect(parseSecret("null")).toEqual({});
    expect(parseSecret('{"a":"1","a":"2"}')).toEqual({ a: "2" });
  });

  test.each(["", "plain text", "[]", '"text"', "5", "{", '{"n":1e999}', '{"n":[1e999]}'])(
    "%j stops the pod",
    (text) => {
      expect(parseSecret(text)).toBeUndefined();
    },
  );
});
