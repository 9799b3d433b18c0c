import { describe, expect, test } from "vitest";
import { reasonsAgainst } from "../../src/commands/work";
import { refsIn, Withheld } from "../../src/engine/ref";
import type { Account } from "../../src/sandbox/account";
import { addAutoScalingGroup } from "../../src/sandbox/autoscaling";
import { freshAccount } from "../../src/sandbox/fresh";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { ingressInputs } from "../../src/steps/ingress-inputs";
import { sandboxed } from "../sandboxed";
import { aTarget } from "./a-target";
import { build, type Given, type SignIn, wayIn } from "./way-in";

const least = { loadBalancer: freshIds.loadBalancerName, consoleHost: "console.example.com" };
const withTokens = { apiHost: "api.example.com", apiSourceIps: ["203.0.113.0/24"] };

const addresses = (given: Given = {}) => build(given).resources!.map(({ address }) => address);
const at = (address: string, given: Given = {}) => build(given).resources!.find((one) => one.address === address)!;
const rulesOf = (given?: Given) => addresses(given).filter((address) => address.startsWith("rule/"));

describe("the step", () => {
  test("makes the way in to the console from few answers", () => {
    expect(addresses()).toEqual([
      "load-balancer/ingress",
      "listener/https",
      "target-group/api",
      "node-attachment/api",
      "target-group/web",
      "node-attachment/web",
      "opening/nodes",
      "rule/console-api",
      "rule/console-web",
    ]);
  });

  test("has target groups as RISKEN's documentation says", () => {
    const { Name, Port, HealthCheckPath, TargetType, ProtocolVersion } = at("target-group/web").spec;
    expect([Name, Port, HealthCheckPath, TargetType, ProtocolVersion]).toEqual([
      "risken-prd-web",
      30081,
      "/index.html",
      "instance",
      "HTTP1",
    ]);
    expect(at("target-group/api").spec).toMatchObject({ Port: 30080, HealthCheckPath: "/healthz" });
  });

  test("signs people in before it forwards them", () => {
    const [first, second] = at("rule/console-api").spec.Actions as { Type: string; Order: number }[];
    expect([first?.Type, first?.Order, second?.Type, second?.Order]).toEqual(["authenticate-oidc", 1, "forward", 2]);
    expect(at("rule/console-web").spec.Conditions).toEqual([
      { Field: "host-header", HostHeaderConfig: { Values: ["console.example.com"] } },
      { Field: "path-pattern", PathPatternConfig: { Values: ["/*"] } },
    ]);
  });

  test("guards the access-token endpoint, and answers 404 for the rest of its host", () => {
    expect(rulesOf(withTokens)).toEqual([
      "rule/api-forged-identity",
      "rule/api-token-1",
      "rule/api-not-found",
      "rule/console-api",
      "rule/console-web",
    ]);
    expect(at("rule/api-forged-identity", withTokens).spec).toMatchObject({
      Conditions: [
        { HostHeaderConfig: { Values: ["api.example.com"] } },
        { HttpHeaderConfig: { HttpHeaderName: "x-amzn-oidc-identity", Values: ["*"] } },
      ],
      Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "403" } }],
    });
    expect(at("rule/api-not-found", withTokens).spec.Actions).toMatchObject([
      { FixedResponseConfig: { StatusCode: "404" } },
    ]);
  });

  test("never opens the access-token endpoint before its guard stands", () => {
    const sources = refsIn(at("rule/api-token-1", withTokens).spec).flatMap((ref) => ref.sources);
    expect(sources.map(({ address }) => address)).toContain("rule/api-forged-identity");
  });

  test("spreads addresses over rules of three, because a rule holds five values", () => {
    const apiSourceIps = [1, 2, 3, 4, 5, 6, 7].map((one) => `203.0.113.${one}/32`);
    const given = { ...withTokens, apiSourceIps: [...apiSourceIps, apiSourceIps[0]!] };
    expect(rulesOf(given).slice(0, 5)).toEqual([
      "rule/api-forged-identity",
      "rule/api-token-1",
      "rule/api-token-2",
      "rule/api-token-3",
      "rule/api-not-found",
    ]);
    const values = [1, 2, 3].map((one) => {
      const conditions = at(`rule/api-token-${one}`, given).spec.Conditions as Record<string, { Values: string[] }>[];
      return conditions[2]?.SourceIpConfig?.Values;
    });
    expect(values.flat()).toEqual(apiSourceIps);
    expect(values.map((some) => some?.length)).toEqual([3, 3, 1]);
  });

  test("touches the listener's default action only when told", () => {
    expect(addresses({ defaultAction: "not-found" })).toContain("default-action/https");
    expect(addresses({ defaultAction: "keep" })).not.toContain("default-action/https");
  });

  test("uses target groups that somebody brings, with their targets", () => {
    const api = aTarget().arn("elasticloadbalancing", "targetgroup/our-api/0123456789abcdef");
    const given = { targetGroups: { api } };
    expect(at("target-group/api", given)).toMatchObject({ wanted: "existing", spec: { Name: "our-api" } });
    expect(addresses(given)).not.toContain("node-attachment/api");
    expect(at("opening/nodes", given).spec).toMatchObject({ FromPort: 30081, ToPort: 30081 });
    const web = aTarget().arn("elasticloadbalancing", "targetgroup/our-web/0123456789abcdef");
    expect(addresses({ targetGroups: { api, web } })).not.toContain("opening/nodes");
  });

  test("takes the nodes that the config names over those of the cluster", () => {
    const nodes = { autoScalingGroups: ["blue"], securityGroups: ["sg-0123456789", "sg-9876543210"] };
    expect(at("node-attachment/api", { nodes }).spec.AutoScalingGroupNames).toEqual(["blue"]);
    expect(addresses({ nodes }).filter((address) => address.startsWith("opening/"))).toEqual([
      "opening/sg-0123456789",
      "opening/sg-9876543210",
    ]);
  });

  test("tells RISKEN its address and the region of the load balancer", () => {
    expect(build({ consoleHost: "Console.Example.com" }).environment).toEqual([
      {
        directory: "common",
        name: "BASE_URL",
        // People follow it, so the rules have to be there.
        after: ["rule/console-api", "rule/console-web"],
        value: "https://console.example.com",
      },
      { directory: "gateway/gateway", name: "REGION", value: "ap-northeast-1" },
    ]);
  });
});

