import { unless } from "../aws/errors";
import type { Lookup } from "../engine/kind";
import { clusterNotReady } from "../problems";

interface Spec {
  readonly name: string;
}

interface Outputs {
  readonly name: string;
  readonly arn: string;
  /** URL of the OIDC issuer, with `https://`. */
  readonly issuer: string;
  /** Absent only where an emulator leaves it out. */
  readonly vpcId: string | undefined;
  /** What the nodes of managed node groups wear: the group that EKS made, else the first of those it was given. */
  readonly securityGroupIds: readonly string[];
  /** Where the control plane stands, and nodes for want of anything better. */
  readonly subnetIds: readonly string[];
  readonly status: string;
}

/** An EKS cluster that somebody else has made. Its issuer is only reliable once it is active. */
export const eksCluster: Lookup<Spec, Outputs, "name"> = {
  type: "eks.cluster",
  noun: "cluster",
  title: { en: "EKS cluster", ja: "EKS クラスタ" },
  key: ["name"],
  reads: ["eks:DescribeCluster"],

  async observe(aws, { name }) {
    const found = await unless("ResourceNotFoundException", aws.eks.DescribeCluster({ name }));
    if (!found) return undefined;
    const { status, arn, identity, resourcesVpcConfig: vpc = {} } = found.cluster!;
    if (status !== "ACTIVE" && status !== "UPDATING") throw clusterNotReady({ name, status: status! });
    return {
      spec: {},
      outputs: {
        name,
        arn: arn!,
        issuer: identity!.oidc!.issuer!,
        vpcId: vpc.vpcId,
        securityGroupIds: [vpc.clusterSecurityGroupId ?? vpc.securityGroupIds?.[0]].filter((id) => id !== undefined),
        subnetIds: vpc.subnetIds ?? [],
        status,
      },
    };
  },
};
