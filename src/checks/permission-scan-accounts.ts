import { isDenied, unless } from "../aws/errors";
import { type PolicyDocument, parsePolicy } from "../aws/policy-document";
import { decide } from "../aws/policy-evaluation";
import { scanRole } from "../risken/scan-role";
import { services } from "../risken/services";
import type { Text } from "../text";
import { type Check, type Detail, type Look, pass, type Verdict } from "./check";
import { type PodRole, podRoles, saysItself } from "./permission-calls";
import { isMissing, notHere, remedy } from "./seen";

/** Whether RISKEN gets into the accounts that were named, as far as that can be told from outside of them. */
export const scanAccounts: Check = {
  id: "permission/scan-accounts",
  category: "permission",
  title: {
    en: "RISKEN may assume the scan role of each account named with --scan-account",
    ja: "--scan-account で指定した各アカウントのスキャン用ロールを RISKEN が引き受けられます",
  },
  why: {
    en: "A scan of an account whose role is missing or turns RISKEN away ends with an error in the console, and nothing of that account is found. From another account, AWS answers the same to whoever asks for a role that isn't there and for one that doesn't trust them. So this is what can be known: whether RISKEN's own roles allow the call (by our own reading of their policies), whether a role lets these credentials in although they show no external ID, and, for the account that RISKEN runs in, the role itself and whom it trusts. Without --scan-account nothing is tried.",
    ja: "スキャン用ロールがない、または RISKEN を信頼していないアカウントのスキャンは、コンソールでエラーになり、そのアカウントの問題は何も検出されません。AWS は、存在しないロールにも、呼び出し元を信頼していないロールにも、別アカウントからは同じ応答を返します。そのため確認できるのは、RISKEN 自身のロールがこの呼び出しを許可しているか（ポリシーを独自に評価します）、外部 ID なしでこの認証情報を受け入れてしまうロールでないか、そして RISKEN を動かしているアカウントについてはロールの有無と信頼関係です。--scan-account を指定しない場合は何も試しません。",
  },
  fix: remedy(
    {
      en: "Create the role in that account, with the external ID that RISKEN's console shows:",
      ja: "そのアカウントに、RISKEN のコンソールに表示される外部 ID を指定してロールを作成してください:",
    },
    "risken-aws scan-role > scan-role.yaml",
    "aws cloudformation deploy --stack-name risken-scan-role --template-file scan-role.yaml --capabilities CAPABILITY_NAMED_IAM --parameter-overrides ExternalId=…",
  ),
  reads: ["sts:AssumeRole", "iam:GetRole"],
  key: "cluster.scanRole",

  async run(look) {
    if (look.scanAccounts.length === 0) return nothingNamed;
    if (!look.target.dataSources.includes("aws")) return nothingScanned;
    const assuming = (await podRoles(look)).filter(({ pods }) => pods.some((id) => assumers.includes(id)));
    if (assuming.length === 0) return isMissing;
    const seen = await Promise.all(look.scanAccounts.map((account) => seenOf(account, assuming, look)));
    const details = seen.flat().filter((one) => one !== "unseen");
    if (details.length > 0) return { status: "fail", found: somethingWrong, details };
    return seen.flat().includes("unseen") ? onlyPartly(look) : pass;
  },
};

/** Ids of the services that go into scanned accounts. */
const assumers: readonly string[] = services.filter(({ assumesScanRole }) => assumesScanRole).map(({ id }) => id);

type Seen = readonly (Detail | "unseen")[];

async function seenOf(account: string, roles: readonly PodRole[], look: Look): Promise<Seen> {
  const arn = look.target.arn("iam", `role/${look.scanRole}`, { region: "", account });
  const refused = roles.flatMap((role): Seen => {
    const said = saysItself(role, { action: "sts:AssumeRole", resource: arn, by: role.pods, condition: {} }, look);
    if (said === "allowed") return [];
    return said === "unknown" ? ["unseen"] : [{ path: `${role.name} ${arn}`, expected: "allowed", actual: said }];
  });
  const inside = account === look.aws.account ? await fromInside(arn, roles, look) : await fromOutside(arn, look);
  return [...refused, ...inside];
}

/** The account that RISKEN runs in: the role can be read. */
async function fromInside(arn: string, roles: readonly PodRole[], { aws, scanRole: RoleName }: Look): Promise<Seen> {
  const found = await unless("NoSuchEntity", aws.iam.GetRole({ RoleName }));
  if (!found) return [{ path: arn, expected: "a role", actual: undefined }];
  const trust = parsePolicy(found.Role!.AssumeRolePolicyDocument!);
  const asked = (role: PodRole, externalId: object) => trusts(trust, arn, role.arn, aws.account, externalId);
  // The external ID is RISKEN's to know: what hangs on nothing else is right.
  const away = roles.filter((role) => !asked(role, {}));
  const open = roles.some((role) => asked(role, { "sts:ExternalId": null }) === "allowed");
  return [
    ...away.map((role): Detail => ({ path: `${arn} trust`, expected: role.arn, actual: trust })),
    ...(open ? [withoutExternalId(arn)] : []),
  ];
}

/** Whom a trust policy lets in: an account as a whole, by its root or its number, or one role of it. */
function trusts(trust: PolicyDocument, resource: string, caller: string, account: string, more: object) {
  const root = caller.replace(/:role\/.*/, ":root");
  const context = { "aws:PrincipalArn": caller, "aws:PrincipalAccount": account, ...more };
  const said = [root, account, caller].map((AWS) =>
    decide({ identity: [trust] }, { action: "sts:AssumeRole", resource, context, principal: { AWS } }),
  );
  if (said.includes("explicitDeny")) return undefined;
  return said.find((one) => one === "allowed") ?? said.find((one) => one === "unknown");
}

/** Another account: all that can be done is to knock without an external ID, and a role that then opens is wrong. */
async function fromOutside(RoleArn: string, { aws }: Look): Promise<Seen> {
  const session = { RoleSessionName: `${scanRole.sessionName}-doctor`, DurationSeconds: 900 };
  try {
    await aws.sts.AssumeRole({ RoleArn, ...session }, { once: true });
    return [withoutExternalId(RoleArn)];
  } catch (error) {
    if (isDenied(error)) return ["unseen"];
    throw error;
  }
}

const withoutExternalId = (arn: string): Detail => ({
  path: `${arn} sts:ExternalId`,
  expected: "required",
  actual: "not required",
});

const somethingWrong: Text = {
  en: "RISKEN can't scan an account that was named, or not only RISKEN could look into it.",
  ja: "指定されたアカウントを RISKEN がスキャンできないか、RISKEN 以外からも参照できる状態です。",
};

const onlyPartly = ({ scanRole: name }: Look): Verdict => ({
  status: "skip",
  because: {
    en: `RISKEN's roles may call sts:AssumeRole there, and a stranger without an external ID is turned away. Whether the role ${name} is there and lets RISKEN in can't be seen from this account: AWS answers the same in both cases. docs/scan-role.md says how to try it as RISKEN.`,
    ja: `RISKEN のロールは sts:AssumeRole を許可されており、外部 ID のない呼び出しは拒否されました。ロール ${name} が存在し RISKEN を信頼しているかは、AWS がどちらの場合も同じ応答を返すため、このアカウントからは確認できません。RISKEN として試す方法は docs/scan-role.md を参照してください。`,
  },
});

const nothingNamed = notHere({
  en: "No account was named with --scan-account.",
  ja: "--scan-account でアカウントが指定されていません。",
});

const nothingScanned = notHere({
  en: "AWS is not among the data sources that are scanned.",
  ja: "スキャンするデータソースに AWS が含まれていません。",
});
