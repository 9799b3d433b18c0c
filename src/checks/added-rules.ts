import type { Rule } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ENV_TAG } from "../aws/tags";
import { canonicalActions, readActions } from "../kinds/elbv2-actions";
import { type Condition, canonicalConditions } from "../kinds/elbv2-conditions";
import { elbv2ListenerRule } from "../kinds/elbv2-listener-rule";
import { listenersOf, rulesOf, taggedRulesOf } from "../kinds/elbv2-reads";
import { elbv2TargetGroup } from "../kinds/elbv2-target-group";
import { mayMeet } from "./added-overlap";
import type { Check, Detail, Look, Verdict } from "./check";
import { httpsListener } from "./listener";
import { awsLine, remedies } from "./remedies";
import { allSeen, isMissing, remedy, unlessNothing } from "./seen";

/** Rules that somebody else has put beside ours, and that ours depend on nevertheless. */
export const foreignRules: readonly Check[] = [
  {
    id: "drift/foreign-rule",
    category: "drift",
    title: {
      en: "No rule of somebody else is tried before ours for the same requests",
      ja: "RISKEN 宛てのリクエストを先に処理する、ほかのリスナールールはありません",
    },
    why: {
      en: "The rule with the smallest priority wins. One that is not ours and matches requests for RISKEN's hosts takes them away, or lets them in past the sign-in, the guard against forged headers and the source addresses.",
      ja: "リスナールールは優先度の数値が小さいものから適用されます。RISKEN のホスト宛てのリクエストに一致するほかのルールが先にあると、リクエストが奪われるか、サインイン・ヘッダー偽装の防止・接続元制限を通らずに届きます。",
    },
    fix: {
      en: "Delete the rule, or give it a priority behind ours.",
      ja: "そのルールを削除するか、優先度を RISKEN のルールより後にしてください。",
    },
    key: "ingress.priorities",
    run: shadowing,
  },
  {
    id: "drift/foreign-listener",
    category: "drift",
    title: {
      en: "No other listener of the load balancer forwards to RISKEN",
      ja: "ロードバランサーのほかのリスナーから RISKEN へは転送されません",
    },
    why: {
      en: "The rules that make people sign in stand on one listener. Another one, such as HTTP on port 80, that forwards to RISKEN's target groups lets everybody in, and the gateway believes the identity header that they send.",
      ja: "サインインを求めるルールは 1 つのリスナーにだけあります。HTTP 80 番などのほかのリスナーが RISKEN のターゲットグループへ転送すると、誰でも接続でき、gateway は送られてきた ID ヘッダーをそのまま信用します。",
    },
    fix: {
      en: "Delete the rule, or let the listener redirect to HTTPS.",
      ja: "そのルールを削除するか、リスナーを HTTPS へのリダイレクトに変更してください。",
    },
    key: "ingress.loadBalancer",
    run: otherListeners,
  },
];

