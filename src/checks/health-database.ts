import type { Parameter } from "@aws-sdk/client-rds";
import { isError } from "../aws/errors";
import { pages, shared } from "../aws/loader";
import { rdsDatabase } from "../kinds/rds-database";
import type { Text } from "../text";
import { type Check, type Look, pass, type Verdict } from "./check";
import { allSeen, isMissing, notHere, onlySeen, remedy, withCommands } from "./seen";

const database: Check = {
  id: "health/database",
  category: "health",
  title: { en: "The database is a MySQL that is up", ja: "データベースは MySQL 互換で、稼働しています" },
  why: {
    en: "core and datasource-api exit when they can't reach the database, and everything else depends on them.",
    ja: "core と datasource-api は、データベースに接続できないと終了します。ほかのすべてのサービスはこの 2 つに依存しています。",
  },
  fix: remedy(
    { en: "Start it if it was stopped:", ja: "停止している場合は起動してください:" },
    "aws rds start-db-cluster --db-cluster-identifier <identifier>",
  ),
  key: "database.identifier",

  run(look) {
    if (isExternal(look)) return external;
    const { there, blind } = allSeen(look, rdsDatabase);
    if (blind !== undefined) throw blind;
    const [one] = there;
    if (!one) return isMissing;
    const { status, parameterGroup } = one.is.outputs;
    if (isUp(status)) return pass;
    const { identifier } = one.key;
    const start =
      parameterGroup?.of === "instance"
        ? `aws rds start-db-instance --db-instance-identifier ${identifier}`
        : `aws rds start-db-cluster --db-cluster-identifier ${identifier}`;
    return {
      status: "fail",
      found: {
        en: `The database ${identifier} is ${status}.`,
        ja: `データベース ${identifier} の状態は ${status} です。`,
      },
      details: [{ path: "Status", expected: "available", actual: status }],
      fix: status.startsWith("stop") ? withCommands(database.fix, start) : statusMeaning,
    };
  },
};

const statusMeaning: Text = {
  en: "The RDS console says what this status means and what to do about it.",
  ja: "この状態の意味と対処方法は RDS のコンソールで確認できます。",
};

/** Statuses in which connections are taken (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html). */
const isUp = (status: string): boolean =>
  /^(available|backing-up|backtracking|configuring-.*|failing-over|maintenance|modifying|promoting|renaming|resetting-master-credentials|storage-(config-upgrade|initialization|optimization)|update-iam-db-auth|upgrading)$/.test(
    status,
  );

const tls: Check = {
  id: "health/database-tls",
  category: "health",
  title: {
    en: "The database takes connections without TLS",
    ja: "データベースは TLS なしの接続を受け付けます",
  },
  why: {
    en: "RISKEN has no option to connect with TLS: with require_secure_transport on, core and datasource-api are refused and exit. The way from the nodes to the database should be private.",
    ja: "RISKEN には TLS で接続する設定がありません。require_secure_transport がオンだと接続が拒否され、core と datasource-api は終了します。ノードとデータベースの間はプライベートな経路にしてください。",
  },
  fix: remedy(
    { en: "Turn it off in the parameter group:", ja: "パラメータグループでオフにしてください:" },
    'aws rds modify-db-cluster-parameter-group --db-cluster-parameter-group-name <group> --parameters "ParameterName=require_secure_transport,ParameterValue=OFF,ApplyMethod=immediate"',
  ),
  reads: ["rds:DescribeDBClusterParameters", "rds:DescribeDBParameters"],
  key: "database.identifier",

  async run(look) {
    const found = await settingIn(look, "require_secure_transport");
    if ("status" in found) return found;
    const { group, value = "OFF" } = found;
    if (/^(off|0)$/i.test(value)) return pass;
    // Aurora says it in words and MySQL in digits.
    const off = value === "1" ? "0" : "OFF";
    return {
      status: "fail",
      found: { en: "The database demands TLS.", ja: "データベースが TLS 接続を必須にしています。" },
      details: [{ path: `${group.name} require_secure_transport`, expected: off, actual: value }],
      fix: change(tls.fix, group, "require_secure_transport", off),
    };
  },
};

