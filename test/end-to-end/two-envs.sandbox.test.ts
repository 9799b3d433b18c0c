import { describe, expect, test } from "vitest";
import { type Account, accountOf, type State } from "../../src/sandbox/account";
import { rules } from "../../src/sandbox/elbv2-tables";
import { canonical, differencesOf } from "./canonical";
import { copyOf, freshSandbox, pending, type Session, sessionOn } from "./sandbox-apply";
import { sandboxConfig, withValues } from "./sandbox-place";

/** Two envs on one cluster, one load balancer and one account. The name of the one begins like that of the other. */
const configs = {
  prd: sandboxConfig,
  "prd-eu": withValues(sandboxConfig, {
    env: "prd-eu",
    tags: { Owner: "europe", Team: "secops" },
    "cluster.namespace": "risken-eu",
    "auth.cognito.domainPrefix": "acme-risken-eu",
    "ingress.consoleHost": "console.eu.example.com",
    "ingress.apiHost": "api.eu.example.com",
  }),
};
type Env = keyof typeof configs;
const envs = Object.keys(configs) as readonly Env[];
const otherOf = (env: Env): Env => (env === "prd" ? "prd-eu" : "prd");

type Step = `${"apply" | "destroy"} ${Env}`;

/** All orders in which each is applied before it is destroyed. */
const orders: readonly (readonly Step[])[] = envs.flatMap((one): readonly (readonly Step[])[] => {
  const other = otherOf(one);
  return [
    [`apply ${one}`, `destroy ${one}`, `apply ${other}`, `destroy ${other}`],
    [`apply ${one}`, `apply ${other}`, `destroy ${one}`, `destroy ${other}`],
    [`apply ${one}`, `apply ${other}`, `destroy ${other}`, `destroy ${one}`],
  ];
});

const sessionsOn = async (account: Account): Promise<Readonly<Record<Env, Session>>> => ({
  prd: await sessionOn(account, configs.prd),
  "prd-eu": await sessionOn(account, configs["prd-eu"]),
});

/** What a fresh sandbox holds. */
const fresh: State = copyOf(freshSandbox());
const leftIn = (account: Account) =>
  differencesOf(canonical(fresh, fresh, []), canonical(account.state, fresh, [])).filter(
    (line) => !line.includes(": 0 rows"),
  );

const numbersOf = (account: Account) => Object.values(rules(account)).map(({ priority }) => priority);

test.each(orders.map((order) => [order.join(", "), order] as const))(
  "%s: the other one is never touched",
  async (_, order) => {
    const account = accountOf(structuredClone(fresh));
    const sessions = await sessionsOn(account);
    const there = new Set<Env>();
    for (const step of order) {
      const [verb, env] = step.split(" ") as ["apply" | "destroy", Env];
      const outcomes = await sessions[env][verb]();
      const left = outcomes.filter(({ status }) => status !== "done").map(({ change }) => change.resource.address);
      // The cluster's provider is everybody's: whoever goes last takes it along.
      const shared = verb === "destroy" && there.size > 1 ? ["oidc-provider/cluster"] : [];
      expect(left, step).toEqual(shared);
      if (verb === "apply") there.add(env);
      else there.delete(env);
      for (const one of there) expect(pending(await sessions[one].plan()), `${one} after ${step}`).toEqual([]);
      expect(new Set(numbersOf(account)).size, "each rule has a number of its own").toBe(numbersOf(account).length);
    }
    expect(leftIn(account)).toEqual([]);
  },
);

describe("an opening that both come through", () => {
  const openings = (account: Account) =>
    Object.values(account.table<{ readonly tags: Record<string, string> }>("ec2.securityGroupRules"))
      .map(({ tags }) => tags)
      .filter((tags) => "risken-aws:env" in tags);

  async function bothInstalled(first: Env) {
    const account = accountOf(structuredClone(fresh));
    const sessions = await sessionsOn(account);
    for (const env of [first, otherOf(first)]) await sessions[env].apply();
    const { TargetGroups } = await sessions.prd.aws.elbv2.CreateTargetGroup({
      Name: "theirs",
      Port: 30080,
      Protocol: "HTTP",
      VpcId: "vpc-0a1b2c3d4e5f60718",
      TargetType: "ip",
    });
    return { account, sessions, arn: TargetGroups![0]!.TargetGroupArn! };
  }

  test.each(envs)("goes over to the other where %s, which made it, doesn't need it any more", async (first) => {
    const { account, sessions, arn } = await bothInstalled(first);
    const brought = withValues(configs[first], { "ingress.targetGroups": { api: arn, web: arn } });
    const session = await sessionOn(account, brought);
    await session.apply();
    expect(pending(await sessions[otherOf(first)].plan())).toEqual([]);
    expect(openings(account)).toMatchObject([{ "risken-aws:env": first }]);
    const outcomes = await session.apply({ prune: true });
    expect(outcomes.filter(({ status }) => status !== "done")).toEqual([]);
    expect(openings(account)).toMatchObject([{ "risken-aws:env": otherOf(first) }]);
    for (const one of [session, sessions[otherOf(first)]]) expect(pending(await one.plan())).toEqual([]);
    await session.destroy();
    expect(pending(await sessions[otherOf(first)].plan())).toEqual([]);
  });

  test("goes where only its own come, which have another one by now", async () => {
    const account = accountOf(structuredClone(fresh));
    await (await sessionOn(account, configs.prd)).apply();
    const elsewhere = withValues(configs.prd, { "ingress.nodes.securityGroups": ["sg-0db000000000000db"] });
    const outcomes = await (await sessionOn(account, elsewhere)).apply({ prune: true });
    expect(outcomes.filter(({ status }) => status !== "done")).toEqual([]);
    expect(openings(account)).toHaveLength(1);
  });

  test("stays where somebody else comes through it whom nobody knows", async () => {
    const { account, arn } = await bothInstalled("prd");
    for (const { tags } of Object.values(account.table<{ tags: Record<string, string> }>("elbv2.targetGroups")))
      if (tags["risken-aws:env"] === "prd-eu") delete tags["risken-aws:env"];
    const session = await sessionOn(
      account,
      withValues(configs.prd, { "ingress.targetGroups": { api: arn, web: arn } }),
    );
    const outcomes = await session.apply({ prune: true });
    const kept = outcomes.filter(({ status }) => status !== "done");
    expect(kept.map(({ change, status }) => [status, change.resource.address, change.stays?.code])).toEqual([
      ["skipped", "opening/nodes", "still-needed"],
    ]);
    expect(openings(account)).toMatchObject([{ "risken-aws:env": "prd" }]);
  });
});
