import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { shapes } from "./hand-made";
import { groundIn } from "./hand-made/ground";
import { storeParameters } from "./hand-made/parts";
import { run } from "./program";
import { makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";
import { hasTmux, openTerminal } from "./terminal";

/** An account with the installation as the documentation has it. */
let documented: Place;
const places: Place[] = [];

async function place(from?: Place): Promise<Place> {
  const made = await makePlace(undefined, from?.file);
  places.push(made);
  return made;
}

const perService = withValues(sandboxConfig, {
  env: "stg",
  namePrefix: "acme",
  "cluster.serviceAccounts": "per-service",
  "cluster.namespace": "security",
  "database.user": "risken",
  "database.password": { file: "/etc/hostname" },
  dataSources: ["aws", "code"],
});

beforeAll(async () => {
  documented = await place();
  await documented.byHand(async (aws) => shapes[0]!.build(await groundIn(aws)));
});
afterAll(() => Promise.all(places.map((one) => one.remove())));

describe("import", () => {
  test("prints the config alone with -c -, and what there is to say beside it", async () => {
    const { code, stdout, stderr } = await documented.run(["import", "-c", "-"]);
    expect(code).toBe(0);
    expect(parse(stdout)).toMatchObject({ env: "prd", database: { directory: "common" } });
    expect(stderr).toContain("/prd/common/DB_SCHEMA -> DBSCHEMA");
    // What is printed is a config as it stands.
    const config = join(documented.folder, "printed.yaml");
    await writeFile(config, stdout);
    expect((await documented.run(["plan", "--adopt-all", "-c", config])).code).toBe(0);
  });

  test("says all of it in one document with --json", async () => {
    const { code, json, stderr } = await documented.run(["import", "-c", "-", "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(json).toMatchObject({
      command: "import",
      env: "prd",
      account: "123456789012",
      region: "ap-northeast-1",
      file: null,
      config: { version: 1, cluster: { name: "risken" } },
    });
    const { remarks, leftovers } = json as { remarks: { path: string }[]; leftovers: { name: string; why: string }[] };
    expect(remarks.map(({ path }) => path)).toContain("database.password");
    expect(leftovers).toContainEqual({ name: "/prd/common/DB_PORT", why: "dead", use: "DBPORT" });
    expect(new Set(leftovers.map(({ why }) => why))).toEqual(
      new Set(["dead", "superseded", "misplaced", "pinned", "default"]),
    );
  });

  test("speaks Japanese, in the file too", async () => {
    const here = await place(documented);
    const { code, stdout } = await here.run(["import", "--lang", "ja"]);
    expect(code).toBe(0);
    expect(stdout).toContain("どのプログラムも読まない名前です");
    const text = await readFile(join(here.folder, ".risken-aws/sandbox.yaml"), "utf8");
    expect(text).toMatch(/^ {4}# クライアントシークレットは AWS から読み取れません。/m);
  });

  test("lists what only clutters with --verbose", async () => {
    const short = await documented.run(["import", "-c", "-"]);
    expect(short.stderr).toMatch(/\d+ more parameters do nothing/);
    expect(short.stderr).not.toContain("WAIT_TIME_SECOND");
    const long = await documented.run(["import", "-c", "-", "--verbose"]);
    expect(long.stderr).toContain("  /prd/aws/portscan/WAIT_TIME_SECOND\n");
  });

  test("lets what people say count more than what it finds", async () => {
    const args = ["import", "-c", "-", "--set", "cluster.serviceAccounts=per-service", "--set", "namePrefix=acme"];
    const { code, stdout } = await documented.run(args);
    expect(code).toBe(0);
    expect(parse(stdout)).toMatchObject({ namePrefix: "acme", cluster: { serviceAccounts: "per-service" } });
  });

  test("refuses an account that is another one than is named", async () => {
    const { code, json } = await documented.run(["import", "-c", "-", "--json", "--set", "account=999999999999"]);
    expect(code).toBe(4);
    expect(json).toMatchObject({ command: "import", error: { code: "other-account" } });
  });

  test("says that nothing was found", async () => {
    const here = await place();
    const { code, json } = await here.run(["import", "--json"]);
    expect(code).toBe(3);
    expect(json).toMatchObject({ error: { code: "nothing-to-import" } });
  });

  test("says which answer it could not find, and writes nothing", async () => {
    const here = await place();
    await here.byHand(async (aws) =>
      storeParameters(await groundIn(aws), "/prd", {
        common: { DB_MASTER_HOST: "db.example.com", DB_MASTER_USER: "u" },
        "gateway/gateway": { USER_IDP_KEY: "email" },
      }),
    );
    const first = await here.run(["import", "--json"]);
    expect(first.code).toBe(3);
    const { message } = (first.json as { error: { message: string } }).error;
    expect(message).toContain("ingress.consoleHost: --console-host or RISKEN_AWS_INGRESS_CONSOLE_HOST");
    const answers = ["--console-host", "console.example.com", "--domain-prefix", "acme"];
    const second = await here.run(["import", "--json", ...answers]);
    expect(second.code, second.stdout).toBe(0);
    expect(second.json).toMatchObject({ config: { ingress: { loadBalancer: "risken-alb" } } });
  });

  test("needs a region where nobody names one", async () => {
    const { code, json } = await run(["import", "--json"]);
    expect(code).toBe(3);
    expect(json).toMatchObject({ error: { code: "answers-missing" } });
    expect((json as { error: { message: string } }).error.message).toContain("--region");
  });

  test.each([
    ["the standard installation", sandboxConfig],
    ["with a role for each service, another env and name", perService],
  ])("makes a lost config anew, under which nothing changes: %s", async (_, config) => {
    const here = await makePlace(config);
    places.push(here);
    expect((await here.run(["apply", "--json"])).code).toBe(0);
    await rm(join(here.folder, ".risken-aws/sandbox.yaml"));
    const { namePrefix } = config as { readonly namePrefix?: string };
    const again = await here.run(["import", ...(namePrefix ? ["--set", `namePrefix=${namePrefix}`] : [])]);
    expect(again.code, again.stderr).toBe(0);
    const plan = await here.run(["plan", "--detailed-exitcode", "--json"]);
    expect(plan.code, plan.stdout).toBe(0);
  });

  describe("where several paths could be meant", () => {
    let here: Place;

    beforeAll(async () => {
      here = await place(documented);
      await here.byHand(async (aws) =>
        storeParameters(await groundIn(aws), "/stg", { common: { DB_MASTER_HOST: "db.example.com" } }),
      );
    });

    test("asks for --env", async () => {
      const { code, json } = await here.run(["import", "-c", "-", "--json"]);
      expect(code).toBe(3);
      expect(json).toMatchObject({ error: { code: "several-envs", fix: expect.stringContaining("--env prd") } });
      const told = await here.run(["import", "-c", "-", "--env", "prd"]);
      expect([told.code, parse(told.stdout).env]).toEqual([0, "prd"]);
    });

    test.runIf(hasTmux)("or asks the person at a terminal", async () => {
      const terminal = await openTerminal(["import", "--sandbox"], { cwd: here.folder });
      try {
        await terminal.see("Which of these paths in Parameter Store");
        await terminal.press("Enter");
        expect(await terminal.end()).toBe(0);
        const text = await readFile(join(here.folder, ".risken-aws/sandbox.yaml"), "utf8");
        expect(parse(text).env).toBe("prd");
      } finally {
        await terminal.close();
      }
    });
  });
});
