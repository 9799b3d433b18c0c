import { unless } from "../aws/errors";
import type { Aws } from "../aws/session";
import { ENV_TAG, FINGERPRINT_TAG, ID_TAG, searched, tagList } from "../aws/tags";
import type { Kind, Observed, Tags } from "../engine/kind";
import { severalOfOurs } from "../problems";
import { Fingerprint, Secret } from "../secret";
import { type Action, canonicalActions, oidcIn, readActions, writeActions } from "./elbv2-actions";
import {
  type Condition,
  canonicalConditions,
  conditionsText,
  hostsIn,
  withHosts,
  writeConditions,
} from "./elbv2-conditions";
import { rulesOf, type TaggedRule, taggedRulesOf } from "./elbv2-reads";
import { inItsPlace, type Place } from "./elbv2-rule-moves";
import { listenersServed } from "./elbv2-served";

interface Spec {
  readonly ListenerArn: string;
  /** 1 to 50000, as text like AWS says it; unique within the listener. */
  readonly Priority: string;
  readonly Conditions: readonly Condition[];
  readonly Actions: readonly Action[];
  /** What `Priority` was chosen by, so that it can be chosen again where somebody else was faster. */
  readonly Place?: Place;
}

interface Outputs {
  readonly arn: string;
}

type Rule = Observed<Spec, Outputs, "ListenerArn">;

const title = { en: "listener rule", ja: "リスナールール" };

/** A rule of a listener. It has no name, so ours is the one that carries our tags. */
export const elbv2ListenerRule: Kind<Spec, Outputs, "ListenerArn"> = {
  type: "elbv2.listener-rule",
  noun: "rule",
  title,
  key: ["ListenerArn"],
  needs: ["Actions"],
  reads: [
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeTargetGroups",
    "tag:GetResources",
  ],
  writes: [
    "elasticloadbalancing:CreateRule",
    "elasticloadbalancing:ModifyRule",
    "elasticloadbalancing:SetRulePriorities",
    "elasticloadbalancing:DeleteRule",
    "elasticloadbalancing:AddTags",
    // ELB looks at the app client in the name of whoever writes the rule.
    "cognito-idp:DescribeUserPoolClient",
  ],
  removes: ["elasticloadbalancing:DeleteRule", "elasticloadbalancing:RemoveTags"],

  advice: ["Place"],
  secretsBelongTo: ["Issuer", "ClientId"],

  canonical(spec) {
    return {
      ...spec,
      ...(spec.Conditions ? { Conditions: canonicalConditions(spec.Conditions) } : {}),
      ...(spec.Actions ? { Actions: canonicalActions(spec.Actions) } : {}),
    };
  },

  /** Further host names beside ours. */
  keeping({ Conditions }, has) {
    const hosts = hostsIn(has.Conditions);
    const isOurs = Conditions && hostsIn(Conditions).every((host) => hosts.includes(host));
    return isOurs ? { Conditions: withHosts(Conditions, hosts) } : {};
  },

  widened({ Conditions, Place }, has) {
    const hosts = hostsIn(has.Conditions).filter((host) => !Place?.elsewhere?.includes(host));
    return Conditions ? { Conditions: withHosts(Conditions, hosts) } : {};
  },

  async observe(aws, { ListenerArn }, { tags }) {
    const rules = await taggedRulesOf(aws, ListenerArn);
    const ours = rules.filter((one) => [ENV_TAG, ID_TAG].every((key) => tags[key] && one.tags[key] === tags[key]));
    if (ours.length > 1) {
      throw severalOfOurs({ title, id: tags[ID_TAG]!, arns: ours.map(({ rule }) => rule.RuleArn!) });
    }
    return ours[0] && observed(ours[0]);
  },

  async create(aws, spec, tags) {
    const secret = secretIn(spec);
    const Tags = tagList({ ...tags, ...(secret ? fingerprintOf(secret) : {}) });
    return inItsPlace(aws, spec, async (Priority) => {
      const { Rules } = await aws.elbv2.CreateRule({
        ListenerArn: spec.ListenerArn,
        Priority,
        Conditions: writeConditions(spec.Conditions),
        Actions: writeActions(spec.Actions, secret ? { ClientSecret: secret.reveal() } : {}),
        Tags,
      });
      return Rules![0]!.RuleArn!;
    });
  },

  async update(aws, spec, current, changed) {
    if (changed.has("Conditions") || changed.has("Actions")) await modify(aws, spec, current);
    if (changed.has("Priority")) await inItsPlace(aws, { ...spec, RuleArn: current.outputs.arn }, async () => {});
  },

  async remove(aws, _key, { outputs }) {
    await unless("RuleNotFound", aws.elbv2.DeleteRule({ RuleArn: outputs.arn }));
  },

  async tag(aws, { outputs }, tags) {
    await aws.elbv2.AddTags({ ResourceArns: [outputs.arn], Tags: tagList(tags) });
  },

  async untag(aws, { outputs }, keys) {
    await aws.elbv2.RemoveTags({ ResourceArns: [outputs.arn], TagKeys: [...keys] });
  },

  async lookalike(aws, spec, { tags: marks }) {
    const rules = await taggedRulesOf(aws, spec.ListenerArn);
    const same = rules.find(
      ({ rule, tags }) =>
        !(ID_TAG in tags && tags[ENV_TAG] === marks[ENV_TAG]) &&
        conditionsText(spec.Conditions) === conditionsText(rule.Conditions as Condition[]),
    );
    return same && observed(same);
  },

  /**
   * From the tagging API, and, since that one lags, from the listeners that our target groups serve: those have been
   * read anyway.
   */
  async owned(aws, tags) {
    const [known, arns] = await Promise.all([
      searched(aws, "elasticloadbalancing:listener-rule", tags),
      listenersServed(aws, tags).then((all) => all.map(({ ListenerArn }) => ListenerArn!)),
    ]);
    const read = (await Promise.all(arns.map((arn) => taggedRulesOf(aws, arn)))).flat();
    const ours = read
      .filter((one) => one.tags[ENV_TAG] === tags[ENV_TAG])
      .map((one): [string, Tags] => [one.rule.RuleArn!, one.tags]);
    const elsewhere = [...known].filter(([arn]) => !arns.includes(listenerOf(arn)));
    // A tag may outlive its rule in the index.
    const there = await Promise.all(
      elsewhere.map(async ([arn]) => (await rulesOf(aws, listenerOf(arn))).some(({ RuleArn }) => RuleArn === arn)),
    );
    return [...ours, ...elsewhere.filter((_, at) => there[at])].map(([arn, has]) => ({
      key: { ListenerArn: listenerOf(arn) },
      tags: has,
    }));
  },
};

