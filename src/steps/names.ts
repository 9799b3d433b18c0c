import * as z from "zod";
import type { Graph } from "../engine/graph";
import type { Address } from "../engine/ref";
import { addressOf, type Resource } from "../engine/resource";
import { cognitoUserPool } from "../kinds/cognito-user-pool";
import { cognitoUserPoolClient } from "../kinds/cognito-user-pool-client";
import { elbv2TargetGroup } from "../kinds/elbv2-target-group";
import { iamRole } from "../kinds/iam-role";
import { sqsQueue } from "../kinds/sqs-queue";
import { nameNotOurs, nameUsedTwice } from "../problems";
import { AGENT_ROLE } from "../risken/cloudwatch-agent";
import { scanQueues } from "../risken/queues";
import type { Text } from "../text";
import { programs, SHARED_ROLE } from "./cluster";
import { says, saysOfUnknown } from "./says";

/** What has a name that the config may choose: its things, and what AWS takes as a name of one. */
interface Nameable {
  readonly kind: { readonly noun: string };
  readonly things: readonly string[];
  readonly name: z.ZodType<string>;
}

const nameOf = (pattern: RegExp, text: Text) => z.string().regex(pattern, says(text));

const nameables: readonly Nameable[] = [
  {
    kind: iamRole,
    things: [SHARED_ROLE, ...programs, AGENT_ROLE],
    name: nameOf(/^[\w+=,.@-]{1,64}$/, {
      en: "must be the name of an IAM role, without a path",
      ja: "IAM ロールの名前（パスを除く）を指定してください",
    }),
  },
  {
    kind: sqsQueue,
    things: scanQueues.flatMap(({ name }) => [name, `${name}-dlq`]),
    name: nameOf(/^[\w-]{1,80}$/, {
      en: "must be the name of a standard SQS queue",
      ja: "SQS の標準キューの名前を指定してください",
    }),
  },
  {
    kind: elbv2TargetGroup,
    things: ["api", "web"],
    name: nameOf(/^(?!internal-)[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/, {
      en: "must be the name of a target group",
      ja: "ターゲットグループの名前を指定してください",
    }),
  },
  {
    kind: cognitoUserPool,
    things: ["users"],
    name: nameOf(/^[\w\s+=,.@-]{1,128}$/, {
      en: "must be the name or the id of a user pool",
      ja: "ユーザープールの名前または ID を指定してください",
    }),
  },
  {
    kind: cognitoUserPoolClient,
    things: ["console"],
    name: nameOf(/^[\w\s+=,.@-]{1,128}$/, {
      en: "must be the name of an app client",
      ja: "アプリクライアントの名前を指定してください",
    }),
  },
];

/** The section `names` of the config: names that existing things already have, by the address of what they are to us. */
export const names = saysOfUnknown(
  z.strictObject(
    Object.fromEntries(
      nameables.flatMap(({ kind, things, name }) => things.map((one) => [addressOf(kind, one), name.optional()])),
    ),
  ),
  (address) => {
    const how = otherwise[address.split("/")[0]!];
    return how && { en: `has no name that could be chosen: ${how.en}`, ja: `名前は指定できません。${how.ja}` };
  },
);

/** What is chosen in another way, by the noun of its kind. */
const otherwise: Readonly<Record<string, Text>> = {
  parameter: {
    en: "its path follows from env, and that of the database's from database.directory too",
    ja: "パスは env で決まります（データベースのものは database.directory も使います）",
  },
  "identity-provider": {
    en: "it is called as auth.cognito.identityProviders says",
    ja: "名前は auth.cognito.identityProviders で指定します",
  },
  "login-pages": {
    en: "it belongs to the app client, user-pool-client/console",
    ja: "アプリクライアント（user-pool-client/console）のデザインです",
  },
  "user-group": {
    en: "it is called as auth.cognito.groups says",
    ja: "名前は auth.cognito.groups で指定します",
  },
  rule: {
    en: "a rule is known by its conditions; take one over with --adopt",
    ja: "ルールは条件で判別します。引き継ぐには --adopt を使ってください",
  },
  opening: {
    en: "one that is there already is used; choose the groups with ingress.nodes.securityGroups",
    ja: "既存のものがあればそのまま使います。セキュリティグループは ingress.nodes.securityGroups で指定してください",
  },
  "node-attachment": {
    en: "choose the groups with ingress.nodes.autoScalingGroups",
    ja: "Auto Scaling グループは ingress.nodes.autoScalingGroups で指定してください",
  },
  "idle-timeout": {
    en: "it belongs to the load balancer; choose with ingress.idleTimeout",
    ja: "ロードバランサーの設定です。ingress.idleTimeout で指定してください",
  },
  "default-action": {
    en: "it belongs to the listener; choose with ingress.defaultAction",
    ja: "リスナーの設定です。ingress.defaultAction で指定してください",
  },
  "user-pool-domain": {
    en: "its prefix is auth.cognito.domainPrefix",
    ja: "プレフィックスは auth.cognito.domainPrefix で指定してください",
  },
  "oidc-provider": { en: "it follows from the cluster", ja: "クラスタによって決まります" },
  cluster: { en: "name it with cluster.name", ja: "cluster.name で指定してください" },
  nodes: { en: "they follow from the cluster", ja: "クラスタによって決まります" },
  "load-balancer": { en: "name it with ingress.loadBalancer", ja: "ingress.loadBalancer で指定してください" },
  listener: { en: "name it with ingress.listenerArn", ja: "ingress.listenerArn で指定してください" },
  "listener-certificate": {
    en: "it is the certificate of ingress.certificate",
    ja: "ingress.certificate の証明書です",
  },
  certificate: {
    en: "it is for the host; to use one that is there, give its ARN in ingress.certificate",
    ja: "ホスト名で決まります。既存のものを使うには ingress.certificate に ARN を指定してください",
  },
  "validation-record": { en: "ACM thinks its name up", ja: "名前は ACM が決めます" },
  "dns-record": {
    en: "it is called as ingress.consoleHost and ingress.apiHost say",
    ja: "名前は ingress.consoleHost と ingress.apiHost で指定します",
  },
  "hosted-zone": { en: "name it with ingress.hostedZone", ja: "ingress.hostedZone で指定してください" },
  database: { en: "name it with database.identifier", ja: "database.identifier で指定してください" },
  key: { en: "name it with parameters.kmsKey", ja: "parameters.kmsKey で指定してください" },
  "key-alias": { en: "it follows from namePrefix and env", ja: "namePrefix と env で決まります" },
  user: { en: "people are not part of the config", ja: "ユーザーは設定の対象ではありません" },
  secret: {
    en: "its name follows from namePrefix, env and the parameter directory",
    ja: "名前は namePrefix と env、パラメータディレクトリで決まります",
  },
  topic: {
    en: "it follows from namePrefix and env; name another one with observability.alarmTopic",
    ja: "namePrefix と env で決まります。別のトピックを使うには observability.alarmTopic で指定してください",
  },
  "trace-group": { en: "it follows from namePrefix and env", ja: "namePrefix と env で決まります" },
  "sampling-rule": { en: "it follows from namePrefix and env", ja: "namePrefix と env で決まります" },
  "log-retention": {
    en: "the CloudWatch agent calls its log groups by the cluster's name",
    ja: "ロググループの名前は CloudWatch エージェントがクラスタ名から決めます",
  },
  alarm: { en: "it follows from namePrefix and env", ja: "namePrefix と env で決まります" },
  "kept-value": { en: "it follows from env", ja: "env で決まります" },
  "stored-value": { en: "it follows from env", ja: "env で決まります" },
};

/** Nouns of which the config says how their things are chosen, here or elsewhere. */
export const nounsWithNames: readonly string[] = [...nameables.map(({ kind }) => kind.noun), ...Object.keys(otherwise)];

type Names = Readonly<Record<string, string | undefined>>;

/**
 * Judges names by what the config wants. Answers what looks like a slip: names of what it doesn't want.
 *
 * @throws {Problem} exit 3 where two things would have one name, or a name is for something that another key takes from elsewhere
 */
export function checkNames(given: Names, { resources, at }: Graph): readonly Text[] {
  const chosen = Object.entries(given).filter(([, name]) => name !== undefined) as [Address, string][];
  for (const [address, name] of chosen) {
    if (at.get(address)?.wanted === "existing") throw nameNotOurs({ address, name, key: takenFrom(address) });
  }
  for (const [address, name] of chosen) {
    const same = resources.find((one) => one.address !== address && hasName(one, address, name));
    if (same && at.has(address)) throw nameUsedTwice({ name, addresses: [address, same.address] });
  }
  return chosen.filter(([address]) => !at.has(address)).map(([address]) => notUsed(address));
}

/** IAM and load balancers tell no letters apart by their case; nobody wants two that differ in nothing else. */
function hasName({ kind, spec }: Resource, address: Address, name: string): boolean {
  if (kind.noun !== address.split("/")[0]) return false;
  const its = spec[kind.label ?? kind.key[0]];
  return typeof its === "string" && its.toLowerCase() === name.toLowerCase();
}

const takenFrom = (address: Address): string =>
  address.startsWith("user-pool/") ? "auth.cognito.userPoolId" : `ingress.targetGroups.${address.split("/")[1]}`;

const notUsed = (address: Address): Text => ({
  en: `names.${address} is not used: the config wants no such thing.`,
  ja: `names.${address} は使われません。この設定では該当するリソースを作成しません。`,
});
