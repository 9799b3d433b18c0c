import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, test } from "vitest";
import { checks } from "../../src/checks/index";
import { printable } from "../../src/commands/policy";
import { configFlags } from "../../src/config/flags";
import { globalFlags, verbs } from "../../src/verbs";
import { runHere } from "../end-to-end/run-here";

const scripts: Record<string, string> = {};

beforeAll(async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, stdout } = await runHere(["completion", shell]);
    expect(code).toBe(0);
    scripts[shell] = stdout;
  }
});

const names = verbs.map(({ name }) => name);
const longFlags = (flags: readonly { readonly flags: string }[]) => flags.map((one) => /--[a-z-]+/.exec(one.flags)![0]);

describe("in bash", () => {
  /** What bash offers for the last word of a line. */
  function offered(...words: readonly string[]): readonly string[] {
    const given = words.map((word) => `'${word}'`).join(" ");
    const line = `COMP_WORDS=(risken-aws ${given}); COMP_CWORD=${words.length}; _risken_aws 2>&1; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr, status } = spawnSync("bash", ["--norc", "-c", `${scripts.bash}\n${line}`], {
      encoding: "utf8",
    });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    return stdout.split("\n").filter((one) => one !== "");
  }

  test("it is registered for the program", () => {
    const { stdout } = spawnSync("bash", ["--norc", "-c", `${scripts.bash}\ncomplete -p risken-aws`], {
      encoding: "utf8",
    });
    expect(stdout.trim()).toBe("complete -F _risken_aws risken-aws");
  });

  test("verbs come first", () => {
    expect(offered("").filter((word) => !word.startsWith("-"))).toEqual(names);
    expect(offered("pl")).toEqual(["plan"]);
    expect(offered("--json", "do")).toEqual(["doctor"]);
  });

  test.each(verbs)("$name has its flags, and those of every command", ({ name, flags, configured }) => {
    const shared = globalFlags.filter((one) => configured || !one.configured);
    const fields = configured ? configFlags().map(({ flag }) => `--${flag}`) : [];
    const known = new Set([...longFlags(flags), ...longFlags(shared), ...fields, "--help"]);
    expect(new Set(offered(name, "--"))).toEqual(known);
  });

  test.each(verbs.filter(({ argument }) => argument))("$name knows what its argument may be", ({ name }) => {
    expect(offered(name, "").filter((word) => !word.startsWith("-")).length).toBeGreaterThan(0);
  });

  test("arguments are those that the verbs take", () => {
    expect(offered("env", "aws-p")).toEqual(["aws-portscan"]);
    expect(offered("export", "k")).toEqual(["kustomize"]);
    expect(offered("policy", "pl")).toEqual(["plan"]);
    expect(offered("completion", "b")).toEqual(["bash"]);
  });

  test("doctor knows its checks and formats", () => {
    const ids = checks.map(({ id }) => id);
    expect(offered("doctor", "--explain", "")).toEqual(ids);
    expect(offered("doctor", "--only", "security/")).toEqual(ids.filter((id) => id.startsWith("security/")));
    expect(offered("doctor", "--skip", "heal")).toContain("health");
    expect(offered("doctor", "--format", "s")).toEqual(["sarif"]);
  });

  test("a flag of two verbs has the values of each", () => {
    expect(offered("scan-role", "--format", "")).toEqual(["cloudformation", "terraform"]);
    expect(offered("doctor", "--format", "")).toContain("sarif");
  });

  test("values come out of the config", () => {
    expect(offered("plan", "--auth", "")).toEqual(["cognito", "oidc"]);
    expect(offered("plan", "--lang", "")).toEqual(["ja", "en"]);
    expect(offered("plan", "--set", "queues.max")).toEqual(["queues.maxReceiveCount="]);
    expect(offered("plan", "--console-host", "")).toEqual([]);
  });

  test("files and folders are found", () => {
    expect(offered("plan", "--config", "package.j")).toEqual(["package.json"]);
    expect(offered("plan", "-c", "package.j")).toEqual(["package.json"]);
    expect(offered("export", "kustomize", "--out", "sr")).toEqual(["src"]);
  });
});

describe("in zsh and fish", () => {
  test("quotes come in pairs, and every verb and flag is there", () => {
    for (const shell of ["zsh", "fish"]) {
      const script = scripts[shell]!;
      for (const line of script.split("\n").filter((one) => !one.startsWith("#"))) {
        // What is escaped counts for nothing.
        const bare = line.replaceAll("'\\''", "").replaceAll(/\\./g, "");
        expect(bare.split("'").length % 2, line).toBe(1);
      }
      for (const name of names) expect(script).toMatch(new RegExp(`\\b${name}\\b`));
      for (const flag of longFlags([...verbs.flatMap(({ flags }) => flags), ...globalFlags]))
        expect(script).toContain(shell === "fish" ? `-l ${flag.slice(2)} ` : flag);
      for (const { id } of checks) expect(script).toContain(id);
    }
  });

  test("zsh: what opens is closed, and names the program", () => {
    const script = scripts.zsh!;
    expect(script.split("\n")[0]).toBe("#compdef risken-aws");
    const bare = script.replaceAll(/'(?:[^']|'\\'')*'/g, "''");
    expect(bare.match(/\bcase\b/g)).toHaveLength(bare.match(/\besac\b/g)!.length);
    expect(bare.match(/\{/g)).toHaveLength(bare.match(/\}/g)!.length);
    // In a spec, brackets belong to the text, and colons part it from the value.
    for (const [, text] of script.matchAll(/^\s+(?:\{[^}]*\}|-\S*?)'\[((?:\\.|[^\]\\])*)\]/gm))
      expect(text).not.toMatch(/(?<!\\)[[\]]/);
  });

  test("fish: every line is a command of its own", () => {
    const lines = scripts.fish!.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    expect(lines.filter((line) => !line.startsWith("complete -c risken-aws "))).toEqual([]);
    expect(lines).toContain(
      `complete -c risken-aws -n '__fish_seen_subcommand_from policy' -a '${printable.join(" ")}'`,
    );
  });
});

test("descriptions are in the reader's language, and another shell is refused", async () => {
  expect((await runHere(["completion", "fish", "--lang", "ja"])).stdout).toContain(
    "設定ファイルの JSON Schema を出力します",
  );
  const refused = await runHere(["completion", "tcsh", "--json"]);
  expect(refused.code).toBe(3);
  expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: "no-such-shell" } });
  const json = await runHere(["completion", "bash", "--json"]);
  expect(JSON.parse(json.stdout)).toEqual({ command: "completion", shell: "bash", script: scripts.bash });
});
