import { decide } from "../aws/policy-evaluation";
import { covers } from "../aws/wildcards";
import { eksCluster } from "../kinds/eks-cluster";
import { AUDIENCE, iamOidcProvider } from "../kinds/iam-oidc-provider";
import { sqsQueue } from "../kinds/sqs-queue";
import { sampleServiceAccount } from "../risken/services";
import { servicesOf } from "./boot-pods";
import { type Role, rolesIn, rolesOfPods } from "./boot-policy";
import type { Check, Detail, Look, Verdict } from "./check";
import { fixOurs } from "./remedies";
import { allSeen, isMissing, onlySeen, unlessNothing } from "./seen";

/** Whether the pods' roles are those of this cluster, of these service accounts and of these queues. */
export const roleRelations: readonly Check[] = [
  {
    id: "boot/trust-issuer",
    category: "boot",
    title: {
      en: "The pods' roles trust the cluster that RISKEN runs on",
      ja: "Pod のロールは、RISKEN を動かすクラスタの発行者を信頼しています",
    },
    why: {
      en: "Every cluster has an OIDC issuer of its own, also one that was made anew under the same name. A role that trusts another issuer refuses the pods: nothing is read from Parameter Store, and they don't start.",
      ja: "OIDC の発行者はクラスタごとに異なり、同じ名前で作り直しても変わります。別の発行者を信頼するロールは引き受けられず、パラメータストアを読めないため、Pod は起動しません。",
    },
    fix: fixOurs,
    key: "cluster.name",
    run: issuers,
  },
  {
    id: "boot/trust-service-account",
    category: "boot",
    title: {
      en: "The pods' roles trust the service accounts of the exported overlay",
      ja: "Pod のロールは、エクスポートしたオーバーレイのサービスアカウントを信頼しています",
    },
    why: {
      en: "The role names a namespace and a service account. Pods of any other are refused, and without the role they don't start.",
      ja: "ロールは名前空間とサービスアカウントを指定して信頼します。異なる名前空間やサービスアカウントの Pod はロールを引き受けられず、起動しません。",
    },
    fix: fixOurs,
    key: "cluster.serviceAccounts",
    run: serviceAccounts,
  },
  {
    id: "boot/role-queues",
    category: "boot",
    title: {
      en: "The queues in the pods' roles are the queues that there are",
      ja: "Pod のロールに書かれたキューは、実在するキューと一致しています",
    },
    why: {
      en: "A role that names another queue (of another region, account or env) lets nobody send or receive. The pods stay Running; only their log tells.",
      ja: "ロールに別のキュー（リージョンやアカウント、環境が異なるもの）が書かれていると、送受信できません。Pod は Running のままで、ログにしか現れません。",
    },
    fix: fixOurs,
    key: "queues",
    run: roleQueues,
  },
];

/** The issuer that the role's pods get their tokens from, as trust policies name it; undefined where it isn't there. */
const issuerHost = (look: Look): string | undefined =>
  onlySeen(look, eksCluster)?.is.outputs.issuer.replace("https://", "");

const ASSUME = "sts:AssumeRoleWithWebIdentity";

/** Whether the trust policy speaks of tokens of this issuer at all. */
function trusts({ is }: Role, provider: string): boolean {
  const statements = [is.spec.AssumeRolePolicyDocument.Statement].flat();
  return statements.some(
    ({ Effect, Principal }) =>
      Effect === "Allow" &&
      Principal !== undefined &&
      Principal !== "*" &&
      [Principal.Federated ?? []].flat().includes(provider),
  );
}

function federatedIn({ is }: Role): string {
  const statements = [is.spec.AssumeRolePolicyDocument.Statement].flat();
  return statements
    .flatMap(({ Principal }) =>
      Principal === undefined || Principal === "*" ? [] : [Principal.Federated ?? []].flat(),
    )
    .join(", ");
}

/** ARN of the provider that stands for an issuer in IAM. */
const providerArn = ({ target }: Look, host: string): string =>
  target.arn("iam", `oidc-provider/${host}`, { region: "" });

