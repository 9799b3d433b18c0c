import type { Found, FoundDatabase, FoundParameter } from "../../discovery/hand-made";
import { databaseDirectory, findVariable } from "../../risken/parameters";
import { type Part, part, type Remark, said } from "./part";

const MIMOSA = "mimosa";
const MYSQL_PORT = "3306";
const PASSWORD = { env: "RISKEN_DB_PASSWORD" };

/** The database as the pods find it now, in the directory where it stands. */
export function databasePart({
  parameters,
  databases,
  metas,
}: Pick<Found, "parameters" | "databases" | "metas">): Part {
  const text = (name: string) => parameters.find(({ variable }) => variable === name)?.text?.trim();
  const [master, user] = [text("DB_MASTER_HOST"), text("DB_MASTER_USER")];
  const slave = text("DB_SLAVE_HOST") ?? master;
  if (!master) return part({});
  const home = databases.find(({ writer }) => isSameHost(writer, master));
  const inPlace = home && isSameHost(home.reader, slave) ? home : undefined;
  const managed = inPlace !== undefined && isManaged(inPlace, metas);
  const directory = directoryOf(parameters);
  const [schema, port] = [text("DBSCHEMA"), text("DBPORT")];
  const section = said({
    ...(inPlace
      ? { source: "rds", identifier: inPlace.identifier }
      : { source: "external", masterHost: master, ...(slave === master ? {} : { slaveHost: slave }) }),
    ...(port && port !== MYSQL_PORT ? { port: Number(port) } : {}),
    ...(schema && schema !== MIMOSA ? { schema } : {}),
    ...(managed ? {} : { user, password: PASSWORD }),
    ...(directory === databaseDirectory ? {} : { directory }),
  });
  const remarks: readonly (Remark | undefined)[] = [
    home && !inPlace ? replicaRemark(home, slave!) : undefined,
    managed ? undefined : passwordRemark(inPlace, user),
    text("DB_SLAVE_USER") && text("DB_SLAVE_USER") !== user ? slaveUser : undefined,
    ...(managed ? [] : plainRemark(parameters)),
  ];
  return part({ database: section }, { remarks: remarks.filter((one) => one !== undefined) });
}

const isSameHost = (one: string, other: string | undefined): boolean => one.toLowerCase() === other?.toLowerCase();

/** Whether the pods read the password where RDS keeps it. */
const isManaged = ({ masterSecret }: FoundDatabase, metas: Found["metas"]): boolean =>
  masterSecret !== undefined && metas.some(({ secrets }) => secrets.some((one) => masterSecret.startsWith(one)));

/** Where the hosts stand; where they stand twice, the directory that the config means by itself. */
function directoryOf(parameters: readonly FoundParameter[]): string {
  const places = parameters.filter(({ variable }) => variable === "DB_MASTER_HOST").map(({ directory }) => directory);
  return places.length === 1 ? places[0]! : databaseDirectory;
}

const replicaRemark = ({ identifier }: FoundDatabase, slave: string): Remark => ({
  path: "database.source",
  text: {
    en: `The writer is the RDS database ${identifier}, but ${slave} is not its reader. With source: rds and identifier: ${identifier} both hosts would be found.`,
    ja: `マスターは RDS の ${identifier} ですが、${slave} はそのリーダーエンドポイントではありません。source: rds と identifier: ${identifier} を指定すると、両方を自動で取得します。`,
  },
});

function passwordRemark(database: FoundDatabase | undefined, user: string | undefined): Remark {
  const kept = {
    en: "What is stored stays while the variable is empty.",
    ja: "環境変数が空の間は、保存済みの値をそのまま使います。",
  };
  const managed = database?.masterSecret !== undefined && database.masterUser === user;
  return {
    path: "database.password",
    text: managed
      ? {
          en: `${kept.en} RDS manages this user's password: leave out user and password to use it in place.`,
          ja: `${kept.ja}このユーザーのパスワードは RDS が管理しているため、user と password を省くとそれを直接使います。`,
        }
      : kept,
  };
}

const slaveUser: Remark = {
  path: "database.user",
  text: {
    en: "DB_SLAVE_USER is another one today; the config knows one user for both.",
    ja: "現在の DB_SLAVE_USER は別のユーザーですが、設定では両方に同じユーザーを使います。",
  },
};

/** Parameter Store can't encrypt a text afterwards: it is removed and made again, for which its value is needed. */
function plainRemark(parameters: readonly FoundParameter[]): readonly Remark[] {
  const plain = parameters.filter(({ variable, secure }) => /^DB_(MASTER|SLAVE)_PASSWORD$/.test(variable) && !secure);
  if (plain.length === 0 || !findVariable("DB_MASTER_PASSWORD")?.secret) return [];
  return [
    {
      path: "database.password",
      text: {
        en: "It is stored as plain text. To encrypt it, apply needs its value in the variable.",
        ja: "平文で保存されています。暗号化するため、apply の実行時に環境変数で値を渡してください。",
      },
    },
  ];
}
