import { type Address, type Declared, Ref } from "../engine/ref";
import { addressOf, output, type Resource, resource } from "../engine/resource";
import type { Action } from "../kinds/elbv2-actions";
import { type Condition, conditionsText } from "../kinds/elbv2-conditions";
import { elbv2Listener } from "../kinds/elbv2-listener";
import { elbv2ListenerRule } from "../kinds/elbv2-listener-rule";
import { allocatePriorities, type Band } from "../kinds/elbv2-rule-priorities";

interface Wanted {
  readonly consoleHost: string;
  readonly apiHost: string | undefined;
  /** Where calls with access tokens may come from; from everywhere where left out. */
  readonly apiSourceIps: readonly string[] | undefined;
  /** What lets in only people who have signed in, in order. */
  readonly authentication: readonly Declared<object>[];
  /** ARNs of the target groups that the load balancer may forward to. */
  readonly groups: Groups;
  readonly band: Band;
  readonly env: string;
  /** The name under which the listener stands in the graph. */
  readonly listener: string;
  /** What makes the target groups reach the nodes. */
  readonly after: readonly Address[];
}

interface Groups {
  readonly api: Ref<string>;
  readonly web: Ref<string>;
}

interface Rule {
  readonly name: string;
  readonly conditions: readonly Condition[];
  readonly actions: readonly Declared<Action>[];
  /** Hosts of the other chain that must not stay here when they have been here before. */
  readonly elsewhere: readonly string[];
}

/** The rules of RISKEN's documentation, and those that keep the access-token endpoint safe. */
export function listenerRules(wanted: Wanted): readonly Resource[] {
  // Rules of different hosts never see the same request: each host has an order of its own.
  const chains = [apiRules(wanted), consoleRules(wanted)];
  const places = {
    chains: chains.map((chain) => chain.map(({ name }) => addressOf(elbv2ListenerRule, name))),
    band: wanted.band,
    env: wanted.env,
    conditions: Object.fromEntries(
      chains.flat().map(({ name, conditions }) => [addressOf(elbv2ListenerRule, name), conditionsText(conditions)]),
    ),
  };
  const priorities = output(elbv2Listener, wanted.listener, "rules").map((rules) => allocatePriorities(rules, places));
  return chains.flat().map(({ name, conditions, actions, elsewhere }) =>
    resource(
      elbv2ListenerRule,
      name,
      {
        ListenerArn: output(elbv2Listener, wanted.listener, "arn"),
        Priority: priorities.map((all) => all.get(addressOf(elbv2ListenerRule, name))!),
        Conditions: conditions,
        Actions: actions,
        Place: { ...places, address: addressOf(elbv2ListenerRule, name), elsewhere },
      },
      { after: wanted.after },
    ),
  );
}

/** Addresses of the rules by which people come in. */
export const consoleRulesAt = ["console-api", "console-web"].map((name) => addressOf(elbv2ListenerRule, name));

function consoleRules({ consoleHost, apiHost, authentication, groups }: Wanted): readonly Rule[] {
  const rule = (name: string, pattern: string, group: Ref<string>): Rule => ({
    name,
    conditions: [host(consoleHost), path(pattern)],
    actions: inOrder([...authentication, forwardTo(group)]),
    elsewhere: apiHost ? [apiHost] : [],
  });
  return [rule("console-api", "/api/*", groups.api), rule("console-web", "/*", groups.web)];
}

/** The header by which the gateway, without any other proof, knows who somebody is. */
const IDENTITY_HEADER = "x-amzn-oidc-identity";
const GUARD = "api-forged-identity";
/** A rule holds five values: host and path leave three for addresses. */
const ADDRESSES = 3;

/**
 * Calls with access tokens: nobody signs in here, so nobody may say in a header that they have. Whatever else comes to this
 * host finds nothing.
 */
function apiRules({ apiHost, apiSourceIps, groups, consoleHost }: Wanted): readonly Rule[] {
  if (!apiHost) return [];
  const elsewhere = [consoleHost];
  const sources = apiSourceIps ? chunks([...new Set(apiSourceIps)], ADDRESSES).map((some) => [sourceIp(some)]) : [[]];
  return [
    {
      name: GUARD,
      conditions: [
        host(apiHost),
        { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: IDENTITY_HEADER, Values: ["*"] } },
      ],
      actions: [fixedResponse("403", "Forbidden")],
      // It keeps out what nobody needs, on the console's host too.
      elsewhere: [],
    },
    ...sources.map((source, at) => ({
      name: `api-token-${at + 1}`,
      conditions: [host(apiHost), path("/api/*"), ...source],
      actions: [guardedForward(groups.api)],
      elsewhere,
    })),
    { name: "api-not-found", conditions: [host(apiHost)], actions: [fixedResponse("404", "Not found")], elsewhere },
  ];
}

const host = (...Values: string[]): Condition => ({ Field: "host-header", HostHeaderConfig: { Values } });
const path = (...Values: string[]): Condition => ({ Field: "path-pattern", PathPatternConfig: { Values } });
const sourceIp = (Values: readonly string[]): Condition => ({ Field: "source-ip", SourceIpConfig: { Values } });

/** An answer that the load balancer gives by itself. */
export const fixedResponse = (StatusCode: string, MessageBody: string): Action => ({
  Type: "fixed-response",
  FixedResponseConfig: { StatusCode, ContentType: "text/plain", MessageBody },
});

const forwardTo = (TargetGroupArn: Declared<string>): Declared<Action> => ({ Type: "forward", TargetGroupArn });

/** Refers to the guard only to come after it: this way in is never open without the rule above it. */
const guardedForward = (group: Ref<string>) =>
  forwardTo(Ref.all([group, output(elbv2ListenerRule, GUARD, "arn")]).map(([arn]) => arn));

/** Several actions need an order. */
const inOrder = (actions: readonly Declared<object>[]): readonly Declared<Action>[] =>
  actions.map((action, at) =>
    action instanceof Ref
      ? action.map((known: object) => ({ ...known, Order: at + 1 }) as Action)
      : ({ ...action, Order: at + 1 } as Declared<Action>),
  );

const chunks = <Item>(all: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
