import { isDenied, isError, unless } from "../aws/errors";
import { mysqlEngines } from "../aws/mysql-engines";
import type { CommandsOf } from "../aws/services";
import type { Aws, OutputOf } from "../aws/session";
import type { Lookup } from "../engine/kind";
import { databaseEngine, databaseNotReady } from "../problems";

type Commands = CommandsOf<"rds">;
type Cluster = NonNullable<OutputOf<Commands["DescribeDBClusters"]>["DBClusters"]>[number];
type Instance = NonNullable<OutputOf<Commands["DescribeDBInstances"]>["DBInstances"]>[number];

interface Spec {
  /** Of a cluster or of an instance; where both have it, the cluster is meant. */
  readonly identifier: string;
}

interface Outputs {
  /** Host that writes. */
  readonly writer: string;
  /** Host that reads: the writer where there is no other. */
  readonly reader: string;
  readonly port: number;
  readonly engine: string;
  readonly masterUsername: string;
  /** Absent where RDS doesn't manage the password. */
  readonly masterSecretArn: string | undefined;
  /** ARN of the customer's key that the secret is encrypted with; absent where it is AWS's own, which everybody may use. */
  readonly masterSecretKmsKeyId: string | undefined;
  readonly status: string;
  /** By what its metrics go: all of a cluster, or an instance that stands alone. */
  readonly metrics: { readonly Name: "DBClusterIdentifier" | "DBInstanceIdentifier"; readonly Value: string };
  /** Where its settings are: of the whole cluster, or of an instance that stands alone. */
  readonly parameterGroup: { readonly of: "cluster" | "instance"; readonly name: string } | undefined;
}

/** A MySQL-compatible cluster or instance of RDS that somebody else has made. */
export const rdsDatabase: Lookup<Spec, Outputs, "identifier"> = {
  type: "rds.database",
  noun: "database",
  title: { en: "RDS database", ja: "RDS データベース" },
  key: ["identifier"],
  reads: ["rds:DescribeDBClusters", "rds:DescribeDBInstances", "kms:DescribeKey"],

  async observe(aws, { identifier }) {
    const [named, instance] = await Promise.all([clusterOf(aws, identifier), instanceOf(aws, identifier)]);
    // A member of a cluster is not where the data is written after a failover: its cluster is.
    const home = instance?.DBClusterIdentifier;
    const cluster = named ?? (home ? await clusterOf(aws, home) : undefined);
    const has = cluster ? fromCluster(cluster) : instance && fromInstance(instance);
    if (!has) return undefined;
    const { writer, reader, port, engine, status, secret } = has;
    if (!mysqlEngines.includes(engine)) throw databaseEngine({ identifier, engine });
    if (!writer || !port) throw databaseNotReady({ identifier, status });
    return {
      spec: {},
      outputs: {
        writer,
        reader: reader ?? writer,
        port,
        engine,
        masterUsername: has.masterUsername,
        masterSecretArn: secret?.SecretArn,
        masterSecretKmsKeyId: secret?.KmsKeyId ? await customerKey(aws, secret.KmsKeyId) : undefined,
        status,
        metrics: has.metrics,
        parameterGroup: has.parameterGroup,
      },
    };
  },
};

async function clusterOf(aws: Aws, DBClusterIdentifier: string): Promise<Cluster | undefined> {
  const found = await unless("DBClusterNotFoundFault", aws.rds.DescribeDBClusters({ DBClusterIdentifier }));
  return found?.DBClusters?.[0];
}

async function instanceOf(aws: Aws, DBInstanceIdentifier: string): Promise<Instance | undefined> {
  const found = await unless("DBInstanceNotFoundFault", aws.rds.DescribeDBInstances({ DBInstanceIdentifier }));
  return found?.DBInstances?.[0];
}

const fromCluster = (one: Cluster) => ({
  writer: one.Endpoint,
  reader: one.ReaderEndpoint,
  port: one.Port,
  engine: one.Engine!,
  masterUsername: one.MasterUsername!,
  secret: one.MasterUserSecret,
  status: one.Status!,
  metrics: { Name: "DBClusterIdentifier" as const, Value: one.DBClusterIdentifier! },
  parameterGroup: groupOf("cluster", one.DBClusterParameterGroup),
});

/** An instance has its endpoint only once it is available. */
const fromInstance = (one: Instance) => ({
  writer: one.Endpoint?.Address,
  reader: one.Endpoint?.Address,
  port: one.Endpoint?.Port,
  engine: one.Engine!,
  masterUsername: one.MasterUsername!,
  secret: one.MasterUserSecret,
  status: one.DBInstanceStatus!,
  metrics: { Name: "DBInstanceIdentifier" as const, Value: one.DBInstanceIdentifier! },
  parameterGroup: groupOf("instance", one.DBParameterGroups?.[0]?.DBParameterGroupName),
});

const groupOf = (of: "cluster" | "instance", name: string | undefined) => (name ? { of, name } : undefined);

/**
 * RDS names the key also where it is the one that AWS keeps for Secrets Manager. Where another account
 * doesn't tell which one its key is, it is taken for the customer's: the permission that follows is limited to this
 * secret's reader.
 *
 * @throws where a key of this account may not be looked at
 */
async function customerKey(aws: Aws, KeyId: string): Promise<string | undefined> {
  try {
    const { KeyMetadata } = await aws.kms.DescribeKey({ KeyId });
    return KeyMetadata!.KeyManager === "AWS" ? undefined : KeyMetadata!.Arn;
  } catch (error) {
    const elsewhere = KeyId.startsWith("arn:") && KeyId.split(":")[4] !== aws.account;
    if ((isDenied(error) && elsewhere) || isError(error, "NotFoundException")) return KeyId;
    throw error;
  }
}
