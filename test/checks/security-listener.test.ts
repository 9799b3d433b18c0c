import { describe, expect, test } from "vitest";
import { addListener } from "../../src/sandbox/elbv2";
import { listeners } from "../../src/sandbox/elbv2-tables";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { type Installed, installed } from "./installed";

const { vpcId } = freshIds;

/** What one check has to say. */
async function verdict({ results }: Installed, id: string) {
  return (await results()).find((one) => one.id === id)!;
}

describe("the listener", () => {
  const listenerArn = ({ account: { state } }: Installed) => Object.keys(state.tables["elbv2.listeners"]!)[0]!;
  const targetGroup = async ({ aws }: Installed, name = "risken-prd-api") =>
    (await aws.elbv2.DescribeTargetGroups({ Names: [name] })).TargetGroups![0]!.TargetGroupArn!;
  const rule = async (here: Installed, id: string) => {
    const { Rules } = await here.aws.elbv2.DescribeRules({ ListenerArn: listenerArn(here) });
    const arns = Rules!.filter(({ IsDefault }) => !IsDefault).map(({ RuleArn }) => RuleArn!);
    const { TagDescriptions } = await here.aws.elbv2.DescribeTags({ ResourceArns: arns });
    const arn = TagDescriptions!.find(({ Tags }) => Tags!.some(({ Value }) => Value === `rule/${id}`))!.ResourceArn!;
    return Rules!.find(({ RuleArn }) => RuleArn === arn)!;
  };
  const add = async (here: Installed, Priority: number, Conditions: object[], group?: string) => {
    const { Rules } = await here.aws.elbv2.CreateRule({
      ListenerArn: listenerArn(here),
      Priority,
      Conditions,
      Actions: [{ Type: "forward", TargetGroupArn: await targetGroup(here, group) }],
    });
    return Rules![0]!.RuleArn!;
  };
  const hostIs = (...Values: string[]) => ({ Field: "host-header", HostHeaderConfig: { Values } });

  test("without the rule against forged identity headers lets everybody be anybody", async () => {
    const here = await installed();
    await here.aws.elbv2.DeleteRule({ RuleArn: (await rule(here, "api-forged-identity")).RuleArn });
    // The ways in refer to the guard, which is to be made anew.
    const behind = ["rule/api-token-1", "rule/api-token-2"];
    expect(await here.failing()).toEqual(["rule/api-forged-identity", ...behind, "security/forged-identity"]);
    expect((await verdict(here, "security/forged-identity")).fix?.en).toContain("risken-aws doctor --fix");
  });

  test.each([
    ["is moved behind what it guards", async (here: Installed, RuleArn: string) => move(here, RuleArn, 1099)],
    ["lets some through", async (here: Installed, RuleArn: string) => narrow(here, RuleArn, [fromOffice])],
  ])("whose rule against forged identity headers %s doesn't guard", async (_, spoil) => {
    const here = await installed();
    await spoil(here, (await rule(here, "api-forged-identity")).RuleArn!);
    expect(await here.failing()).toEqual(["rule/api-forged-identity", "security/forged-identity"]);
  });
  const fromOffice = { Field: "source-ip", SourceIpConfig: { Values: ["198.51.100.0/24"] } };
  const move = ({ aws }: Installed, RuleArn: string, Priority: number) =>
    aws.elbv2.SetRulePriorities({ RulePriorities: [{ RuleArn, Priority }] });
  async function narrow({ aws }: Installed, RuleArn: string, more: object[]) {
    const { Rules } = await aws.elbv2.DescribeRules({ RuleArns: [RuleArn] });
    const typed = Rules![0]!.Conditions!.map(({ Values, ...condition }) => condition);
    await aws.elbv2.ModifyRule({ RuleArn, Conditions: [...typed, ...more] });
  }

  test("with somebody's own way to the API past the sign-in has a line that removes it", async () => {
    const here = await installed();
    const arn = await add(here, 2, [hostIs("other.example.com"), { ...fromOffice }]);
    expect(await here.failing()).toEqual(["security/forged-identity"]);
    expect((await verdict(here, "security/forged-identity")).fix?.en).toContain(
      `aws elbv2 delete-rule --rule-arn ${arn}`,
    );
  });

  test("may send anybody to the web server: it asks nobody who they are", async () => {
    const here = await installed();
    await add(here, 2, [hostIs("other.example.com")], "risken-prd-web");
    expect(await here.failing()).toEqual([]);
  });

  test("may have a rule of somebody's that a wider guard covers", async () => {
    const here = await installed();
    const header = {
      Field: "http-header",
      HttpHeaderConfig: { HttpHeaderName: "X-Amzn-Oidc-Identity", Values: ["*"] },
    };
    await here.aws.elbv2.CreateRule({
      ListenerArn: listenerArn(here),
      Priority: 1,
      Conditions: [hostIs("*.example.com"), header],
      Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "403" } }],
    });
    await add(here, 2, [hostIs("api-?.example.com"), { ...fromOffice }]);
    // It is tried before ours, whatever it is good for.
    expect(await here.failing()).toEqual(["drift/foreign-rule"]);
    await add(here, 3, [{ ...fromOffice }]);
    expect(await here.failing()).toEqual(["drift/foreign-rule", "security/forged-identity"]);
  });

  test("takes access tokens from everywhere where the config names no addresses: a warning", async () => {
    const here = await installed({ config: { ingress: { apiSourceIps: undefined } } });
    expect(await here.failing()).toEqual(["security/token-host-sources"]);
    expect((await verdict(here, "security/token-host-sources")).status).toBe("warn");
  });

  test("takes access tokens from everywhere where somebody has removed the addresses", async () => {
    const here = await installed();
    const { RuleArn } = await rule(here, "api-token-1");
    const everywhere = { Field: "source-ip", SourceIpConfig: { Values: ["0.0.0.0/0"] } };
    await here.aws.elbv2.ModifyRule({ RuleArn, Conditions: [hostIs("api.example.com"), everywhere] });
    expect(await here.failing()).toEqual(["rule/api-token-1", "security/token-host-sources"]);
  });

  test("without an endpoint for access tokens needs neither guard nor addresses", async () => {
    const here = await installed({ config: { ingress: { apiHost: undefined, apiSourceIps: undefined } } });
    expect(await here.failing()).toEqual([]);
    expect(await verdict(here, "security/token-host-sources")).toMatchObject({ status: "skip", notApplicable: true });
  });

  test("that forwards by default to RISKEN fails, to somebody else's it warns", async () => {
    const here = await installed();
    const forward = async (TargetGroupArn: string) =>
      here.aws.elbv2.ModifyListener({
        ListenerArn: listenerArn(here),
        DefaultActions: [{ Type: "forward", TargetGroupArn }],
      });
    await forward(await targetGroup(here));
    expect(await here.failing()).toEqual(["security/default-action"]);
    expect((await verdict(here, "security/default-action")).status).toBe("fail");

    const other = { Name: "theirs", Port: 80, Protocol: "HTTP" as const, VpcId: vpcId };
    await forward((await here.aws.elbv2.CreateTargetGroup(other)).TargetGroups![0]!.TargetGroupArn!);
    expect(await here.failing()).toEqual(["security/default-action"]);
    expect((await verdict(here, "security/default-action")).status).toBe("warn");
  });

  test.each([
    ["ELBSecurityPolicy-2016-08", "warn"],
    ["ELBSecurityPolicy-FS-2018-06", "warn"],
    ["ELBSecurityPolicy-TLS-1-1-2017-01", "warn"],
    ["ELBSecurityPolicy-TLS13-1-0-2021-06", "warn"],
    ["ELBSecurityPolicy-FS-1-2-Res-2020-10", "pass"],
    ["ELBSecurityPolicy-TLS-1-2-Ext-2018-06", "pass"],
    ["ELBSecurityPolicy-TLS13-1-3-2021-06", "pass"],
    ["ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", "pass"],
    ["Something-Else", "skip"],
  ] as const)("with the TLS policy %s: %s", async (sslPolicy, status) => {
    const here = await installed();
    const arn = listenerArn(here);
    listeners(here.account)[arn] = { ...listeners(here.account)[arn]!, sslPolicy };
    expect(await verdict(here, "security/tls-policy")).toMatchObject({ status });
    expect(await here.failing()).toEqual(status === "pass" ? [] : ["security/tls-policy"]);
  });

  test("that isn't there is drift's to say", async () => {
    const here = await installed();
    const arn = listenerArn(here);
    const balancer = listeners(here.account)[arn]!.loadBalancerArn;
    delete listeners(here.account)[arn];
    addListener(here.account, balancer, { port: 80, protocol: "HTTP" });
    const failing = await here.failing();
    expect(failing).toContain("listener/https");
    expect(failing.filter((id) => id.startsWith("security/"))).toEqual([]);
  });
});
