import type { Action, RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Condition } from "../../src/kinds/elbv2-conditions";
import { elbv2ListenerRule } from "../../src/kinds/elbv2-listener-rule";
import type { Hands } from "./hands";
import { mutations } from "./mutation";

interface Rule {
  readonly spec: { readonly Priority: string };
  readonly outputs: { readonly arn: string };
}

const tagsOf = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const live = async (by: Hands, { outputs }: Rule) => {
  const { Rules } = await by.elbv2.DescribeRules({ RuleArns: [outputs.arn] });
  const { Actions, Conditions } = Rules![0]!;
  return { actions: Actions!, conditions: Conditions! };
};

/** Replaces its actions; who keeps a sign-in keeps its secret. */
async function act(by: Hands, rule: Rule, change: (has: readonly Action[]) => readonly Action[]) {
  const { actions } = await live(by, rule);
  const kept = change(actions).map((one): Action => {
    const oidc = one.AuthenticateOidcConfig;
    return oidc ? { ...one, AuthenticateOidcConfig: { ...oidc, UseExistingClientSecret: true } } : one;
  });
  return by.elbv2.ModifyRule({ RuleArn: rule.outputs.arn, Actions: kept });
}

async function restrict(by: Hands, rule: Rule, change: (has: readonly RuleCondition[]) => readonly RuleCondition[]) {
  const { conditions } = await live(by, rule);
  return by.elbv2.ModifyRule({ RuleArn: rule.outputs.arn, Conditions: [...change(conditions)] });
}

const host = (...Values: string[]): RuleCondition => ({ Field: "host-header", HostHeaderConfig: { Values } });

const signsIn = ({ spec }: { readonly spec: { readonly Actions: readonly { readonly Type: string }[] } }) =>
  spec.Actions.some(({ Type }) => Type.startsWith("authenticate-"));
const forwards = ({ spec }: { readonly spec: { readonly Actions: readonly { readonly Type: string }[] } }) =>
  spec.Actions.some(({ Type }) => Type === "forward");

const answer = (StatusCode: string): Action => ({
  Type: "fixed-response",
  Order: 1,
  FixedResponseConfig: { StatusCode, ContentType: "text/plain", MessageBody: "by hand" },
});

const hasSources = ({ spec }: { readonly spec: { readonly Conditions: readonly { readonly Field: string }[] } }) =>
  spec.Conditions.some(({ Field }) => Field === "source-ip");

/** A rule holds five values. */
const hasRoom = ({ spec }: { readonly spec: { readonly Conditions: readonly Condition[] } }) =>
  spec.Conditions.flatMap((one) => one.HostHeaderConfig ?? one.PathPatternConfig ?? one.SourceIpConfig ?? []).flatMap(
    ({ Values }) => Values,
  ).length < 5;

