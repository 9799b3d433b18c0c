import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resolveEnvironment, type Stored } from "../../src/risken/env-injector";
import { readBy } from "../../src/risken/parameters";
import { service, services } from "../../src/risken/services";

interface Account {
  /** By full name; a value in `*` is a SecureString. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly manifest?: Readonly<Record<string, string>>;
  readonly metaConfig?: string;
}

function stored({ parameters = {}, secrets = {} }: Account): Stored {
  const own = (record: Readonly<Record<string, string>>, key: string) =>
    Object.hasOwn(record, key) ? record[key] : undefined;
  const isSecure = (value: string) => /^\*.*\*$/.test(value);
  return {
    parameter(name) {
      const value = own(parameters, name);
      return value === undefined ? undefined : { value, type: isSecure(value) ? "SecureString" : "String" };
    },
    directory: (path) =>
      Object.entries(parameters)
        .filter(([name]) => name.startsWith(path))
        .map(([name, value]) => ({ name, value, secure: isSecure(value) })),
    secret: (id) => own(secrets, id),
  };
}

/** The account's meta parameter is /prd/meta, and lists `items`. */
function start(id: string, items: readonly string[] | string, account: Account = {}) {
  const meta = typeof items === "string" ? items : items.map((path) => `- parameter_store_path: ${path}\n`).join("");
  const resolved = resolveEnvironment({
    service: service(id),
    metaConfig: "metaConfig" in account ? account.metaConfig : "/prd/meta",
    manifest: account.manifest ?? {},
    stored: stored({ ...account, parameters: { "/prd/meta": meta, ...account.parameters } }),
  });
  return { ...resolved, of: (name: string) => resolved.variables.find((variable) => variable.name === name) };
}

const kinds = ({ problems }: { problems: readonly { kind: string; subject: string }[] }) =>
  problems.map(({ kind, subject }) => `${kind} ${subject}`);

describe("what is stored", () => {
  test("becomes a variable by the name below the directory", () => {
    const { of } = start("core", ["/prd/common"], { parameters: { "/prd/common/DEFAULT_LOCALE": "ja" } });
    expect(of("DEFAULT_LOCALE")).toEqual({
      name: "DEFAULT_LOCALE",
      value: "ja",
      secret: false,
      source: "parameter",
      from: "/prd/common/DEFAULT_LOCALE",
      read: true,
    });
  });

  test("is secret by its name too, whoever reads it and however it is stored", () => {
    const parameters = {
      "/prd/common/DB_MASTER_PASSWORD": "hunter2",
      "/prd/common/AWS_SECRET_ACCESS_KEY": "wJalr",
      "/prd/common/OUR_API_TOKEN": "t0ken",
      "/prd/common/ENV_NAME": "prd",
    };
    const { of, variables } = start("google-asset", ["/prd/common"], { parameters });
    const secrets = variables.filter(({ secret, source }) => secret && source === "parameter").map(({ name }) => name);
    expect(secrets).toEqual(["AWS_SECRET_ACCESS_KEY", "DB_MASTER_PASSWORD", "OUR_API_TOKEN"]);
    expect(of("ENV_NAME")?.secret).toBe(false);
  });

  test("may be listed with a trailing or a double slash", () => {
    const parameters = { "/prd/common/DEFAULT_LOCALE": "ja" };
    expect(start("core", ["/prd/common/"], { parameters }).of("DEFAULT_LOCALE")?.value).toBe("ja");
    const doubled = resolveEnvironment({
      service: service("core"),
      metaConfig: "/prd/meta",
      manifest: {},
      stored: {
        ...stored({ parameters: { "/prd/meta": "- parameter_store_path: /prd//common" } }),
        directory: () => [{ name: "/prd/common/DEFAULT_LOCALE", value: "ja", secure: false }],
      },
    });
    expect(doubled.variables.find(({ name }) => name === "DEFAULT_LOCALE")?.source).toBe("parameter");
  });

  test("below a sub-directory is not seen, unless that is listed itself", () => {
    const account = { parameters: { "/prd/common/db/DB_MASTER_HOST": "db.example.com" } };
    const without = start("core", ["/prd/common"], account);
    expect(without.of("DB_MASTER_HOST")?.source).toBe("default");
    expect(kinds(without)).toContain("directory-empty /prd/common");
    expect(start("core", ["/prd/common/db"], account).of("DB_MASTER_HOST")?.value).toBe("db.example.com");
  });

  test("of another directory with the same beginning is not seen", () => {
    const { of } = start("core", ["/prd/common"], { parameters: { "/prd/common2/DEFAULT_LOCALE": "ja" } });
    expect(of("DEFAULT_LOCALE")?.source).toBe("default");
  });

  test("keeps its name and its value to the letter, and is shown where nothing reads it", () => {
    const { of } = start("core", ["/prd/common"], { parameters: { "/prd/common/default-locale": " ja\n" } });
    expect(of("default-locale")).toMatchObject({ value: " ja\n", read: false });
  });
});

describe("precedence", () => {
  const parameters = { "/prd/core/core/BASE_URL": "https://own", "/prd/common/BASE_URL": "https://common" };

  test("the directory that is listed first wins", () => {
    const own = start("core", ["/prd/core/core", "/prd/common"], { parameters });
    expect(own.of("BASE_URL")?.from).toBe("/prd/core/core/BASE_URL");
    expect(own.overruled).toEqual([{ name: "BASE_URL", from: "/prd/common/BASE_URL", by: "parameter" }]);
    const common = start("core", ["/prd/common", "/prd/core/core"], { parameters });
    expect(common.of("BASE_URL")?.from).toBe("/prd/common/BASE_URL");
  });

  test("the manifest beats what is stored, unless its value is empty", () => {
    const set = start("core", ["/prd/common"], { parameters, manifest: { BASE_URL: "https://manifest" } });
    expect(set.of("BASE_URL")).toMatchObject({ value: "https://manifest", source: "manifest", from: undefined });
    expect(set.overruled).toEqual([{ name: "BASE_URL", from: "/prd/common/BASE_URL", by: "manifest" }]);
    const empty = start("core", ["/prd/common"], { parameters, manifest: { BASE_URL: "" } });
    expect(empty.of("BASE_URL")?.source).toBe("parameter");
  });

  test("what the image fixes beats what is stored; what it declares empty does not", () => {
    const account = { parameters: { "/prd/common/TZ": "UTC", "/prd/common/DB_MASTER_HOST": "db.example.com" } };
    const { of, overruled } = start("core", ["/prd/common"], account);
    expect(of("TZ")).toMatchObject({ value: "Asia/Tokyo", source: "image" });
    expect(of("DB_MASTER_HOST")).toMatchObject({ value: "db.example.com", source: "parameter" });
    expect(overruled).toEqual([{ name: "TZ", from: "/prd/common/TZ", by: "image" }]);
  });

  test("the manifest beats the image, and its empty value opens the name for what is stored", () => {
    const parameters = { "/prd/common/TZ": "UTC" };
    expect(start("core", ["/prd/common"], { parameters, manifest: { TZ: "Europe/Paris" } }).of("TZ")?.value).toBe(
      "Europe/Paris",
    );
    expect(start("core", ["/prd/common"], { parameters, manifest: { TZ: "" } }).of("TZ")?.value).toBe("UTC");
  });

  test("inside an item the secret comes before the directory; an earlier item before both", () => {
    const meta = "- {parameter_store_path: /prd/db, secret_name: db}\n- parameter_store_path: /prd/core/core";
    const account = {
      parameters: { "/prd/db/BASE_URL": "https://db", "/prd/core/core/BASE_URL": "https://own" },
      secrets: { db: '{"BASE_URL":"https://secret"}' },
    };
    expect(start("core", meta, account).of("BASE_URL")?.from).toBe("db#BASE_URL");
    const turned = meta.split("\n").reverse().join("\n");
    expect(start("core", turned, account).of("BASE_URL")?.from).toBe("/prd/core/core/BASE_URL");
  });

  test("an empty value in a secret doesn't stand in the way of what comes later", () => {
    const meta = "- secret_name: db\n- parameter_store_path: /prd/common";
    const account = { parameters: { "/prd/common/BASE_URL": "https://common" }, secrets: { db: '{"BASE_URL":""}' } };
    expect(start("core", meta, account).of("BASE_URL")?.source).toBe("parameter");
  });
});

describe("a secret's keys", () => {
  const secrets = { db: '{"master_password":"p","port":3306}' };

  test("become names with prefix and capitals where the item asks for them", () => {
    const meta = "- {secret_name: db, env_prefix: db, capitalize: true}";
    const { of } = start("core", meta, { secrets });
    expect(of("DB_MASTER_PASSWORD")).toEqual({
      name: "DB_MASTER_PASSWORD",
      value: "p",
      secret: true,
      source: "secret",
      from: "db#master_password",
      read: true,
    });
    expect(of("DB_PORT")?.value).toBe("3306"); // fixed by the image, to the same
    expect(of("DB_PORT")?.source).toBe("image");
  });

  test("get the prefix as it is written, without capitals unless asked", () => {
    const { of } = start("core", "- {secret_name: db, env_prefix: Db}", { secrets });
    expect(of("Db_master_password")).toMatchObject({ value: "p", read: false });
  });

  test("are decorated like those of the item's directory", () => {
    const meta = "- {parameter_store_path: /prd/db, env_prefix: db, capitalize: true}";
    const { of } = start("core", meta, { parameters: { "/prd/db/master_host": "db.example.com" } });
    expect(of("DB_MASTER_HOST")?.from).toBe("/prd/db/master_host");
  });

  test("that cannot be names are passed over, and two that become one are reported", () => {
    const { variables, problems } = start("core", "- {secret_name: s, capitalize: true}", {
      secrets: { s: '{"":"1","a=b":"2","user":"3","USER":"4"}' },
    });
    expect(variables.filter(({ source }) => source === "secret").map(({ name }) => name)).toEqual(["USER"]);
    expect(problems).toContainEqual({ kind: "secret-ambiguous", subject: "s", stopsPod: false });
  });
});

describe("what is secret", () => {
  test("a SecureString, a secret's value, and what the program takes for one", () => {
    const { of } = start("core", "- {parameter_store_path: /prd/common, secret_name: s}", {
      parameters: {
        "/prd/common/BASE_URL": "*https://hidden*",
        "/prd/common/OPEN_AI_TOKEN": "sk-plain",
        "/prd/common/DEFAULT_LOCALE": "ja",
      },
      secrets: { s: '{"CHAT_GPT_MODEL":"m"}' },
    });
    const secret = (name: string) => of(name)?.secret;
    expect([secret("BASE_URL"), secret("CHAT_GPT_MODEL"), secret("OPEN_AI_TOKEN")]).toEqual([true, true, true]);
    expect([secret("DEFAULT_LOCALE"), secret("ENV_NAME")]).toEqual([false, false]);
  });
});

describe("the other ways into the environment", () => {
  const account = {
    parameters: { "/other/BASE_URL": "https://other", "/other/DEFAULT_LOCALE": "ja", "env.DB_MASTER_USER": "*risken*" },
    secrets: { s: '{"BASE_URL":"https://secret"}' },
  };

  test("secret, directory and prefix of the manifest follow the meta parameter in this order", () => {
    const manifest = { ENV_INJECTOR_SECRET_NAME: "s", ENV_INJECTOR_PATH: "/other", ENV_INJECTOR_PREFIX: "env" };
    const { of, problems } = start("core", [], { ...account, manifest });
    expect(of("BASE_URL")?.from).toBe("s#BASE_URL");
    expect(of("DEFAULT_LOCALE")?.from).toBe("/other/DEFAULT_LOCALE");
    expect(of("DB_MASTER_USER")).toMatchObject({ value: "*risken*", secret: true, from: "env.DB_MASTER_USER" });
    expect(problems).toEqual([]);
  });

  test("the prefix fills only names that are there and empty", () => {
    const { of } = start("core", [], {
      parameters: { "env.BASE_URL": "https://x", "env.TZ": "UTC", "env.PORT": "9000" },
      manifest: { ENV_INJECTOR_PREFIX: "env." },
    });
    expect(of("BASE_URL")?.source).toBe("default"); // absent
    expect(of("TZ")?.value).toBe("Asia/Tokyo"); // not empty
    expect(of("PORT")?.value).toBe("9000"); // declared empty by the image
  });

  test("a directory may bring the name of another", () => {
    const { of } = start("core", ["/prd/common"], {
      parameters: { ...account.parameters, "/prd/common/ENV_INJECTOR_PATH": "/other" },
    });
    expect(of("DEFAULT_LOCALE")?.from).toBe("/other/DEFAULT_LOCALE");
  });
});

describe("what the program makes of it", () => {
  test("defaults stand in for what is absent or empty, each reader's own", () => {
    const names = (id: string, name: string) => start(id, []).of(name);
    expect(names("core", "PORT")).toMatchObject({ value: "8080", source: "default", from: undefined });
    expect(names("datasource-api", "PORT")?.value).toBe("8081");
    expect(names("osint-subdomain", "MAX_NUMBER_OF_MESSAGE")?.value).toBe("3");
    expect(start("core", [], { manifest: { PORT: "" } }).of("PORT")?.source).toBe("default");
  });

  test("what has neither value nor default is shown only if it is there and read", () => {
    const { of } = start("azure-prowler", []);
    expect(of("AZURE_CLIENT_ID")).toMatchObject({ value: "", source: "image", read: true });
    expect(of("PROFILE_TYPES")?.value).toBe("");
    expect(of("PROWLER_QUEUE_URL")).toBeUndefined(); // declared empty, and nothing reads it
    expect(of("PROWLER_SETTING_PATH")).toBeUndefined(); // absent
  });

  test("libraries and env-injector read names too", () => {
    const manifest = { DD_AGENT_HOST: "10.0.0.1", ENV_INJECTOR_VERBOSE: "1", SOMETHING: "x" };
    const { of } = start("core", [], { manifest });
    expect([of("DD_AGENT_HOST")?.read, of("ENV_INJECTOR_VERBOSE")?.read, of("SOMETHING")?.read]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("it stops when a name it insists on is absent, and doesn't when that is empty", () => {
    expect(start("code-gitleaks", []).problems).toEqual([
      { kind: "required-missing", subject: "CODE_DATA_KEY", stopsPod: true },
    ]);
    expect(start("azure-prowler", []).problems).toEqual([]);
    expect(kinds(start("datasource-api", []))).toEqual(["value-length CODE_DATA_KEY"]);
  });

  test.each([
    ["x".repeat(16), []],
    ["x".repeat(24), []],
    ["x".repeat(32), []],
    ["x".repeat(31), ["value-length CODE_DATA_KEY"]],
    [`${"x".repeat(32)}\n`, ["value-length CODE_DATA_KEY"]],
    ["é".repeat(16), []],
    ["é".repeat(12), []],
    ["é".repeat(10), ["value-length CODE_DATA_KEY"]],
  ])("a key is 16, 24 or 32 bytes: %j", (key, problems) => {
    expect(kinds(start("code-gitleaks", [], { manifest: { CODE_DATA_KEY: key } }))).toEqual(problems);
  });

  test.each(["5", "-5", "+5", "010", "0x10", "0b11", "0o17", "1_000", "0"])("%s is a number", (value) => {
    expect(start("core", [], { manifest: { DBPORT: value } }).problems).toEqual([]);
  });

  test.each(["5\n", " 5", "5.0", "1e3", "five", "09", "1__0", "0x", "_1"])(
    "%j stops the program that wants a number",
    (value) => {
      expect(start("core", [], { manifest: { DBPORT: value } }).problems).toEqual([
        { kind: "value-invalid", subject: "DBPORT", stopsPod: true },
      ]);
    },
  );

  test("a boolean is one of Go's spellings", () => {
    const problems = (value: string) => kinds(start("gateway", [], { manifest: { VERIFY_ID_TOKEN: value } }));
    for (const value of ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"])
      expect(problems(value), value).toEqual([]);
    for (const value of ["yes", "on", "tRUE", "true\n"])
      expect(problems(value), value).toEqual(["value-invalid VERIFY_ID_TOKEN"]);
    expect(start("aws-portscan", [], { manifest: { DEBUG: "yes" } }).problems).toEqual([]); // text there
  });

  test("blanks around a value are reported where they are not the end of a file", () => {
    const problems = (name: string, value: string) =>
      kinds(start("datasource-api", [], { manifest: { CODE_DATA_KEY: "x".repeat(32), [name]: value } }));
    expect(problems("DB_MASTER_PASSWORD", "p\n")).toEqual(["value-untrimmed DB_MASTER_PASSWORD"]);
    expect(problems("GOOGLE_SERVICE_ACCOUNT_JSON", '{"type":"service_account"}\n')).toEqual([]);
    expect(problems("GITHUB_APP_PRIVATE_KEY", "-----BEGIN KEY-----\nx\n-----END KEY-----\n")).toEqual([]);
    expect(problems("NOBODY_READS_THIS", "x\n")).toEqual([]);
  });
});

describe("what is wrong with the store", () => {
  test("no meta parameter named: nothing is loaded, and nothing shows", () => {
    const { problems, of } = start("core", ["/prd/common"], {
      metaConfig: undefined,
      parameters: { "/prd/common/BASE_URL": "https://x" },
    });
    expect(problems).toEqual([{ kind: "meta-unset", subject: "meta/core", stopsPod: false }]);
    expect(of("BASE_URL")?.source).toBe("default");
    expect(kinds(start("core", [], { metaConfig: "" }))).toEqual(["meta-unset meta/core"]);
  });

  test("a meta parameter that is missing, or no list", () => {
    expect(start("core", [], { metaConfig: "/stg/meta" }).problems).toEqual([
      { kind: "meta-missing", subject: "/stg/meta", stopsPod: true },
    ]);
    expect(start("core", "parameter_store_path: /prd/common").problems).toEqual([
      { kind: "meta-invalid", subject: "/prd/meta", stopsPod: true },
    ]);
  });

  test("an item with a misspelled key loads nothing, and nothing shows", () => {
    const { problems } = start("core", "- secret_name: s\n- parametre_store_path: /prd/common", {
      secrets: { s: "{}" },
    });
    expect(problems).toEqual([{ kind: "item-empty", subject: "2", stopsPod: false }]);
  });

  test("a directory that is empty, one that AWS refuses", () => {
    expect(start("core", ["/prd/none", "prd/common"]).problems).toEqual([
      { kind: "directory-empty", subject: "/prd/none", stopsPod: false },
      { kind: "directory-invalid", subject: "prd/common", stopsPod: true },
    ]);
  });

  test("a secret that is missing, or no JSON object; the rest is still resolved", () => {
    const meta = "- secret_name: gone\n- secret_name: text\n- parameter_store_path: /prd/common";
    const { of, problems } = start("core", meta, {
      parameters: { "/prd/common/BASE_URL": "https://x" },
      secrets: { text: "p" },
    });
    expect(problems).toEqual([
      { kind: "secret-missing", subject: "gone", stopsPod: true },
      { kind: "secret-invalid", subject: "text", stopsPod: true },
    ]);
    expect(of("BASE_URL")?.value).toBe("https://x");
  });
});

test("web has no env-injector and reads nothing", () => {
  const manifest = { TZ: "UTC", ENV_INJECTOR_PATH: "/prd/common" };
  const { variables, problems } = start("web", [], {
    manifest,
    parameters: { "/prd/common/A": "x" },
    metaConfig: undefined,
  });
  expect(variables.map(({ name, source }) => `${name} ${source}`)).toEqual([
    "ENV_INJECTOR_PATH manifest",
    "TZ manifest",
  ]);
  expect(problems).toEqual([]);
});

test("whatever is stored: sorted, each name once, and no stored value beats one that was there", () => {
  const name = fc.constantFrom("BASE_URL", "TZ", "DB_MASTER_HOST", "DB_PORT", "PORT", "MISTYPED");
  const values = fc.dictionary(name, fc.constantFrom("", "a", "b"));
  fc.assert(
    fc.property(
      values,
      values,
      values,
      fc.constantFrom(...services.filter(({ meta }) => meta)),
      (first, second, manifest, one) => {
        const full = (directory: string, some: Record<string, string>) =>
          Object.fromEntries(
            Object.entries(some)
              .filter(([, value]) => value)
              .map(([key, value]) => [`/${directory}/${key}`, value]),
          );
        const { variables } = start(one.id, ["/one", "/two"], {
          parameters: { ...full("one", first), ...full("two", second) },
          manifest,
        });
        const found = variables.map((variable) => variable.name);
        expect(found).toEqual([...new Set(found)].sort());
        for (const key of ["BASE_URL", "TZ", "DB_MASTER_HOST", "DB_PORT", "PORT", "MISTYPED"]) {
          const preset = manifest[key] ?? one.pins[key];
          const fallback = readBy(one.id).find((variable) => variable.name === key)?.default;
          const expected = preset || first[key] || second[key] || fallback;
          expect(variables.find((variable) => variable.name === key)?.value || undefined, key).toBe(expected);
        }
      },
    ),
  );
});