async function shadowing(look: Look): Promise<Verdict> {
  const listener = httpsListener(look);
  const { there, blind } = allSeen(look, elbv2ListenerRule);
  if (!listener || (there.length === 0 && blind === undefined)) return isMissing;
  const ours = there.map(({ address, is }) => ({
    address,
    arn: is.outputs.arn,
    priority: Number(is.spec.Priority),
    conditions: canonicalConditions(is.spec.Conditions),
  }));
  const all = await taggedRulesOf(look.aws, listener.arn);
  const found = all
    // What carries our env and is no longer wanted is shown as such.
    .filter(({ rule, tags }) => tags[ENV_TAG] !== look.target.env && !ours.some(({ arn }) => arn === rule.RuleArn))
    .map(({ rule }) => ({ rule, taken: ours.filter((one) => isBefore(rule, one)) }))
    .filter(({ taken }) => taken.length > 0);
  const behind = Math.max(...all.map(({ rule }) => Number(rule.Priority)), ...ours.map(({ priority }) => priority));
  const addresses = [...new Set(found.flatMap(({ taken }) => taken.map(({ address }) => address)))].sort().join(", ");
  const { region } = look.target;
  return unlessNothing(
    {
      // An answer of the load balancer itself lets nobody in.
      status: found.every(({ rule }) => kindOf(rule) === "fixed-response") ? "warn" : "fail",
      found: {
        en: `Rules that are not ours are tried before ${addresses} for the same requests.`,
        ja: `次のルールより先に、ほかのルールが同じリクエストに適用されます: ${addresses}`,
      },
      details: found.map(
        ({ rule, taken }): Detail => ({
          path: `rule ${rule.Priority}`,
          expected: `> ${Math.max(...taken.map(({ priority }) => priority))}`,
          actual: `${kindOf(rule)} ${rule.RuleArn}`,
        }),
      ),
      fix: remedies(
        remedy(
          {
            en: "Rules of others are not touched by risken-aws. Put them behind ours:",
            ja: "risken-aws はほかのルールを変更しません。RISKEN のルールより後に移動するには:",
          },
          ...found.map(({ rule }, at) =>
            awsLine(
              region,
              "elbv2",
              "set-rule-priorities",
              "--rule-priorities",
              `RuleArn=${rule.RuleArn},Priority=${behind + 1 + at}`,
            ),
          ),
        ),
        remedy(
          { en: "Or delete them:", ja: "削除するには:" },
          ...found.map(({ rule }) => awsLine(region, "elbv2", "delete-rule", "--rule-arn", rule.RuleArn!)),
        ),
      ),
    },
    blind,
  );
}

const isBefore = (
  rule: Rule,
  { priority, conditions }: { readonly priority: number; readonly conditions: readonly Condition[] },
): boolean =>
  Number(rule.Priority) < priority && mayMeet(canonicalConditions((rule.Conditions ?? []) as Condition[]), conditions);

/** What becomes of the request in the end. */
const kindOf = ({ Actions = [] }: Rule): string => canonicalActions(readActions(Actions)).at(-1)?.Type ?? "";

async function otherListeners(look: Look): Promise<Verdict> {
  const listener = httpsListener(look);
  if (!listener) return isMissing;
  const { there, blind } = allSeen(look, elbv2TargetGroup);
  const groups = there.map(({ is }) => is.outputs.arn);
  const others = (await listenersOf(look.aws, listener.loadBalancerArn)).filter(
    ({ ListenerArn }) => ListenerArn !== listener.arn,
  );
  const each = await Promise.all(
    others.map(async ({ ListenerArn, Port }) =>
      (await rulesOf(look.aws, ListenerArn!))
        .filter((rule) => targetsOf(rule).some((arn) => groups.includes(arn)))
        .map((rule) => ({ rule, listenerArn: ListenerArn!, port: Port! })),
    ),
  );
  const found = each.flat();
  const { region } = look.target;
  const ports = [...new Set(found.map(({ port }) => port))].join(", ");
  return unlessNothing(
    {
      status: "fail",
      found: {
        en: `Port ${ports} of the load balancer forwards to RISKEN without sign-in.`,
        ja: `ロードバランサーのポート ${ports} から、サインインなしで RISKEN に転送されます。`,
      },
      details: found.map(({ rule, port }) => ({ path: `port ${port} rule ${rule.Priority}`, actual: rule.RuleArn })),
      fix: remedy(
        {
          en: "Other listeners are not touched by risken-aws. Change what they do:",
          ja: "risken-aws はほかのリスナーを変更しません。次のコマンドで対処してください:",
        },
        ...found.map(({ rule, listenerArn }) =>
          rule.IsDefault
            ? awsLine(
                region,
                "elbv2",
                "modify-listener",
                "--listener-arn",
                listenerArn,
                "--default-actions",
                "Type=redirect,RedirectConfig={Protocol=HTTPS,Port=443,StatusCode=HTTP_301}",
              )
            : awsLine(region, "elbv2", "delete-rule", "--rule-arn", rule.RuleArn!),
        ),
      ),
    },
    blind,
  );
}

const targetsOf = ({ Actions = [] }: Rule): readonly string[] =>
  canonicalActions(readActions(Actions)).flatMap(
    ({ ForwardConfig }) => ForwardConfig?.TargetGroups.map(({ TargetGroupArn }) => TargetGroupArn) ?? [],
  );