describe("the section refuses", () => {
  test.each<readonly [string, object, readonly string[]]>([
    ["a host without a dot", { consoleHost: "localhost" }, ["consoleHost"]],
    ["an address instead of a host", { consoleHost: "https://console.example.com" }, ["consoleHost"]],
    ["one host for both", { apiHost: "CONSOLE.example.com" }, ["apiHost"]],
    ["addresses without a host to restrict", { apiSourceIps: ["203.0.113.0/24"] }, ["apiSourceIps"]],
    ["an address without its length", { ...withTokens, apiSourceIps: ["203.0.113.1"] }, ["apiSourceIps"]],
    ["a length beyond the address", { ...withTokens, apiSourceIps: ["203.0.113.0/33"] }, ["apiSourceIps"]],
    ["a band from high to low", { priorities: "20-10" }, ["priorities"]],
    ["a band beyond ELB's range", { priorities: "1-50001" }, ["priorities"]],
    ["a key that there is none of", { hostZone: "example.com" }, []],
    ["a zone that is no domain", { hostedZone: "example" }, ["hostedZone"]],
    ["a certificate by its name", { certificate: "console" }, ["certificate"]],
  ])("%s", (_, given, path) => {
    const { error } = ingressInputs.safeParse({ ...least, ...given });
    expect(error?.issues[0]?.path.slice(0, 1)).toEqual(path);
  });

  test("nothing that is right", () => {
    const given = { ...least, apiHost: "api.example.com", apiSourceIps: ["2001:db8::/32", "203.0.113.0/24"] };
    expect(ingressInputs.parse(given)).toMatchObject({ priorities: "1000-1099", defaultAction: "keep" });
  });
});

async function installed(prepare: (account: Account) => void = freshAccount) {
  const world = await sandboxed(prepare);
  const at = { loadBalancer: freshIds.loadBalancerName, cluster: freshIds.clusterName };
  return { ...world, ...wayIn(world.aws, at) };
}

