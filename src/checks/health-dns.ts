import { elbv2LoadBalancer } from "../kinds/elbv2-load-balancer";
import type { Check } from "./check";
import { isMissing, nobodyResolves, onlySeen, remedy, unlessNothing, unresolved } from "./seen";

/** Whether people who type the host names arrive at the load balancer. */
export const dns: Check = {
  id: "health/dns",
  category: "health",
  title: {
    en: "The DNS names of the hosts point at the load balancer",
    ja: "ホスト名の DNS がロードバランサーを指しています",
  },
  why: {
    en: "Without the record nobody finds RISKEN; with another address people arrive somewhere else.",
    ja: "DNS レコードがないと RISKEN を開けません。別のアドレスを指していると、利用者は別の場所に接続してしまいます。",
  },
  fix: {
    en: "Where the domain's zone is in this account, name it in ingress.hostedZone and apply. Otherwise make an alias record for the host that points at the load balancer, in the zone of its domain. If something of yours stands in front of the load balancer, put this check on the ignore list.",
    ja: "ドメインのゾーンがこのアカウントにある場合は、ingress.hostedZone に指定して apply してください。それ以外の場合は、ドメインのゾーンにロードバランサーを指すエイリアスレコードを作成してください。ロードバランサーの手前に別の仕組みを置いている場合は、このチェックを無視リストに登録してください。",
  },
  key: "ingress.consoleHost",

  async run(look) {
    const { resolver } = look;
    const balancer = onlySeen(look, elbv2LoadBalancer)?.is.outputs;
    if (!balancer) return isMissing;
    if (!resolver) return nobodyResolves;
    const { consoleHost, apiHost } = look.target;
    const names = [consoleHost, ...(apiHost ? [apiHost] : [])];
    let all: readonly (readonly string[])[];
    try {
      all = await Promise.all([balancer.dnsName, ...names].map((name) => resolver.addresses(name)));
    } catch (error) {
      return unresolved(error);
    }
    const [there = [], ...found] = all;
    // A large load balancer answers with some of its addresses only, so one in common is enough.
    const wrong = names.flatMap((host, at) => {
      const addresses = found[at]!;
      return addresses.some((one) => there.includes(one)) ? [] : [{ host, addresses }];
    });
    return unlessNothing({
      status: "fail",
      found: {
        en: `${wrong.map(({ host }) => host).join(" and ")} ${wrong.length === 1 ? "does" : "do"} not point at the load balancer.`,
        ja: `${wrong.map(({ host }) => host).join(" と ")} がロードバランサーを指していません。`,
      },
      details: wrong.map(({ host, addresses }) => ({
        path: host,
        expected: balancer.dnsName,
        actual: addresses.length > 0 ? addresses.join(", ") : undefined,
      })),
      fix: remedy(dns.fix, ...wrong.map(({ host }) => record(host, balancer))),
    });
  },
};

function record(host: string, balancer: { readonly dnsName: string; readonly canonicalHostedZoneId: string }): string {
  const AliasTarget = {
    HostedZoneId: balancer.canonicalHostedZoneId,
    DNSName: balancer.dnsName,
    EvaluateTargetHealth: false,
  };
  const change = { Action: "UPSERT", ResourceRecordSet: { Name: host, Type: "A", AliasTarget } };
  return `aws route53 change-resource-record-sets --hosted-zone-id <zone id> --change-batch '${JSON.stringify({ Changes: [change] })}'`;
}
