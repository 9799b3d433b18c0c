import { describe, expect, test } from "vitest";
import { type Account, accountOf, emptyState, type State } from "../../src/sandbox/account";
import { canonical, differencesOf } from "./canonical";

/** Two groups and rules that forward to them, made in some order. */
function account(order: readonly ("api" | "web")[], more: (account: Account) => void = () => {}): State {
  const made = accountOf(emptyState());
  for (const name of order) {
    const arn = made.arn("elasticloadbalancing", `targetgroup/${name}/${made.hex(16)}`);
    made.table("groups")[arn] = { arn, created: new Date(made.next()).toISOString() };
    made.table("rules")[made.hex(16)] = { path: `/${name}`, forwards: arn };
  }
  more(made);
  return made.state;
}

const empty = emptyState();
const content = (state: State) => canonical(state, empty, ["/prd/key"]);

describe("two accounts are the same", () => {
  test("whatever identifiers and moments they have", () => {
    expect(content(account(["api", "web"]))).toEqual(content(account(["web", "api"])));
  });

  test("whatever was generated", () => {
    const withKey = (value: string) =>
      account(["api"], (one) => {
        one.table("parameters")["/prd/key"] = { name: "/prd/key", value };
      });
    expect(content(withKey("one"))).toEqual(content(withKey("another")));
  });
});

describe("two accounts differ", () => {
  const usual = content(account(["api", "web"]));
  const differ = (state: State) => differencesOf(usual, content(state));

  test("where something is there twice", () => {
    expect(differ(account(["api", "web", "web"]))).not.toEqual([]);
    expect(differencesOf(usual, usual)).toEqual([]);
  });

  test("where one refers to something else", () => {
    const crossed = account(["api", "web"], (one) => {
      const [api, web] = Object.values(one.table<{ path: string; forwards: string }>("rules"));
      [api!.forwards, web!.forwards] = [web!.forwards, api!.forwards];
    });
    expect(differ(crossed)).not.toEqual([]);
  });

  test("where a value differs, and the difference is said shortly", () => {
    const told = differ(
      account(["api", "web"], (one) => {
        for (const rule of Object.values(one.table<{ path: string }>("rules"))) rule.path = "/other";
      }),
    );
    expect(told.length).toBeGreaterThan(0);
    for (const line of told) expect(line.length).toBeLessThan(400);
  });
});
