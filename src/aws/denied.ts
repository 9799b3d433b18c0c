import { Problem } from "../problems";
import type { Text } from "../text";

/** What AWS says about a denied call. */
export interface Denial {
  /** The IAM action, as in `sqs:CreateQueue`; undefined where nobody tells. */
  readonly action?: string;
  /** ARN. */
  readonly resource?: string;
  /** ARN of who was refused. */
  readonly principal?: string;
  /** Which policy refused, in AWS's words, as in `no identity-based policy allows the sqs:CreateQueue action`. */
  readonly because?: string;
}

/**
 * Reads AWS's sentence about a denied call
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html).
 */
export function denialIn(message: string): Denial {
  const [, principal] = /User: (\S+)/.exec(message) ?? [];
  const [, action, resource] =
    /not authorized to perform:? ([\w-]+:\w+)(?: on (?:resource:? )?"?(arn:[^\s"]+|\*))?/.exec(message) ?? [];
  const [, because] =
    /\b(?:because |with (?=an explicit deny))(.+?)\.?(?: Encoded authorization|$)/s.exec(message) ?? [];
  return { action, resource: resource?.replace(/[.,]$/, ""), principal, because };
}

/** A call that the credentials may not make, with the statement that would allow it. */
export function accessDenied(denial: Denial, cause?: unknown): Problem {
  const { action, principal } = denial;
  const who: Text = principal
    ? { en: principal, ja: `${principal} ` }
    : { en: "These credentials", ja: "この認証情報" };
  return new Problem(
    "access-denied",
    1,
    {
      en: `${who.en} may not ${action ? `call ${action}` : "make this call"}${denial.resource && denial.resource !== "*" ? ` on ${denial.resource}` : ""}.`,
      ja: `${who.ja}には ${action ?? "この呼び出し"} の権限がありません${denial.resource && denial.resource !== "*" ? `（対象: ${denial.resource}）` : ""}。`,
    },
    remedy(denial),
    { cause },
  );
}

function remedy({ action, resource = "*", because = "" }: Denial): Text {
  const stronger =
    /service control polic|resource control polic|permissions boundar|session polic|VPC endpoint polic|explicit deny/i.exec(
      because,
    );
  const hints: readonly Text[] = [
    ...(stronger ? [strongerPolicy(because)] : []),
    ...(action && !/explicit deny/i.test(because) ? [statement(action, resource)] : []),
    ...(action === "iam:CreateRole" && !/permissions boundar/i.test(because) ? [boundary] : []),
    ...(stronger ? [] : [elsewhere]),
  ];
  return { en: hints.map(({ en }) => en).join("\n"), ja: hints.map(({ ja }) => ja).join("\n") };
}

/** Spread over lines that stay below eighty columns where the ARN allows it. */
function statement(action: string, resource: string): Text {
  const lines = ["{", '  "Effect": "Allow",', `  "Action": "${action}",`, `  "Resource": "${resource}"`, "}"];
  const block = lines.map((line) => `\n  ${line}`).join("");
  return {
    en: `This statement in an IAM policy of the caller allows it:${block}`,
    ja: `呼び出し元の IAM ポリシーに次のステートメントを追加すると許可されます。${block}`,
  };
}

const strongerPolicy = (because: string): Text => ({
  en: `AWS says: ${because}. An own policy of the caller cannot overrule that: ask whoever manages it.`,
  ja: `AWS からのメッセージ: ${because}。呼び出し元のポリシーでは覆せないため、該当するポリシーの管理者に確認してください。`,
});

const boundary: Text = {
  en: "If roles may only be created with a permissions boundary here, name it in cluster.permissionsBoundary.",
  ja: "アクセス許可の境界（permissions boundary）なしのロール作成が禁止されている場合は、cluster.permissionsBoundary に境界の ARN を指定してください。",
};

const elsewhere: Text = {
  en: "If the caller already has it, a service control policy of the Organization or a permissions boundary may forbid it. `risken-aws policy` prints all that risken-aws needs.",
  ja: "既に許可されている場合は、Organization のサービスコントロールポリシー（SCP）やアクセス許可の境界で禁止されている可能性があります。必要な権限の全体は `risken-aws policy` で確認できます。",
};