/** `…:listener-rule/app/<lb>/<id>/<listener>/<rule>` belongs to `…:listener/app/<lb>/<id>/<listener>`. */
const listenerOf = (ruleArn: string): string =>
  ruleArn.replace(":listener-rule/", ":listener/").split("/").slice(0, -1).join("/");

function observed({ rule, tags }: TaggedRule): Rule {
  const kept = tags[FINGERPRINT_TAG];
  return {
    spec: {
      Priority: rule.Priority!,
      Conditions: rule.Conditions as readonly Condition[],
      Actions: readActions(rule.Actions ?? [], kept ? new Fingerprint(kept) : undefined),
      Place: undefined,
    },
    outputs: { arn: rule.RuleArn! },
    tags,
  };
}

/** Conditions and actions are replaced as whole lists, so both are always sent. */
async function modify(aws: Aws, spec: Spec, current: Rule): Promise<void> {
  const RuleArn = current.outputs.arn;
  const secret = secretIn(spec);
  await aws.elbv2.ModifyRule({
    RuleArn,
    Conditions: writeConditions(spec.Conditions),
    Actions: writeActions(
      spec.Actions,
      // A secret that is known is sent even if it is the same: the stored one doesn't survive another issuer or client.
      secret ? { ClientSecret: secret.reveal() } : { UseExistingClientSecret: true },
    ),
  });
  // Only after the secret: dying in between leaves a fingerprint that doesn't match, and the next run writes again.
  const kept = oidcIn(current.spec.Actions)?.ClientSecret;
  if (secret && !(kept instanceof Fingerprint && kept.matches(secret))) {
    await aws.elbv2.AddTags({ ResourceArns: [RuleArn], Tags: tagList(fingerprintOf(secret)) });
  }
}

function secretIn({ Actions }: Spec): Secret | undefined {
  const secret = oidcIn(Actions)?.ClientSecret;
  return secret instanceof Secret ? secret : undefined;
}

const fingerprintOf = (secret: Secret): Tags => ({ [FINGERPRINT_TAG]: Fingerprint.of(secret).text });