describe("on a fresh account", () => {
  test("what was applied is as wanted, and the second look finds nothing to do", async () => {
    const { apply, actions, rules, calls, look } = await installed();
    await apply(withTokens);
    expect((await rules()).map(({ Priority }) => Priority)).toEqual([
      "1000",
      "1001",
      "1002",
      "1003",
      "1004",
      "default",
    ]);
    expect(await actions(withTokens)).toEqual([]);
    calls.length = 0;
    await look(withTokens);
    const asked = calls.map(({ operation }) => operation).filter((one) => one.startsWith("Describe"));
    expect(asked.sort()).toEqual([
      "DescribeAutoScalingGroups",
      "DescribeCluster",
      "DescribeListeners",
      "DescribeLoadBalancers",
      "DescribeNodegroup",
      "DescribeRules",
      // The group of the nodes, and all rules that are ours.
      "DescribeSecurityGroupRules",
      "DescribeSecurityGroupRules",
      // Load balancer and rules, then the listener.
      "DescribeTags",
      "DescribeTags",
      "DescribeTargetGroups",
    ]);
  });

  test("a new host finds room behind the rules that are there, and none of them moves", async () => {
    const { apply, actions } = await installed();
    await apply();
    expect(await actions(withTokens)).toEqual([
      "create rule/api-forged-identity",
      "create rule/api-token-1",
      "create rule/api-not-found",
    ]);
    await apply(withTokens);
    expect(await actions(withTokens)).toEqual([]);
  });

  test("more addresses come between the rules of their host, in the right order", async () => {
    const { apply, actions, rules } = await installed();
    await apply(withTokens);
    const more = { ...withTokens, apiSourceIps: [1, 2, 3, 4].map((one) => `203.0.113.${one}/32`) };
    await apply(more);
    expect(await actions(more)).toEqual([]);
    const order = (await rules())
      .filter(({ Conditions }) => JSON.stringify(Conditions).includes("api.example.com"))
      .map(({ Conditions }) =>
        Conditions!
          .map(({ Field }) => Field)
          .sort()
          .join(" "),
      );
    expect(order).toEqual([
      "host-header http-header",
      "host-header path-pattern source-ip",
      "host-header path-pattern source-ip",
      "host-header",
    ]);
  });

  test("what the config no longer wants is shown, and pruned", async () => {
    const { apply, actions } = await installed();
    await apply(withTokens);
    expect((await actions()).sort()).toEqual([
      "delete rule/api-forged-identity",
      "delete rule/api-not-found",
      "delete rule/api-token-1",
    ]);
    await apply(undefined, true);
    expect(await actions()).toEqual([]);
  });

  test("somebody else's rule for the same host and path is in the way", async () => {
    const { aws, look, rules } = await installed();
    const { RuleArn } = (await rules())[0]!;
    await aws.elbv2.CreateRule({
      ListenerArn: RuleArn!.replace(":listener-rule/", ":listener/").split("/").slice(0, -1).join("/"),
      Priority: 7,
      Conditions: [
        { Field: "path-pattern", Values: ["/api/*"] },
        { Field: "host-header", Values: ["Console.example.com"] },
      ],
      Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "200" } }],
    });
    const blocked = (await look()).plan.changes.filter((change) => change.blocked);
    expect(blocked.map(({ resource, blocked: why }) => [resource.address, why?.exit])).toEqual([
      ["rule/console-api", 4],
    ]);
  });

  test("the secret of the OIDC client is asked for again where another client or issuer takes its place", async () => {
    const { apply, look } = await installed();
    await apply();
    const ClientSecret = new Withheld("auth.oidc.clientSecret", "RISKEN_OIDC_CLIENT_SECRET");
    const missing = async (different: SignIn) => (await look({}, different)).plan.missing.map(({ exit }) => exit);
    expect(await missing({ ClientSecret, Scope: "openid email" })).toEqual([]);
    expect(await missing({ ClientSecret, ClientId: "other" })).toEqual([3, 3]);
    expect(await missing({ ClientSecret, Issuer: "https://other.example.com" })).toEqual([3, 3]);
    expect(await missing({ ClientId: "other" })).toEqual([]);
  });

  test("a band without room is refused, once and before anything is made", async () => {
    const { look } = await installed();
    const { plan } = await look({ ...withTokens, priorities: "1-3" });
    expect(reasonsAgainst(plan)).toMatchObject([{ code: "no-room-for-rules", exit: 3 }]);
  });

  test("an attachment and an opening that are there already are left alone", async () => {
    const { aws, apply, actions } = await installed();
    await aws.ec2.AuthorizeSecurityGroupIngress({
      GroupId: freshIds.clusterSecurityGroupId,
      IpPermissions: [
        {
          IpProtocol: "tcp",
          FromPort: 30080,
          ToPort: 30081,
          UserIdGroupPairs: [{ GroupId: freshIds.albSecurityGroupId }],
        },
      ],
    });
    expect(await actions()).not.toContain("create opening/nodes");
    await apply();
    expect(await actions()).toEqual([]);
  });

  test("a node group that was replaced is attached again", async () => {
    const { account, apply, actions } = await installed();
    await apply();
    delete account.table("autoscaling.groups")[freshIds.autoScalingGroupName];
    addAutoScalingGroup(account, freshIds.autoScalingGroupName);
    expect(await actions()).toEqual(["create node-attachment/api", "create node-attachment/web"]);
  });

  test("a cluster without node groups needs to be told the nodes", async () => {
    const { look } = await installed((account) => {
      freshAccount(account);
      for (const table of ["eks.nodegroups"])
        for (const row of Object.keys(account.table(table))) delete account.table(table)[row];
    });
    await expect(look()).rejects.toMatchObject({ code: "no-node-groups", exit: 3 });
    const named = { nodes: { autoScalingGroups: [freshIds.autoScalingGroupName] } };
    expect((await look(named)).plan.refusals).toEqual([]);
  });
});
