import {
  DescribeDBClusterParametersCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeDBParametersCommand,
  RDSClient,
} from "@aws-sdk/client-rds";

export const Client = RDSClient;

export const commands = {
  DescribeDBClusterParameters: DescribeDBClusterParametersCommand,
  DescribeDBClusters: DescribeDBClustersCommand,
  DescribeDBInstances: DescribeDBInstancesCommand,
  DescribeDBParameters: DescribeDBParametersCommand,
};
