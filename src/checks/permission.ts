import { canonicalPolicy, policyOf, type Statement } from "../aws/policy-document";
import { decide } from "../aws/policy-evaluation";
import { arnExtent, covers } from "../aws/wildcards";
import type { Text } from "../text";
import type { Check, Detail, Verdict } from "./check";
import {
  allCallsKnown,
  type Judged,
  type Judgement,
  judge,
  type PodRole,
  podRoles,
  type RiskenCall,
  unfound,
} from "./permission-calls";
import { scanAccounts } from "./permission-scan-accounts";
import { isMissing, remedy, unlessNothing } from "./seen";

const calls: Check = {
  id: "permission/calls",
  category: "permission",
  title: {
    en: "Each pod's role allows every call that its service makes",
    ja: "各 Pod のロールで、サービスが行うすべての API 呼び出しが許可されています",
  },
  why: {
    en: "A pod that may not read one of its directories doesn't start. A scanner that may not receive, or not assume the scan role, runs on, looks healthy and finds nothing. Judged by our own reading of the role's policies and its permissions boundary, and by IAM's simulator where it may be called; service control policies of the Organization may still forbid what the role allows.",
    ja: "ディレクトリの 1 つでも読めない Pod は起動しません。キューの受信やスキャン用ロールの引き受けができないスキャナーは、正常に見えたまま何も検出しません。ロールのポリシーとアクセス許可の境界を独自に評価し、可能であれば IAM のポリシーシミュレーターも使って判定します。ロールで許可されていても、Organization のサービスコントロールポリシー（SCP）で禁止されている場合があります。",
  },
  fix: remedy(
    { en: "Restore the role's policy:", ja: "ロールのポリシーを元に戻してください:" },
    "risken-aws doctor --fix",
  ),
  reads: ["iam:SimulatePrincipalPolicy", "iam:GetPolicy", "iam:GetPolicyVersion"],
  key: "cluster.serviceAccounts",

  async run(look) {
    const roles = await podRoles(look);
    if (roles.length === 0) return isMissing;
    const judged = await Promise.all(roles.map((role) => judge(look, role)));
    const all = judged.flatMap(({ judgements }) => judgements);
    const refused = all.filter(({ decision }) => /Deny$/.test(decision));
    if (refused.length > 0) return refusal(refused, roles, judged);
    const unclear = all.filter(({ decision }) => decision === "unknown");
    if (unclear.length > 0) return notJudged(roles.flatMap(unfound));
    return { status: "pass", found: speakers(judged) };
  },
};

function refusal(refused: readonly Judgement[], roles: readonly PodRole[], judged: readonly Judged[]): Verdict {
  const foreign = refused.find(({ because }) => because !== undefined)?.because;
  const boundary = roles.find((role) => role.boundary)?.boundary?.arn;
  const spoke = speakers(judged);
  return {
    status: "fail",
    found: {
      en: `A role doesn't allow what its service calls. ${spoke.en}`,
      ja: `サービスが行う呼び出しがロールで許可されていません。${spoke.ja}`,
    },
    details: refused.map(({ call, decision, by }) => ({
      path: `${call.action} ${call.resource}`,
      expected: "allowed",
      actual: `${decision}${by === "simulator" ? " (IAM)" : ""}: ${call.by.join(", ")}`,
    })),
    ...(foreign ? { fix: foreign === "boundary" ? boundaryForbids(boundary) : organizationForbids } : {}),
  };
}

const boundaryForbids = (arn: string | undefined): Text => ({
  en: `The permissions boundary ${arn ?? ""} doesn't allow it: have these actions added to it.`,
  ja: `アクセス許可の境界 ${arn ?? ""} で許可されていません。管理者に、これらのアクションの追加を依頼してください。`,
});

const organizationForbids: Text = {
  en: "A service control policy of the Organization doesn't allow it: ask whoever manages it.",
  ja: "Organization のサービスコントロールポリシー（SCP）で許可されていません。管理者に確認してください。",
};

/** Which of the two has judged, and what neither knows. */
function speakers(judged: readonly Judged[]): Text {
  const simulators = judged.map(({ simulator }) => simulator);
  if (simulators.every((one) => one === "spoke")) {
    return {
      en: "Judged by IAM's policy simulator, and by local evaluation where that takes no patterns. Service control policies that it doesn't see may still forbid a call.",
      ja: "IAM のポリシーシミュレーターで判定し、シミュレーターで扱えないパターンは独自に評価しました。シミュレーターに見えないサービスコントロールポリシー（SCP）で禁止されている場合があります。",
    };
  }
  const denied = simulators.includes("denied");
  return {
    en: `Judged by local evaluation alone: ${denied ? "iam:SimulatePrincipalPolicy may not be called" : "IAM's policy simulator did not answer"}. Service control policies may still forbid a call.`,
    ja: `独自の評価だけで判定しました（${denied ? "iam:SimulatePrincipalPolicy の権限がありません" : "IAM のポリシーシミュレーターから応答がありません"}）。サービスコントロールポリシー（SCP）で禁止されている場合があります。`,
  };
}

