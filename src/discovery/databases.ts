import { pages } from "../aws/loader";
import { mysqlEngines } from "../aws/mysql-engines";
import type { Aws } from "../aws/session";
import type { Candidate } from "./candidate";

/** The MySQL-compatible clusters of the region, and the instances that belong to no cluster. */
export async function databases(aws: Aws): Promise<readonly Candidate[]> {
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
  return [
    ...clusters.map((one) => ({ ...one, value: one.DBClusterIdentifier! })),
    ...instances
      .filter(({ DBClusterIdentifier }) => !DBClusterIdentifier)
      .map((one) => ({ ...one, value: one.DBInstanceIdentifier! })),
  ]
    .filter(({ Engine }) => mysqlEngines.includes(Engine!))
    .map(({ value, Engine, EngineVersion }) => ({ value, hint: `${Engine} ${EngineVersion}` }));
}
