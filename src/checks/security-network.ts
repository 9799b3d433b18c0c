import type { SecurityGroupRule } from "@aws-sdk/client-ec2";
import { ec2SecurityGroupRule, inboundRulesOf } from "../kinds/ec2-security-group-rule";
import { eksCluster } from "../kinds/eks-cluster";
import { elbv2LoadBalancer } from "../kinds/elbv2-load-balancer";
import { services } from "../risken/services";
import type { Check, Look } from "./check";
import { allSeen, isMissing, onlySeen, remedy, unlessNothing, withCommands } from "./seen";

const ports = services.flatMap(({ nodePort }) => (nodePort ? [nodePort.port] : []));
const range = `${Math.min(...ports)}-${Math.max(...ports)}`;

/** Who reaches the nodes' ports without passing through the load balancer. */
export const nodePorts: Check = {
  id: "security/node-ports",
  category: "security",
  title: {
    en: `Only the load balancer reaches the NodePorts ${range}`,
    ja: `NodePort ${range} に届くのはロードバランサーだけです`,
  },
  why: {
    en: "RISKEN's gateway believes the identity header alone. Who reaches its NodePort without the load balancer in between writes that header and is whoever they like, the administrator included.",
    ja: "RISKEN の gateway は ID ヘッダーだけでユーザーを判断します。ロードバランサーを通らずに NodePort に届く経路があると、ヘッダーを書き換えるだけで Admin を含む誰にでもなりすませます。",
  },
  fix: remedy(
    {
      en: "Remove the rule, or narrow it to other ports. risken-aws does not touch rules that it has not made:",
      ja: "ルールを削除するか、対象のポートを絞ってください。risken-aws は自身が作成していないルールには触れません:",
    },
    "aws ec2 revoke-security-group-ingress --group-id <group> --security-group-rule-ids <rule>",
  ),
  key: "ingress.nodes.securityGroups",

  async run(look) {
    const balancer = onlySeen(look, elbv2LoadBalancer);
    const groups = nodeGroups(look);
    if (!balancer || groups.length === 0) return isMissing;
    const rules = (await Promise.all(groups.map((group) => inboundRulesOf(look.aws, group)))).flat();
    // Nodes and their pods are one network to each other whatever a group says: kube-proxy needs it so.
    const known = [...balancer.is.outputs.securityGroups, ...groups];
    const open = rules.filter((rule) => reachesNodePorts(rule) && !known.includes(sourceOf(rule)));
    return unlessNothing({
      status: "fail",
      found: {
        en: "Something other than the load balancer reaches the gateway or the web server on the nodes directly.",
        ja: "ロードバランサー以外から、ノード上の gateway または web に直接届きます。",
      },
      details: open.map((rule) => ({
        path: `${rule.GroupId} ${rule.SecurityGroupRuleId}`,
        expected: balancer.is.outputs.securityGroups.join(", "),
        actual: `${sourceOf(rule)} → ${portsOf(rule)}`,
      })),
      fix: withCommands(nodePorts.fix, ...open.map(revocation)),
    });
  },
};

/** What the nodes wear: what the config says, else the group of the cluster. */
function nodeGroups(look: Look): readonly string[] {
  const opened = allSeen(look, ec2SecurityGroupRule).there.map(({ key }) => key.GroupId);
  const worn = opened.length > 0 ? opened : (onlySeen(look, eksCluster)?.is.outputs.securityGroupIds ?? []);
  return [...new Set(worn)];
}

function reachesNodePorts({ IpProtocol, FromPort = -1, ToPort = -1 }: SecurityGroupRule): boolean {
  if (IpProtocol === "-1") return true;
  return (IpProtocol === "tcp" || IpProtocol === "6") && ports.some((port) => FromPort <= port && port <= ToPort);
}

const sourceOf = ({ ReferencedGroupInfo, CidrIpv4, CidrIpv6, PrefixListId }: SecurityGroupRule): string =>
  ReferencedGroupInfo?.GroupId ?? CidrIpv4 ?? CidrIpv6 ?? PrefixListId ?? "?";

const portsOf = ({ IpProtocol, FromPort, ToPort }: SecurityGroupRule): string =>
  IpProtocol === "-1" ? "all" : FromPort === ToPort ? `${FromPort}` : `${FromPort}-${ToPort}`;

const revocation = ({ GroupId, SecurityGroupRuleId }: SecurityGroupRule): string =>
  `aws ec2 revoke-security-group-ingress --group-id ${GroupId} --security-group-rule-ids ${SecurityGroupRuleId}`;
