import { type Account, type Answers, awsError } from "./account";
import { freshIds } from "./fresh-ids";
import { keyOfAws, uuid } from "./kms";
import { pageOf } from "./paging";
import { putSecret } from "./secretsmanager";

export interface MasterSecret {
  readonly arn: string;
  /** ARN of the key, also where it is the one that AWS keeps for Secrets Manager. */
  readonly kmsKeyId: string;
}

export interface DbCluster {
  readonly identifier: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly status: string;
  readonly endpoint: string;
  readonly readerEndpoint?: string;
  readonly port: number;
  readonly databaseName?: string;
  readonly masterUsername: string;
  readonly masterSecret?: MasterSecret;
  readonly securityGroupIds: readonly string[];
  /** Name of its parameter group; AWS's own for the engine where left out. */
  readonly parameterGroup?: string;
}

export interface DbInstance {
  readonly identifier: string;
  readonly clusterIdentifier?: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly status: string;
  /** Undefined until it is available. */
  readonly endpoint?: string;
  readonly port: number;
  readonly masterUsername: string;
  readonly masterSecret?: MasterSecret;
  readonly parameterGroup?: string;
}

/** What differs from the engine's own settings, by name of the group. */
type Settings = Readonly<Record<string, string>>;

/** By identifier, in lower case as RDS stores it. */
export const dbClusters = (account: Account) => account.table<DbCluster>("rds.clusters");
export const dbInstances = (account: Account) => account.table<DbInstance>("rds.instances");
/** By name. AWS's own groups (`default.…`) are always there. */
export const clusterParameterGroups = (account: Account) => account.table<Settings>("rds.clusterParameterGroups");
export const parameterGroups = (account: Account) => account.table<Settings>("rds.parameterGroups");

/** Clusters and instances (https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/). */
export const answers: Answers<"rds"> = {
  DescribeDBClusters({ DBClusterIdentifier: id, MaxRecords = 100, Marker }, account) {
    const found = named(dbClusters(account), id);
    if (found.length === 0 && id !== undefined) {
      throw awsError("DBClusterNotFoundFault", `DBCluster ${id} not found.`, { status: 404 });
    }
    const { items, next } = pageOf(found, MaxRecords, Marker);
    return { DBClusters: items.map((one) => clusterShape(account, one)), Marker: next };
  },

  DescribeDBInstances({ DBInstanceIdentifier: id, MaxRecords = 100, Marker }, account) {
    const found = named(dbInstances(account), id);
    if (found.length === 0 && id !== undefined) {
      throw awsError("DBInstanceNotFoundFault", `DBInstance ${id} not found.`, {
        status: 404,
        code: "DBInstanceNotFound",
      });
    }
    const { items, next } = pageOf(found, MaxRecords, Marker);
    return { DBInstances: items.map((one) => instanceShape(account, one)), Marker: next };
  },

  DescribeDBClusterParameters({ DBClusterParameterGroupName: name, Filters }, account) {
    return { Parameters: parametersOf(clusterParameterGroups(account), name!, Filters) };
  },

  DescribeDBParameters({ DBParameterGroupName: name, Filters }, account) {
    return { Parameters: parametersOf(parameterGroups(account), name!, Filters) };
  },
};

/** A few of the hundreds that AWS lists; one without a value is left to the engine. */
const listedParameters = ["character_set_server", "max_connections", "require_secure_transport", "time_zone"];

function parametersOf(
  groups: Readonly<Record<string, Settings>>,
  group: string,
  filters: readonly { readonly Name?: string; readonly Values?: readonly string[] }[] = [],
) {
  const set = groups[group] ?? (group.startsWith("default.") ? {} : undefined);
  if (!set) {
    throw awsError("DBParameterGroupNotFoundFault", `DBClusterParameterGroup not found: ${group}`, {
      status: 404,
      code: "DBParameterGroupNotFound",
    });
  }
  return listedParameters
    .filter((name) => filters.every(({ Name, Values = [] }) => Name !== "parameter-name" || Values.includes(name)))
    .map((ParameterName) => ({
      ParameterName,
      ...(ParameterName in set ? { ParameterValue: set[ParameterName], Source: "user" } : { Source: "engine-default" }),
      ApplyType: "dynamic",
      DataType: "string",
      IsModifiable: true,
    }));
}

