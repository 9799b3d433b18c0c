import {
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  EKSClient,
  ListClustersCommand,
  ListNodegroupsCommand,
} from "@aws-sdk/client-eks";

export const Client = EKSClient;

export const commands = {
  DescribeCluster: DescribeClusterCommand,
  DescribeNodegroup: DescribeNodegroupCommand,
  ListClusters: ListClustersCommand,
  ListNodegroups: ListNodegroupsCommand,
};