const timeZone: Check = {
  id: "health/database-time-zone",
  category: "health",
  title: {
    en: "The database's time zone is that of RISKEN's programs",
    ja: "データベースのタイムゾーンが RISKEN のプログラムと一致しています",
  },
  why: {
    en: "RISKEN writes times in the zone of TZ (Asia/Tokyo in its images), while the columns' own defaults use the server's zone. With two zones, new and updated findings seem hours apart, and what is \"recent\" is wrong.",
    ja: "RISKEN は TZ（イメージでは Asia/Tokyo）のタイムゾーンで時刻を書き込みますが、列の既定値にはサーバーのタイムゾーンが使われます。一致していないと、検出データの時刻が数時間ずれ、「最近」の判定も誤ります。",
  },
  fix: remedy(
    {
      en: "Set time_zone in the parameter group, or give the Deployments the zone of the database (kustomize.env.TZ). Times that are stored already stay as they are.",
      ja: "パラメータグループの time_zone を設定するか、Deployment の TZ（kustomize.env.TZ）をデータベースに合わせてください。保存済みの時刻は変わりません。",
    },
    'aws rds modify-db-cluster-parameter-group --db-cluster-parameter-group-name <group> --parameters "ParameterName=time_zone,ParameterValue=Asia/Tokyo,ApplyMethod=immediate"',
  ),
  reads: ["rds:DescribeDBClusterParameters", "rds:DescribeDBParameters"],
  key: "kustomize.env",

  async run(look) {
    const found = await settingIn(look, "time_zone");
    if ("status" in found) return found;
    const wanted = await programsZone(look);
    // Without a value the server's clock counts, which RDS keeps in UTC.
    const { group, value = "UTC" } = found;
    if (!wanted || sameZone(wanted, value)) return pass;
    return {
      status: "fail",
      found: {
        en: `The database lives in ${value}, RISKEN's programs in ${wanted}.`,
        ja: `データベースのタイムゾーンは ${value}、RISKEN のプログラムは ${wanted} です。`,
      },
      details: [{ path: `${group.name} time_zone`, expected: wanted, actual: value }],
      fix: change(timeZone.fix, group, "time_zone", wanted),
    };
  },
};

export const databaseChecks: readonly Check[] = [database, tls, timeZone];

const isExternal = ({ survey: { graph } }: Look) => !graph.resources.some(({ kind }) => kind.type === rdsDatabase.type);

const external = notHere({
  en: "The database is not one of RDS (database.source: external).",
  ja: "データベースは RDS ではありません（database.source: external）。",
});

interface Group {
  readonly of: "cluster" | "instance";
  readonly name: string;
  /** What the config calls the database. */
  readonly identifier: string;
}

/** What a parameter group says; undefined where it leaves it to the engine. */
async function settingIn(
  look: Look,
  parameter: string,
): Promise<{ readonly group: Group; readonly value: string | undefined } | Verdict> {
  if (isExternal(look)) return external;
  const one = onlySeen(look, rdsDatabase);
  const group = one?.is.outputs.parameterGroup;
  if (!one || !group) return isMissing;
  try {
    const read = group.of === "cluster" ? clusterParameters : instanceParameters;
    const found = (await read(look.aws, group.name)).find(({ ParameterName }) => ParameterName === parameter);
    if (!found) return notListed(group.name, parameter);
    return { group: { ...group, identifier: one.key.identifier }, value: found.ParameterValue };
  } catch (error) {
    if (isError(error, "DBParameterGroupNotFound")) return notListed(group.name, parameter);
    throw error;
  }
}

const notListed = (group: string, parameter: string): Verdict => ({
  status: "skip",
  because: {
    en: `RDS does not list ${parameter} in the parameter group ${group}.`,
    ja: `パラメータグループ ${group} に ${parameter} がありません。`,
  },
});

const names = ["require_secure_transport", "time_zone"];
const Filters = [{ Name: "parameter-name", Values: names }];

/** The few of hundreds of parameters that matter here. */
const clusterParameters = shared(
  (aws, DBClusterParameterGroupName): Promise<readonly Parameter[]> =>
    pages(
      (Marker) => aws.rds.DescribeDBClusterParameters({ DBClusterParameterGroupName, Filters, Marker }),
      (page) => page.Parameters,
      (page) => page.Marker,
    ),
);

const instanceParameters = shared(
  (aws, DBParameterGroupName): Promise<readonly Parameter[]> =>
    pages(
      (Marker) => aws.rds.DescribeDBParameters({ DBParameterGroupName, Filters, Marker }),
      (page) => page.Parameters,
      (page) => page.Marker,
    ),
);

/** What the database's own clients have as TZ: the image's, or what the overlay sets instead. */
async function programsZone(look: Look): Promise<string | undefined> {
  const core = (await look.environments()).find(({ service }) => service === "core");
  if (core?.unread) throw core.unread.error;
  return core?.variables.find(({ name }) => name === "TZ")?.value;
}

const utc = ["utc", "etc/utc", "gmt", "etc/gmt", "+00:00"];

function sameZone(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a === b || (utc.includes(a) && utc.includes(b));
}

/** AWS's own groups can't be changed: the database needs one of its own first. */
function change(fix: Text, { of, name, identifier }: Group, parameter: string, value: string): Text {
  const sort = of === "cluster" ? "db-cluster" : "db";
  const thing = of === "cluster" ? "db-cluster" : "db-instance";
  const modify = (group: string) =>
    `aws rds modify-${sort}-parameter-group --${sort}-parameter-group-name ${group} --parameters "ParameterName=${parameter},ParameterValue=${value},ApplyMethod=immediate"`;
  if (!name.startsWith("default.")) return withCommands(fix, modify(name));
  const family = name.slice("default.".length);
  return withCommands(
    fix,
    `aws rds create-${sort}-parameter-group --${sort}-parameter-group-name ${identifier} --db-parameter-group-family ${family} --description RISKEN`,
    modify(identifier),
    `aws rds modify-${thing} --${thing}-identifier ${identifier} --${sort}-parameter-group-name ${identifier}`,
  );
}