/** An Aurora MySQL cluster with a writer and a reader, whose master password RDS manages. */
export function freshRds(account: Account): void {
  const identifier = freshIds.databaseIdentifier;
  const common = { engine: "aurora-mysql", engineVersion: "8.0.mysql_aurora.3.08.2", status: "available", port: 3306 };
  const masterUsername = "admin";
  const place = `${account.hex(12)}.${account.region}.rds.${account.dnsSuffix}`;
  const masterSecret = managedSecret(account, masterUsername);
  dbClusters(account)[identifier] = {
    ...common,
    identifier,
    endpoint: `${identifier}.cluster-${place}`,
    readerEndpoint: `${identifier}.cluster-ro-${place}`,
    databaseName: "mimosa",
    masterUsername,
    masterSecret,
    securityGroupIds: [freshIds.databaseSecurityGroupId],
    parameterGroup: identifier,
  };
  // What RISKEN's documentation asks of the server: no TLS, and the time zone of its images.
  clusterParameterGroups(account)[identifier] = { require_secure_transport: "OFF", time_zone: "Asia/Tokyo" };
  for (const member of freshIds.databaseInstanceIdentifiers) {
    dbInstances(account)[member] = {
      ...common,
      identifier: member,
      clusterIdentifier: identifier,
      endpoint: `${member}.${place}`,
      masterUsername,
    };
  }
}

/** A secret as RDS makes it: user name and password, encrypted with the key that AWS keeps for Secrets Manager. */
export function managedSecret(
  account: Account,
  username: string,
  kmsKeyId = keyOfAws(account, "secretsmanager"),
): MasterSecret {
  const text = JSON.stringify({ username, password: account.hex(28) });
  const arn = putSecret(account, { name: `rds!cluster-${uuid(account)}`, text, kmsKeyId, owningService: "rds" });
  return { arn, kmsKeyId };
}

function named<Row>(rows: Readonly<Record<string, Row>>, id: string | undefined): readonly Row[] {
  if (id === undefined) return Object.values(rows);
  const row = rows[id.split(":").at(-1)!.toLowerCase()];
  return row ? [row] : [];
}

function clusterShape(account: Account, one: DbCluster) {
  return {
    DBClusterIdentifier: one.identifier,
    DBClusterArn: account.arn("rds", `cluster:${one.identifier}`),
    Engine: one.engine,
    EngineVersion: one.engineVersion,
    Status: one.status,
    Endpoint: one.endpoint,
    ...(one.readerEndpoint ? { ReaderEndpoint: one.readerEndpoint } : {}),
    Port: one.port,
    ...(one.databaseName ? { DatabaseName: one.databaseName } : {}),
    MasterUsername: one.masterUsername,
    ...secretShape(one.masterSecret),
    DBClusterParameterGroup: one.parameterGroup ?? "default.aurora-mysql8.0",
    VpcSecurityGroups: one.securityGroupIds.map((VpcSecurityGroupId) => ({ VpcSecurityGroupId, Status: "active" })),
    DBClusterMembers: Object.values(dbInstances(account))
      .filter(({ clusterIdentifier }) => clusterIdentifier === one.identifier)
      .map(({ identifier }, at) => ({ DBInstanceIdentifier: identifier, IsClusterWriter: at === 0 })),
  };
}

function instanceShape(account: Account, one: DbInstance) {
  return {
    DBInstanceIdentifier: one.identifier,
    DBInstanceArn: account.arn("rds", `db:${one.identifier}`),
    ...(one.clusterIdentifier ? { DBClusterIdentifier: one.clusterIdentifier } : {}),
    Engine: one.engine,
    EngineVersion: one.engineVersion,
    DBInstanceStatus: one.status,
    ...(one.endpoint ? { Endpoint: { Address: one.endpoint, Port: one.port } } : {}),
    MasterUsername: one.masterUsername,
    ...secretShape(one.masterSecret),
    DBParameterGroups: [
      { DBParameterGroupName: one.parameterGroup ?? "default.mysql8.0", ParameterApplyStatus: "in-sync" },
    ],
  };
}

const secretShape = (secret: MasterSecret | undefined) =>
  secret ? { MasterUserSecret: { SecretArn: secret.arn, SecretStatus: "active", KmsKeyId: secret.kmsKeyId } } : {};
