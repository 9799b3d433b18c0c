import { describe, expect, test } from "vitest";
import { reasonsAgainst } from "../../src/commands/work";
import { Problem } from "../../src/problems";
import { addListener, addLoadBalancer } from "../../src/sandbox/elbv2";
import { groups } from "../../src/sandbox/elbv2-tables";
import { freshAccount } from "../../src/sandbox/fresh";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { sandboxed } from "../sandboxed";
import { type Given, wayIn } from "./way-in";

async function world() {
  let other = "";
  const { aws, account, calls } = await sandboxed((fresh) => {
    freshAccount(fresh);
    other = addListener(fresh, addLoadBalancer(fresh, { name: "other" }));
  });
  const way = wayIn(aws, { loadBalancer: freshIds.loadBalancerName, cluster: freshIds.clusterName });
  const make = async (VpcId: string = freshIds.vpcId) => {
    const { TargetGroups } = await aws.elbv2.CreateTargetGroup({ Name: "our-api", Port: 80, Protocol: "HTTP", VpcId });
    return TargetGroups![0]!.TargetGroupArn!;
  };
  /** A rule of the other load balancer forwards to it. */
  const serve = (TargetGroupArn: string) =>
    aws.elbv2.CreateRule({
      ListenerArn: other,
      Priority: 1,
      Conditions: [{ Field: "path-pattern", Values: ["/theirs"] }],
      Actions: [{ Type: "forward", TargetGroupArn }],
    });
  /** Why nothing would be done, before anything is written. */
  const refusals = async (given?: Given): Promise<readonly unknown[]> => {
    calls.length = 0;
    const reasons = await way.look(given).then(
      ({ plan }) => reasonsAgainst(plan),
      (error: unknown) => {
        if (error instanceof Problem) return [error];
        throw error;
      },
    );
    expect(calls.filter(({ operation }) => !/^(Describe|Get|List)/.test(operation))).toEqual([]);
    return reasons.map(({ code, exit, fix }) => [code, exit, fix?.en]);
  };
  return { ...way, aws, account, make, serve, refusals };
}

const inVpc = expect.stringMatching(/in ingress\.targetGroups\.api/);

describe("a target group that the config names", () => {
  test("is used where it is free, and where it serves this load balancer already", async () => {
    const { make, apply, refusals } = await world();
    const given = { targetGroups: { api: await make() } };
    expect(await refusals(given)).toEqual([]);
    await apply(given);
    expect(await refusals(given)).toEqual([]);
  });

  test("is another one than that which has its name now: refused", async () => {
    const { make, refusals } = await world();
    const api = (await make()).replace(/[0-9a-f]+$/, "0000000000000000");
    expect(await refusals({ targetGroups: { api } })).toEqual([["not-there", 3, expect.any(String)]]);
  });

  test("is refused in another VPC", async () => {
    const { make, refusals } = await world();
    const api = await make("vpc-0fedcba9876543210");
    expect(await refusals({ targetGroups: { api } })).toEqual([["target-group-in-other-vpc", 3, inVpc]]);
  });

  test("is refused where it serves another load balancer", async () => {
    const { make, serve, refusals } = await world();
    const api = await make();
    await serve(api);
    expect(await refusals({ targetGroups: { api } })).toEqual([["target-group-in-use", 4, inVpc]]);
  });

  test("is refused also where the rules are there already", async () => {
    const { make, serve, apply, refusals } = await world();
    await apply();
    const api = await make();
    await serve(api);
    expect(await refusals({ targetGroups: { api } })).toEqual([["target-group-in-use", 4, inVpc]]);
  });
});

describe("a target group of ours", () => {
  const field = async (fields: object) => {
    const way = await world();
    await way.apply();
    const row = Object.values(groups(way.account)).find((one) => one.fields.TargetGroupName === "risken-prd-api")!;
    Object.assign(row.fields, fields);
    return way;
  };

  test("is not replaced while rules forward to it, and the warning says what stays", async () => {
    const { look } = await field({ Port: 31080 });
    const { plan } = await look();
    expect(plan.changes.filter(({ action }) => action !== "none")).toEqual([]);
    expect(plan.warnings.map(({ en }) => en)).toEqual([expect.stringContaining("Port of the target group")]);
  });

  test("is refused where the load balancer is in another VPC", async () => {
    const { refusals } = await field({ VpcId: "vpc-0fedcba9876543210" });
    expect(await refusals()).toEqual([["target-group-in-other-vpc", 3, expect.stringMatching(/a new one is made/)]]);
  });

  test("is refused where the config names another load balancer while it serves this one", async () => {
    const { apply, refusals } = await world();
    await apply();
    expect(await refusals({ loadBalancer: "other" })).toContainEqual([
      "target-group-in-use",
      4,
      expect.stringMatching(/that forward to it there/),
    ]);
  });
});

test("one in place of ours in which nodes can't be registered is refused, with how to use it as it is", async () => {
  const { aws, refusals } = await world();
  await aws.elbv2.CreateTargetGroup({
    Name: "risken-prd-api",
    Port: 30080,
    Protocol: "HTTP",
    VpcId: freshIds.vpcId,
    TargetType: "ip",
  });
  const how = expect.stringMatching(/ingress\.targetGroups\.api: arn:/);
  expect(await refusals()).toEqual([["target-group-without-nodes", 3, how]]);
});
