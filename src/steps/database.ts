import * as z from "zod";
import { viaService } from "../aws/via-service";
import { databases } from "../discovery/databases";
import { type Declared, type Ref, Withheld } from "../engine/ref";
import { existing, output } from "../engine/resource";
import { rdsDatabase } from "../kinds/rds-database";
import { databasePasswordNotManaged } from "../problems";
import { databaseDirectory } from "../risken/parameters";
import { services } from "../risken/services";
import type { Secret } from "../secret";
import { type Answers, asked, type Resolved } from "./asked";
import { says } from "./says";
import { secretInput } from "./secret-input";
import { type Built, step, type Target } from "./step";

/** The database, among the things. */
export const DATABASE = "database";
const MYSQL_PORT = 3306;

const host = z
  .string()
  .max(253)
  .regex(
    /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/,
    says({ en: "must be a host name, without port", ja: "ホスト名を指定してください（ポートは含めません）" }),
  );

const externally = (answers: Answers): boolean => section(answers).source === "external";
const withOwnUser = (answers: Answers): boolean => externally(answers) || section(answers).user !== undefined;
const section = (answers: Answers) => (answers.database ?? {}) as { readonly source?: string; readonly user?: string };

const inputs = z
  .strictObject({
    source: asked(
      z.enum(["rds", "external"]).default("rds"),
      { en: "Where the database is", ja: "データベースの場所" },
      { flag: "db-source" },
    ),
    identifier: asked(
      z
        .string()
        .regex(
          /^[A-Za-z][A-Za-z0-9-]{0,62}$/,
          says({
            en: "must be the identifier of an RDS cluster or instance",
            ja: "RDS のクラスタまたはインスタンスの識別子を指定してください",
          }),
        )
        .optional(),
      { en: "RDS cluster or instance", ja: "RDS のクラスタまたはインスタンス" },
      { flag: "db", when: (answers) => !externally(answers), find: (aws) => databases(aws) },
    ),
    masterHost: asked(
      host.optional(),
      { en: "Host of the MySQL server", ja: "マスター DB のホスト" },
      { when: externally },
    ),
    slaveHost: asked(
      host.optional(),
      {
        en: "Host of its read replica (leave empty if there is none)",
        ja: "スレーブ DB（ReadOnly）のホスト（ない場合は空欄）",
      },
      { when: externally },
    ),
    port: z.number().int().min(1).max(65_535).optional(),
    schema: z.string().min(1).max(64).default("mimosa"),
    user: asked(
      z.string().min(1).max(32).optional(),
      { en: "Database user", ja: "データベースのユーザー" },
      { when: externally },
    ),
    password: asked(
      z.union([secretInput(), z.strictObject({ rds: z.literal("managed") })]).optional(),
      { en: "Password of the database user", ja: "データベースのユーザーのパスワード" },
      { when: withOwnUser },
    ),
    directory: z
      .string()
      .regex(
        /^(?!meta(\/|$))[\w.-]+(\/[\w.-]+){0,12}$/,
        says({
          en: "must be a parameter directory below the env, as in db",
          ja: "env の下のパラメータディレクトリを指定してください（例: db）",
        }),
      )
      .default(databaseDirectory),
  })
  .superRefine((given, context) => {
    const refuse = (key: keyof typeof given, message: string) =>
      context.addIssue({ code: "custom", path: [key], message, input: given[key] });
    const needed = (key: "identifier" | "masterHost" | "user") => given[key] === undefined && refuse(key, isNeeded);
    const foreign = (key: "identifier" | "masterHost" | "slaveHost", message: string) =>
      given[key] !== undefined && refuse(key, message);
    if (given.source === "external") {
      needed("masterHost");
      needed("user");
      foreign("identifier", onlyRds);
      if (isManaged(given.password)) refuse("password", onlyRds);
      return;
    }
    needed("identifier");
    foreign("masterHost", onlyExternal);
    foreign("slaveHost", onlyExternal);
    if (given.user !== undefined && isManaged(given.password)) refuse("user", masterOnly);
  })
  .prefault({});

const isNeeded = says({ en: "is needed", ja: "指定が必要です" });
const onlyRds = says({
  en: "only goes with database.source: rds",
  ja: "database.source: rds のときだけ指定できます",
});
const onlyExternal = says({
  en: "only goes with database.source: external; the endpoints of an RDS database are found",
  ja: "database.source: external のときだけ指定できます（RDS のエンドポイントは自動で取得します）",
});
const masterOnly = says({
  en: "does not go with the password that RDS manages, which is the master user's",
  ja: "RDS が管理するパスワードはマスターユーザーのものなので、ユーザーは指定できません",
});