export const elbv2ListenerRuleMutations = mutations(elbv2ListenerRule, {
  fields: {
    Place: { because: "it says how the priority is chosen, and AWS keeps nothing of it" },
    Priority: {
      "outside the band": (by, { spec, outputs }) =>
        by.elbv2.SetRulePriorities({
          RulePriorities: [{ RuleArn: outputs.arn, Priority: 20_000 + Number(spec.Priority) }],
        }),
      "before the band": (by, { spec, outputs }) =>
        by.elbv2.SetRulePriorities({
          RulePriorities: [{ RuleArn: outputs.arn, Priority: Number(spec.Priority) - 900 }],
        }),
    },
    Conditions: {
      "another host": (by, rule) =>
        restrict(by, rule, (has) => [
          ...has.filter(({ Field }) => Field !== "host-header"),
          host("elsewhere.example.com"),
        ]),
      "a host added": {
        added: true,
        of: hasRoom,
        by: (by, rule) =>
          restrict(by, rule, (has) =>
            has.map((one) => {
              const values = one.HostHeaderConfig?.Values;
              return values ? host(...values, "too.example.com") : one;
            }),
          ),
      },
      "from everywhere": {
        of: hasSources,
        by: (by, rule) => restrict(by, rule, (has) => has.filter(({ Field }) => Field !== "source-ip")),
      },
    },
    Actions: {
      "an answer of its own": (by, rule) => act(by, rule, () => [answer("200")]),
      "nobody signs in": {
        of: signsIn,
        by: (by, rule) =>
          act(by, rule, (has) =>
            has.filter(({ Type }) => Type === "forward").map((one): Action => ({ ...one, Order: 1 })),
          ),
      },
      "who hasn't signed in is let through": {
        of: signsIn,
        by: (by, rule) =>
          act(by, rule, (has) =>
            has.map(
              (one): Action => ({
                ...one,
                ...(one.AuthenticateCognitoConfig
                  ? {
                      AuthenticateCognitoConfig: {
                        ...one.AuthenticateCognitoConfig,
                        OnUnauthenticatedRequest: "allow",
                      },
                    }
                  : {}),
                ...(one.AuthenticateOidcConfig
                  ? { AuthenticateOidcConfig: { ...one.AuthenticateOidcConfig, OnUnauthenticatedRequest: "allow" } }
                  : {}),
              }),
            ),
          ),
      },
    },
  },

  gone: (by, { outputs }) => by.elbv2.DeleteRule({ RuleArn: outputs.arn }),

  tags: {
    set: (by, { outputs }, tags) => by.elbv2.AddTags({ ResourceArns: [outputs.arn], Tags: tagsOf(tags) }),
    unset: (by, { outputs }, TagKeys) => by.elbv2.RemoveTags({ ResourceArns: [outputs.arn], TagKeys: [...TagKeys] }),
  },

  same: {
    "the host in capitals": (by, rule) =>
      restrict(by, rule, (has) =>
        has.map((one) =>
          one.Field === "host-header" ? host(...one.HostHeaderConfig!.Values!.map((name) => name.toUpperCase())) : one,
        ),
      ),
    "conditions the other way round, hosts and paths in the short form": (by, rule) =>
      restrict(by, rule, (has) =>
        [...has].reverse().map(({ HostHeaderConfig, PathPatternConfig, ...one }): RuleCondition => {
          const short = HostHeaderConfig ?? PathPatternConfig;
          return short ? { Field: one.Field, Values: short.Values } : one;
        }),
      ),
    "addresses the other way round": {
      of: hasSources,
      by: (by, rule) =>
        restrict(by, rule, (has) =>
          has.map((one) =>
            one.SourceIpConfig
              ? { ...one, SourceIpConfig: { Values: [...one.SourceIpConfig.Values!].reverse() } }
              : one,
          ),
        ),
    },
    "the header's name in capitals": {
      of: ({ spec }) => spec.Conditions.some(({ Field }) => Field === "http-header"),
      by: (by, rule) =>
        restrict(by, rule, (has) =>
          has.map((one) =>
            one.HttpHeaderConfig
              ? {
                  ...one,
                  HttpHeaderConfig: {
                    ...one.HttpHeaderConfig,
                    HttpHeaderName: one.HttpHeaderConfig.HttpHeaderName!.toUpperCase(),
                  },
                }
              : one,
          ),
        ),
    },
    "its actions sent again": (by, rule) => act(by, rule, (has) => has),
    "forwarding in the short form": {
      of: forwards,
      by: (by, rule) =>
        act(by, rule, (has) =>
          has.map(
            ({ ForwardConfig, ...one }): Action =>
              ForwardConfig ? { ...one, TargetGroupArn: ForwardConfig.TargetGroups![0]!.TargetGroupArn } : one,
          ),
        ),
    },
    "forwarding in the long form, with a weight": {
      of: forwards,
      by: (by, rule) =>
        act(by, rule, (has) =>
          has.map(({ ForwardConfig, TargetGroupArn: arn, ...one }): Action => {
            if (one.Type !== "forward") return one as Action;
            const TargetGroupArn = ForwardConfig?.TargetGroups?.[0]?.TargetGroupArn ?? arn;
            return { ...one, ForwardConfig: { TargetGroups: [{ TargetGroupArn, Weight: 7 }] } } as Action;
          }),
        ),
    },
    "its own priority again": (by, { spec, outputs }) =>
      by.elbv2.SetRulePriorities({ RulePriorities: [{ RuleArn: outputs.arn, Priority: Number(spec.Priority) }] }),
    "a tag of somebody else's": (by, { outputs }) =>
      by.elbv2.AddTags({ ResourceArns: [outputs.arn], Tags: tagsOf({ CostCenter: "42" }) }),
  },
});
