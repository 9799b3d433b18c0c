import { pages } from "../../aws/loader";
import { mysqlEngines } from "../../aws/mysql-engines";
import type { Aws } from "../../aws/session";

/** A database of RDS with the hosts by which RISKEN could reach it. */
export interface FoundDatabase {
  /** Of the cluster, or of an instance that belongs to none. */
  readonly identifier: string;
  readonly writer: string;
  /** The writer where there is no other. */
  readonly reader: string;
  readonly masterUser: string;
  /** ARN of the secret in which RDS keeps the master user's password. */
  readonly masterSecret?: string;
}

/** IAM actions that looking at databases needs. */
export const databaseReads: readonly string[] = ["rds:DescribeDBClusters", "rds:DescribeDBInstances"];

/** The MySQL-compatible clusters of the region, and the instances that belong to no cluster. */
export async function databasesIn(aws: Aws): Promise<readonly FoundDatabase[]> {
  const [clusters, instances] = await Promise.all([
    pages(
      (Marker) => aws.rds.DescribeDBClusters({ Marker }),
      (page) => page.DBClusters,
      (page) => page.Marker,
    ),
    pages(
      (Marker) => aws.rds.DescribeDBInstances({ Marker }),
      (page) => page.DBInstances,
      (page) => page.Marker,
    ),
  ]);
  const all = [
    ...clusters.map((one) => ({
      ...one,
      identifier: one.DBClusterIdentifier!,
      writer: one.Endpoint,
      reader: one.ReaderEndpoint,
    })),
    ...instances
      .filter(({ DBClusterIdentifier }) => !DBClusterIdentifier)
      .map((one) => ({
        ...one,
        identifier: one.DBInstanceIdentifier!,
        writer: one.Endpoint?.Address,
        reader: undefined,
      })),
  ];
  return all.flatMap(({ identifier, writer, reader, Engine, MasterUsername, MasterUserSecret }) => {
    if (!writer || !mysqlEngines.includes(Engine!)) return [];
    const secret = MasterUserSecret?.SecretArn;
    const masterUser = MasterUsername ?? "";
    return [{ identifier, writer, reader: reader ?? writer, masterUser, ...(secret ? { masterSecret: secret } : {}) }];
  });
}
