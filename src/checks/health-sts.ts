import type { RouteTable } from "@aws-sdk/client-ec2";
import { pages } from "../aws/loader";
import { MAIN_PARTITION } from "../aws/partition";
import type { Aws } from "../aws/session";
import { eksCluster } from "../kinds/eks-cluster";
import { eksNodes } from "../kinds/eks-nodes";
import { elbv2LoadBalancer } from "../kinds/elbv2-load-balancer";
import { boundToOneSts } from "../steps/partitions";
import type { Text } from "../text";
import type { Check, Verdict } from "./check";
import { isMissing, notHere, onlySeen } from "./seen";

const REGION = "us-east-1";
const DEFAULT_ROUTE = "0.0.0.0/0";
const names = boundToOneSts.join(", ");

/** Three scanners can't be told to ask another STS, so nodes without a way out scan nothing. */
export const sts: Check = {
  id: "health/sts",
  category: "health",
  title: {
    en: `The nodes have a way to STS in ${REGION}`,
    ja: `ノードから ${REGION} の STS への経路があります`,
  },
  why: {
    en: `${names} get their credentials from STS in ${REGION}, whatever the region they run in. Without a way there their pods look healthy and find nothing. What is looked at are the route tables of the nodes' subnets: firewalls, network ACLs and proxies can't be seen from here.`,
    ja: `${names} は、動作しているリージョンにかかわらず ${REGION} の STS から認証情報を取得します。経路がないと、Pod は正常に見えたまま何も検出しません。確認するのはノードのサブネットのルートテーブルです。ファイアウォール、ネットワーク ACL、プロキシはここからは確認できません。`,
  },
  fix: {
    en: "Give these subnets a default route through a NAT gateway. If the nodes reach STS in another way (a proxy, narrower routes through a transit gateway), put this check on the ignore list.",
    ja: "これらのサブネットに、NAT ゲートウェイを経由するデフォルトルートを追加してください。別の経路（プロキシ、Transit Gateway 経由の個別ルートなど）で STS に到達できる場合は、このチェックを無視リストに登録してください。",
  },
  reads: ["ec2:DescribeRouteTables", "ec2:DescribeVpcEndpoints"],
  key: "region",

  async run(look) {
    const { dataSources, partition } = look.target;
    if (!dataSources.includes("aws")) return nothingScanned;
    if (partition !== MAIN_PARTITION) return elsewhere(partition);
    const cluster = onlySeen(look, eksCluster)?.is.outputs;
    if (!cluster) return isMissing;
    const ofNodes = onlySeen(look, eksNodes)?.is.outputs.subnetIds ?? [];
    const subnets = ofNodes.length > 0 ? ofNodes : cluster.subnetIds;
    const vpc = cluster.vpcId ?? onlySeen(look, elbv2LoadBalancer)?.is.outputs.vpcId;
    if (!vpc) return isMissing;
    const tables = await tablesOf(look.aws, vpc);
    const closed = subnets.filter((subnet) => !leadsOut(tableOf(subnet, tables)));
    if (closed.length === 0 || (await hasEndpoint(look.aws, vpc))) return { status: "pass", found: onlyRoutes };
    return {
      status: "warn",
      found: noWay,
      details: closed.map((subnet) => ({ path: subnet, expected: DEFAULT_ROUTE, actual: undefined })),
    };
  },
};

const tablesOf = (aws: Aws, vpc: string): Promise<readonly RouteTable[]> =>
  pages(
    (NextToken) => aws.ec2.DescribeRouteTables({ Filters: [{ Name: "vpc-id", Values: [vpc] }], NextToken }),
    (page) => page.RouteTables,
    (page) => page.NextToken,
  );

/** The table that a subnet names, or else the one of its VPC. */
const tableOf = (subnet: string, tables: readonly RouteTable[]): RouteTable | undefined =>
  tables.find(({ Associations = [] }) => Associations.some(({ SubnetId }) => SubnetId === subnet)) ??
  tables.find(({ Associations = [] }) => Associations.some(({ Main }) => Main));

const leadsOut = (table: RouteTable | undefined): boolean =>
  (table?.Routes ?? []).some(
    ({ DestinationCidrBlock, State }) => DestinationCidrBlock === DEFAULT_ROUTE && State !== "blackhole",
  );

/** An endpoint in the VPC stands for STS of its own region, where names are resolved to it. */
async function hasEndpoint(aws: Aws, vpc: string): Promise<boolean> {
  if (aws.region !== REGION) return false;
  const { VpcEndpoints = [] } = await aws.ec2.DescribeVpcEndpoints({
    Filters: [
      { Name: "vpc-id", Values: [vpc] },
      { Name: "service-name", Values: [`com.amazonaws.${REGION}.sts`] },
    ],
  });
  return VpcEndpoints.some(({ PrivateDnsEnabled, State }) => PrivateDnsEnabled && /^available$/i.test(State ?? ""));
}

const onlyRoutes: Text = {
  en: "By the route tables; firewalls and network ACLs were not looked at.",
  ja: "ルートテーブルによる確認です。ファイアウォールとネットワーク ACL は確認していません。",
};

const noWay: Text = {
  en: `Nodes stand in subnets without a default route, and ${names} call STS in ${REGION}.`,
  ja: `デフォルトルートのないサブネットにノードがありますが、${names} は ${REGION} の STS を呼び出します。`,
};

const elsewhere = (partition: string): Verdict => ({
  status: "warn",
  found: {
    en: `${names} can't work in ${partition}: STS in ${REGION} knows no role of it.`,
    ja: `${names} は ${partition} では動作しません。${REGION} の STS に、このパーティションのロールはありません。`,
  },
  fix: {
    en: "RISKEN has no setting for it. If these scanners aren't needed, put this check on the ignore list.",
    ja: "RISKEN には変更する設定がありません。これらのスキャナーが不要な場合は、このチェックを無視リストに登録してください。",
  },
});

const nothingScanned = notHere({
  en: "AWS is not among the data sources that are scanned.",
  ja: "スキャンするデータソースに AWS が含まれていません。",
});