type Inputs = Resolved<z.output<typeof inputs>>;

/** MySQL, and the two services that may know its password. */
export const database = step({
  section: "database",
  title: { en: "Database", ja: "データベース" },
  inputs,

  build(given, target) {
    const { master, slave, port, user } = given.source === "rds" ? rds(given) : external(given);
    const own = passwordOf(given);
    const { directory } = given;
    const variable = (name: string, value: Declared<string>) => ({ directory, name, value });
    const secret = (name: string, value: Declared<Secret>) => ({ directory, name, value, secret: true as const });
    return {
      resources: given.source === "rds" ? [existing(rdsDatabase, DATABASE, { identifier: given.identifier! })] : [],
      environment: [
        variable("DB_MASTER_HOST", master),
        variable("DB_MASTER_USER", user),
        variable("DB_SLAVE_HOST", slave),
        variable("DB_SLAVE_USER", user),
        variable("DBSCHEMA", given.schema),
        variable("DBPORT", port),
        ...(own ? [secret("DB_MASTER_PASSWORD", own), secret("DB_SLAVE_PASSWORD", own)] : []),
      ],
      ...listed(given, own ? undefined : masterSecret(given.identifier!), target),
    };
  },
});

/** Ids of the services that talk to MySQL. */
const readers = services.filter((one) => one.database);

const rds = ({ user, port }: Inputs) => ({
  master: output(rdsDatabase, DATABASE, "writer"),
  slave: output(rdsDatabase, DATABASE, "reader"),
  port: port === undefined ? output(rdsDatabase, DATABASE, "port").map(String) : String(port),
  user: user ?? output(rdsDatabase, DATABASE, "masterUsername"),
});

const external = ({ masterHost, slaveHost, port, user }: Inputs) => ({
  master: masterHost!,
  slave: slaveHost ?? masterHost!,
  port: String(port ?? MYSQL_PORT),
  user: user!,
});

/** The password that we store; undefined where RDS keeps it. */
function passwordOf({ source, user, password }: Inputs) {
  if (isManaged(password)) return undefined;
  if (password === undefined && source === "rds" && user === undefined) return undefined;
  return password ?? new Withheld("database.password", "database.password: { env: NAME }");
}

const isManaged = (password: unknown): password is { readonly rds: "managed" } =>
  typeof password === "object" && password !== null && "rds" in password;

/** Only the survey knows whether RDS manages the password. */
const masterSecret = (identifier: string): Ref<string> =>
  output(rdsDatabase, DATABASE, "masterSecretArn").map((arn) => {
    if (arn === undefined) throw databasePasswordNotManaged({ identifier });
    return arn;
  });

/**
 * What the two services list: the directory, unless they list it anyway, and before it the secret that RDS keeps. Its entry
 * `password` becomes DB_MASTER_PASSWORD under the one prefix and DB_SLAVE_PASSWORD under the other.
 */
function listed(
  { directory }: Inputs,
  secretArn: Ref<string> | undefined,
  target: Target,
): Pick<Built, "metaItems" | "permissions"> {
  const ids = readers.map(({ id }) => id);
  const others = readers.filter(({ directories }) => !directories.includes(directory)).map(({ id }) => id);
  const directoryItems = others.length > 0 ? [{ services: others, directory }] : [];
  if (!secretArn) return { metaItems: directoryItems };
  const item = (env_prefix: string) => ({
    services: ids,
    secret: { secret_name: secretArn, env_prefix, capitalize: true },
  });
  return {
    metaItems: [item("db_master"), item("db_slave"), ...directoryItems],
    permissions: [
      {
        services: ids,
        statement: { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secretArn },
      },
      {
        services: ids,
        statement: {
          Effect: "Allow",
          Action: "kms:Decrypt",
          // AWS's own key needs no permission: then there is no resource, and no statement.
          Resource: output(rdsDatabase, DATABASE, "masterSecretKmsKeyId").map((key) => (key ? [key] : [])),
          Condition: { StringEquals: { "kms:ViaService": viaService(target, "secretsmanager") } },
        },
      },
    ],
  };
}