const notJudged = (missing: readonly string[]): Verdict => ({
  status: "skip",
  because:
    missing.length > 0
      ? {
          en: `These policies are attached and can't be found: ${[...new Set(missing)].join(", ")}`,
          ja: `アタッチされている次のポリシーが見つかりません: ${[...new Set(missing)].join(", ")}`,
        }
      : {
          en: "A policy has conditions that can't be judged from here.",
          ja: "ここからは判定できない条件がポリシーに含まれています。",
        },
});

const excess: Check = {
  id: "permission/excess",
  category: "permission",
  title: {
    en: "No pod's role allows what RISKEN never calls",
    ja: "Pod のロールに、RISKEN が使わない権限はありません",
  },
  why: {
    en: "A scanner reads what others have written: repositories, web sites, cloud accounts. What its role allows beyond its work is what an attacker gets who takes over the pod.",
    ja: "スキャナーは、リポジトリ・Web サイト・クラウドアカウントなど、他者が作成したものを読み込みます。Pod が乗っ取られると、業務に不要な権限はそのまま攻撃者に悪用されます。",
  },
  fix: remedy(
    {
      en: "Reduce the role to what risken-aws has given it:",
      ja: "ロールの権限を risken-aws が付与したものに戻してください:",
    },
    "risken-aws doctor --fix --prune",
  ),
  reads: ["iam:GetPolicy", "iam:GetPolicyVersion"],
  key: "cluster.serviceAccounts",

  async run(look) {
    const roles = await podRoles(look);
    // Without all of them, what one of them needs would look like too much.
    if (roles.length === 0 || !allCallsKnown(look)) return isMissing;
    const details = roles.flatMap((role) => [
      ...Object.entries(role.policies).flatMap(([policy, { Statement }]) =>
        ([Statement].flat() as readonly Statement[]).flatMap((one, at) =>
          tooMuch(one, role).map(
            (allowed): Detail => ({ path: `${role.name} ${policy} Statement[${at}]`, actual: allowed }),
          ),
        ),
      ),
      ...role.missing.map((arn): Detail => ({ path: `${role.name} ManagedPolicyArns`, actual: arn })),
    ]);
    return unlessNothing({
      status: "fail",
      found: {
        en: "A role allows more than RISKEN ever calls.",
        ja: "RISKEN が使わない権限がロールに付与されています。",
      },
      details,
    });
  },
};

/** What a statement allows that none of the role's calls needs, as far as nothing else of the role forbids it. */
function tooMuch(one: Statement, role: PodRole): readonly string[] {
  if (one.Effect !== "Allow") return [];
  const actions = one.Action === undefined ? [`NotAction ${list(one.NotAction).join(", ")}`] : list(one.Action);
  const resources = one.Resource === undefined ? ["*"] : list(one.Resource);
  return actions.flatMap((action) => {
    const beyond = resources.filter(
      (resource) =>
        !role.calls.some((call) => isFor(call, action, resource, one)) && !isForbidden(action, resource, role),
    );
    return beyond.length > 0 ? [`${action}: ${beyond.join(", ")}`] : [];
  });
}

/** Whether a call needs all of it, under conditions at least as narrow. */
function isFor(call: RiskenCall, action: string, resource: string, { Condition }: Statement): boolean {
  if (!covers(call.action.toLowerCase(), action.toLowerCase()) || arnExtent(call.resource, resource) !== "all")
    return false;
  const [needed, has] = [call.condition, Condition ?? {}].map(conditionsIn);
  return needed!.every((condition) => has!.includes(condition));
}

const conditionsIn = (Condition: NonNullable<Statement["Condition"]>): readonly string[] => {
  const [one] = canonicalPolicy(policyOf({ Effect: "Allow", Condition })).Statement;
  return Object.entries(one!.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => JSON.stringify([operator.toLowerCase(), key, values])),
  );
};

/** Only what is said of everything that the words stand for counts: a denial of some of it leaves the rest. */
function isForbidden(action: string, resource: string, { policies, boundary }: PodRole): boolean {
  if (/[*?]|^NotAction/.test(action)) return false;
  const asked = { action, resource, context: { "aws:SecureTransport": "true" } };
  if (decide({ identity: Object.values(policies) }, asked) === "explicitDeny") return true;
  const concrete = !/[*?]/.test(resource);
  return concrete && boundary?.document !== undefined && /Deny$/.test(decide({ identity: [boundary.document] }, asked));
}

/** What the pods' roles let them do, in the order of the report. */
export const permission: readonly Check[] = [calls, excess, scanAccounts];

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : [value].flat();