function issuers(look: Look): Verdict {
  const host = issuerHost(look);
  const roles = rolesIn(look);
  if (!host || roles.length === 0) return isMissing;
  const provider = providerArn(look, host);
  const wrong = roles.filter((role) => !trusts(role, provider));
  return unlessNothing({
    status: "fail",
    found: {
      en: `The role does not trust the cluster's issuer https://${host}.`,
      ja: `ロールがクラスタの発行者 https://${host} を信頼していません。`,
    },
    details: wrong.map((role) => ({
      path: `${role.name} AssumeRolePolicyDocument`,
      expected: provider,
      actual: federatedIn(role),
    })),
  });
}

/** The subject of a service's pods, as the exported overlay lets them run. */
export const subjectOf = (
  serviceId: string,
  { serviceAccounts: mode, namespace }: Pick<Look["target"], "serviceAccounts" | "namespace">,
): string => `system:serviceaccount:${namespace}:${mode === "shared" ? sampleServiceAccount : serviceId}`;

function serviceAccounts(look: Look): Verdict {
  const host = issuerHost(look);
  const provider = host && onlySeen(look, iamOidcProvider)?.is.outputs.arn;
  if (!provider) return isMissing;
  const roleOf = rolesOfPods(look);
  const details = new Map<string, Detail>();
  for (const { id } of servicesOf(look)) {
    const role = roleOf(id);
    // One that trusts another issuer has a check of its own.
    if (!role || !trusts(role, provider)) continue;
    const subject = subjectOf(id, look.target);
    const context = { [`${host}:sub`]: subject, [`${host}:aud`]: AUDIENCE };
    const asked = { action: ASSUME, resource: "*", context, principal: { Federated: provider } };
    const decision = decide({ identity: [role.is.spec.AssumeRolePolicyDocument] }, asked);
    if (decision === "allowed" || decision === "unknown") continue;
    details.set(`${role.name} ${subject}`, {
      path: `${role.name} AssumeRolePolicyDocument`,
      expected: subject,
      actual: subjectsIn(role).join(", "),
    });
  }
  return unlessNothing({
    status: "fail",
    found: {
      en: "The role does not trust the service account that RISKEN's pods run with.",
      ja: "RISKEN の Pod が使うサービスアカウントを、ロールが信頼していません。",
    },
    details: [...details.values()],
  });
}

const subjectsIn = ({ is }: Role): readonly string[] =>
  [is.spec.AssumeRolePolicyDocument.Statement].flat().flatMap(({ Condition = {} }) =>
    Object.values(Condition).flatMap((keys) =>
      Object.entries(keys)
        .filter(([key]) => key.endsWith(":sub"))
        .flatMap(([, value]) => [value].flat().map(String)),
    ),
  );

/** Compares names only: what the role may do with them is a question of permission. */
function roleQueues(look: Look): Verdict {
  const queues = allSeen(look, sqsQueue);
  const arnOf = new Map(queues.there.map(({ name, is }) => [name, is.outputs.arn]));
  const all = [...arnOf.values()];
  const roleOf = rolesOfPods(look);
  const details = new Map<string, Detail>();
  for (const { id, consumes, produces } of servicesOf(look)) {
    const role = roleOf(id);
    if (!role) continue;
    const names = queuesNamedIn(role);
    const used = [...arnOf].filter(([name]) => name === consumes || (produces && arnOf.has(`${name}-dlq`)));
    for (const [name, arn] of used) {
      if (names.some((pattern) => covers(pattern, arn))) continue;
      details.set(`${role.name} ${name}`, { path: `${role.name} ${name}`, expected: arn });
    }
    // A queue that could not be read may be the very one.
    if (queues.blind !== undefined) continue;
    for (const named of names.filter((pattern) => !all.some((arn) => covers(pattern, arn)))) {
      details.set(`${role.name} ${named}`, { path: `${role.name} Policies`, actual: named });
    }
  }
  return unlessNothing(
    {
      status: "fail",
      found: {
        en: "The role and the queues do not name the same.",
        ja: "ロールに書かれたキューと、実在するキューが一致していません。",
      },
      details: [...details.values()],
    },
    queues.blind,
  );
}

/** What the role's policies allow something about, as far as it is queues. */
function queuesNamedIn({ is }: Role): readonly string[] {
  const statements = Object.values(is.spec.Policies).flatMap((document) => [document.Statement].flat());
  return statements
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Resource = [] }) => [Resource].flat())
    .filter((resource) => resource === "*" || /^arn:[^:]*:(sqs|\*):/.test(resource));
}
