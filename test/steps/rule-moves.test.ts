import type { CreateRuleInput, SetRulePrioritiesInput } from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, test } from "vitest";
import type { Call } from "../../src/aws/session";
import type { Account } from "../../src/sandbox/account";
import { freshAccount } from "../../src/sandbox/fresh";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { sandboxed } from "../sandboxed";
import { type Given, wayIn } from "./way-in";

interface Row {
  readonly listenerArn: string;
  priority: number;
  readonly tags: Readonly<Record<string, string>>;
}

const rows = (account: Account) => Object.values(account.table<Row>("elbv2.rules"));
/** The names of our rules in the order in which a request meets them. */
const order = (account: Account) =>
  rows(account)
    .filter(({ tags }) => tags["risken-aws:id"])
    .sort((one, other) => one.priority - other.priority)
    .map(({ tags }) => tags["risken-aws:id"]!.replace("rule/", ""));

/** An installed way in, and the order of the rules at every moment since: before each call, and now. */
async function watched(given: Given) {
  const moments: string[][] = [];
  let account!: Account;
  let meanwhile: ((call: Call) => void) | undefined;
  const world = await sandboxed(
    (fresh) => {
      freshAccount(fresh);
      account = fresh;
    },
    (call) => {
      moments.push(order(account));
      meanwhile?.(call);
    },
  );
  const way = wayIn(world.aws, { loadBalancer: freshIds.loadBalancerName, cluster: freshIds.clusterName });
  await way.apply(given);
  moments.length = 0;
  world.calls.length = 0;
  return {
    ...way,
    ...world,
    moments: () => [...moments, order(account)],
    sent: (operation: string) => world.calls.filter((call) => call.operation === operation).length,
    each: (does: typeof meanwhile) => {
      meanwhile = does;
    },
  };
}

const withTokens = {
  apiHost: "api.example.com",
  apiSourceIps: [1, 2, 3, 4].map((one) => `203.0.113.${one}/32`),
  priorities: "1000-1099",
};

/** No token rule without the guard above it, nothing behind what answers 404, the console there and in order. */
function isSafe(moment: readonly string[]): boolean {
  const at = (one: string) => moment.indexOf(one);
  const tokens = moment.filter((one) => one.startsWith("api-token"));
  return (
    tokens.every((one) => at("api-forged-identity") >= 0 && at("api-forged-identity") < at(one)) &&
    tokens.every((one) => at("api-not-found") < 0 || at(one) < at("api-not-found")) &&
    at("console-api") >= 0 &&
    at("console-api") < at("console-web")
  );
}

describe("at every moment the guard stands above the tokens, and the console is open", () => {
  test.each([
    ["up", "2000-2099"],
    ["down", "500-599"],
    ["up by a little", "1002-1099"],
    ["down by a little", "998-1003"],
  ])("while the band moves %s", async (_, priorities) => {
    const { apply, actions, moments, sent } = await watched(withTokens);
    await apply({ ...withTokens, priorities });
    expect(moments().filter((moment) => !isSafe(moment))).toEqual([]);
    expect(sent("SetRulePriorities")).toBe(1);
    expect(await actions({ ...withTokens, priorities })).toEqual([]);
  });

  test("while the band moves and another rule comes in", async () => {
    const { apply, actions, moments } = await watched({ ...withTokens, apiSourceIps: ["203.0.113.1/32"] });
    const moved = { ...withTokens, priorities: "2000-2099" };
    await apply(moved);
    expect(moments().filter((moment) => !isSafe(moment))).toEqual([]);
    expect(await actions(moved)).toEqual([]);
  });

  test("while a rule moves behind that nobody wants any more", async () => {
    const { run, apply, moments } = await watched(withTokens);
    const fewer = { ...withTokens, apiSourceIps: ["203.0.113.1/32"], priorities: "2000-2099" };
    await run(fewer);
    expect(moments().filter((moment) => !isSafe(moment))).toEqual([]);
    expect(moments().at(-1)).toContain("api-token-2");
    await apply(fewer, true);
    expect(moments().at(-1)).not.toContain("api-token-2");
  });

  test("while somebody else takes numbers that they move to", async () => {
    const { apply, actions, moments, sent, account, each } = await watched(withTokens);
    let taken = 0;
    each(({ operation, input }) => {
      if (operation !== "SetRulePriorities" || taken++ === 2) return;
      theirs(account, (input as SetRulePrioritiesInput).RulePriorities![0]!.Priority!);
    });
    const moved = { ...withTokens, priorities: "2000-2099" };
    await apply(moved);
    expect(moments().filter((moment) => !isSafe(moment))).toEqual([]);
    expect(sent("SetRulePriorities")).toBe(3);
    expect(await actions(moved)).toEqual([]);
  });
});

describe("a number that somebody else takes before we do", () => {
  const consoleOnly = { priorities: "1000-1099" };
  /** Takes the numbers under which one of ours would be made, so many times. */
  const rival = async (rule: string, times: number) => {
    const way = await watched(consoleOnly);
    let left = times;
    way.each(({ operation, input }) => {
      const { Tags, Priority } = input as CreateRuleInput;
      if (operation !== "CreateRule" || left === 0 || !Tags!.some(({ Value }) => Value === `rule/${rule}`)) return;
      left--;
      theirs(way.account, Priority!);
    });
    return way;
  };

  test.each([
    ["api-forged-identity", 1],
    ["api-forged-identity", 3],
    ["api-token-1", 2],
    ["api-not-found", 3],
  ])("is given up: %s, %i times", async (rule, times) => {
    const { apply, actions, moments, account } = await rival(rule, times);
    await apply(withTokens);
    expect(rows(account).filter(({ tags }) => !tags["risken-aws:id"])).toHaveLength(times);
    expect(moments().filter((moment) => !isSafe(moment))).toEqual([]);
    expect(await actions(withTokens)).toEqual([]);
  });

  test("again and again is told as it is, and nothing stands without its guard", async () => {
    const { run, moments, sent } = await rival("api-forged-identity", 9);
    const failed = (await run(withTokens)).filter(({ status }) => status !== "done");
    expect(failed.map(({ change, error }) => [change.resource.name, (error as Error)?.name])).toEqual([
      ["api-forged-identity", "PriorityInUseException"],
      ["api-token-1", undefined],
      ["api-token-2", undefined],
    ]);
    expect(sent("CreateRule")).toBe(5);
    expect(moments().filter((moment) => !isSafe(moment))).toEqual([]);
  });
});

/** Somebody else's rule at a number. */
function theirs(account: Account, priority: number): void {
  const [arn, like] = Object.entries(account.table<Row>("elbv2.rules"))[0]!;
  const other = `${arn}${priority}`;
  account.table<object>("elbv2.rules")[other] = { ...like, arn: other, priority, tags: {} };
}
