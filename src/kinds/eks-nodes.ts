import { unless } from "../aws/errors";
import { pages } from "../aws/loader";
import type { Lookup } from "../engine/kind";

interface Spec {
  readonly clusterName: string;
}

interface Outputs {
  /** Names, over all managed node groups. Karpenter and Auto Mode nodes have none. */
  readonly autoScalingGroups: readonly string[];
  /** Ids, over all managed node groups too. */
  readonly subnetIds: readonly string[];
}

/** The nodes of a cluster, as far as its managed node groups know them. */
export const eksNodes: Lookup<Spec, Outputs, "clusterName"> = {
  type: "eks.nodes",
  noun: "nodes",
  title: { en: "node groups of the cluster", ja: "クラスタのノードグループ" },
  key: ["clusterName"],
  reads: ["eks:ListNodegroups", "eks:DescribeNodegroup"],

  async observe(aws, { clusterName }) {
    const names = await unless(
      "ResourceNotFoundException",
      pages(
        (nextToken) => aws.eks.ListNodegroups({ clusterName, maxResults: 100, nextToken }),
        (page) => page.nodegroups,
        (page) => page.nextToken,
      ),
    );
    if (!names) return undefined;
    const groups = await Promise.all(
      names.map((nodegroupName) =>
        // One that was deleted since it was listed has no nodes.
        unless("ResourceNotFoundException", aws.eks.DescribeNodegroup({ clusterName, nodegroupName })),
      ),
    );
    const alive = groups.map((group) => group?.nodegroup).filter((group) => group?.status !== "DELETING");
    const autoScalingGroups = alive
      .flatMap((group) => group?.resources?.autoScalingGroups ?? [])
      .map(({ name }) => name!);
    const subnetIds = alive.flatMap((group) => group?.subnets ?? []);
    return { spec: {}, outputs: { autoScalingGroups: sorted(autoScalingGroups), subnetIds: sorted(subnetIds) } };
  },
};

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();
