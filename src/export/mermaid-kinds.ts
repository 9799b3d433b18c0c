import { parse } from "yaml";
import type { Resource } from "../engine/resource";
import { AGENT_ROLE } from "../risken/cloudwatch-agent";
import { scanQueues } from "../risken/queues";
import { services } from "../risken/services";
import { same, type Text } from "../text";
import type { MermaidInput } from "./mermaid";
import { agentRole } from "./mermaid-agent-role";
import { type Drawing, drawingOf, type Edge, idOf, type Node } from "./mermaid-drawing";
import { dataSourceName, PODS, podOf } from "./mermaid-pods";
import { shownByOthers } from "./mermaid-within";
import type { Settled } from "./settle";

type Fields = Readonly<Record<string, unknown>>;

/** How a thing of one kind is drawn. */
export type MermaidKind = (one: Settled, input: MermaidInput) => Drawing;

/** A kind without a place of its own in the picture. */
export interface MermaidWithin {
  /** What shows it. */
  readonly within: Text;
}

const reads = { en: "reads", ja: "読み込み" };

/** Every kind that the tool makes, by type. */
export const mermaidKinds: Readonly<Record<string, MermaidKind | MermaidWithin>> = {
  "sqs.queue": ({ name, spec }) => {
    const queue = scanQueues.find((one) => one.name === name.replace(/-dlq$/, ""));
    if (!queue) return drawingOf();
    const { dataSource } = queue;
    const id = idOf("queues", dataSource);
    // A dead-letter queue stands beside its own, and nobody but a person looks into it.
    if (name !== queue.name) return drawingOf();
    return drawingOf(
      [
        {
          id,
          group: "queues",
          shape: "queue",
          title: same(dataSourceName(dataSource)),
          items: [String(spec.QueueName)],
        },
      ],
      [
        ...services
          .filter(({ produces }) => produces)
          .map((sender): Edge => ({ from: podOf(sender), to: id, label: { en: "sends", ja: "送信" } })),
        { from: podOf({ id: name, dataSource }), to: id, label: { en: "receives", ja: "受信" } },
      ],
    );
  },

  // Who reads it says so in its meta config.
  "secretsmanager.secret": ({ spec }) => drawingOf([{ ...secrets, items: [String(spec.Name)] }]),

  "ssm.parameter": ({ spec, name }, { env }) => {
    const directory = name.startsWith("meta/") ? "meta" : name.split("/").slice(0, -1).join("/");
    const id = idOf("directory", directory);
    const node = {
      id,
      group: "parameters",
      shape: "store",
      title: same(`/${env}/${directory}`),
      items: directory === "meta" ? [] : [String(spec.Name).split("/").at(-1)!],
    } as const;
    return directory === "meta" ? withReadings(node, name, String(spec.Value), env) : drawingOf([node]);
  },

  "iam.role": ({ name, spec }, { serviceAccounts }) => {
    if (name === AGENT_ROLE) return agentRole(String(spec.RoleName));
    const service = services.find((one) => one.id === name);
    const id = idOf("role", serviceAccounts === "shared" ? "shared" : (service?.dataSource ?? name));
    const from = service && serviceAccounts === "per-service" ? podOf(service) : PODS;
    const assumes = services.some(
      (one) => one.assumesScanRole && (serviceAccounts === "shared" || one.id === service?.id),
    );
    return drawingOf(
      [
        {
          id,
          group: "identity",
          shape: "box",
          title: { en: "Role", ja: "ロール" },
          items: [String(spec.RoleName)],
        },
        ...(assumes && allowsAssuming(spec) ? [scannedAccounts] : []),
      ],
      [
        { from, to: id, label: { en: "works as", ja: "利用" }, dotted: true },
        { from: id, to: "provider", label: { en: "trusts", ja: "信頼" }, dotted: true },
        ...(assumes ? [{ from: id, to: scannedAccounts.id, label: same("AssumeRole"), dotted: true } as const] : []),
      ],
    );
  },

  "iam.oidc-provider": () =>
    drawingOf([
      {
        id: "provider",
        group: "identity",
        shape: "box",
        title: { en: "OIDC provider of the cluster", ja: "クラスタの OIDC プロバイダー" },
        items: [],
      },
    ]),

  "cognito.user-pool": ({ spec }) => drawingOf([pool(String(spec.PoolName))]),
  "cognito.user-pool-domain": ({ spec }) => drawingOf([pool(String(spec.Domain))]),
  "cognito.user-pool-client": ({ spec }) => drawingOf([pool(String(spec.ClientName))]),

  "cognito.identity-provider": ({ spec }) =>
    drawingOf([identityProvider(String(spec.ProviderName))], [signsIn("user_pool", "idp")]),
  "cognito.managed-login-branding": {
    within: { en: "the user pool whose sign-in pages it is of", ja: "サインイン画面を表示するユーザープール" },
  },
  "cognito.group": {
    within: { en: "the user pool that it belongs to", ja: "所属するユーザープール" },
  },

  "sns.topic": ({ spec }) => drawingOf([topic(String(spec.TopicName))]),
  "cloudwatch.alarm": ({ spec }) => alarm(spec),

  "xray.group": {
    within: { en: "the hosts whose requests are traced", ja: "トレース対象のホスト名" },
  },
  "xray.sampling-rule": {
    within: { en: "the host of which it is", ja: "対象のホスト名" },
  },

  "kms.key": () => key(),
  "kms.alias": ({ spec }) => key(String(spec.AliasName)),

  "elbv2.target-group": ({ name, spec }) => targetGroup(name, String(spec.Name), Number(spec.Port)),

  "elbv2.listener-rule": ({ name, spec }) => {
    const id = idOf("rule", name);
    const actions = spec.Actions as readonly Fields[];
    return drawingOf(
      [
        {
          id,
          group: "way_in",
          shape: "box",
          title: { en: `Rule ${spec.Priority}`, ja: `ルール ${spec.Priority}` },
          items: [...conditionsOf(spec), ...answersOf(actions)],
        },
        ...actions.flatMap(({ AuthenticateOidcConfig: oidc }) =>
          oidc ? [identityProvider(String((oidc as Fields).Issuer))] : [],
        ),
      ],
      [
        ...(actions.some(({ AuthenticateCognitoConfig }) => AuthenticateCognitoConfig)
          ? [signsIn(id, "user_pool")]
          : []),
        ...(actions.some(({ AuthenticateOidcConfig }) => AuthenticateOidcConfig) ? [signsIn(id, "idp")] : []),
        ...(actions.some(({ Type }) => Type === "forward") ? [{ from: id, to: targetOf(name) }] : []),
      ],
    );
  },

  "elbv2.default-action": ({ spec }) =>
    drawingOf([
      {
        id: "default_action",
        group: "way_in",
        shape: "box",
        title: { en: "Anything else", ja: "それ以外" },
        items: answersOf(spec.DefaultActions as readonly Fields[]),
      },
    ]),

  ...shownByOthers,

  "autoscaling.attachment": {
    within: {
      en: "the arrow from the target group to the pods on the nodes",
      ja: "ターゲットグループからノード上の Pod への矢印",
    },
  },

  "ec2.security-group-rule": {
    within: {
      en: "the same arrow: without it nothing would come through",
      ja: "同じ矢印（このルールがないと通信できません）",
    },
  },
};

/** What is somebody else's, and seen in the picture, by type. */
export const mermaidLookups: Readonly<Record<string, (one: Resource, input: MermaidInput) => Drawing>> = {
  "elbv2.target-group": ({ name, spec }) =>
    targetGroup(name, String(spec.Name), services.find(({ id }) => id === backendOf(name))!.nodePort!.port),
  "kms.existing-key": ({ spec }) => key(String(spec.KeyId)),
  "sns.existing-topic": ({ spec }) => drawingOf([topic(String(spec.TopicArn).split(":").at(-1)!)]),
  "cognito.existing-pool": ({ spec }) => drawingOf([pool(String(spec.UserPoolId))]),
  "rds.database": ({ spec }) =>
    drawingOf(
      [
        {
          id: "database",
          group: "data",
          shape: "store",
          title: { en: "MySQL (RDS)", ja: "MySQL（RDS）" },
          items: [String(spec.identifier)],
        },
      ],
      services
        .filter(({ database }) => database)
        .map((one): Edge => ({ from: podOf(one), to: "database", label: same("MySQL") })),
    ),
};

/** A meta config, with what it lists as an arrow from whoever loads it. */
function withReadings(node: Node, name: string, value: string, env: string): Drawing {
  const reader = services.find(({ meta }) => meta === name);
  if (!reader) return drawingOf([node]);
  const items = parse(value) as readonly Fields[];
  const paths = items.flatMap(({ parameter_store_path: path }) => (path ? [String(path)] : []));
  const loads = [
    node.id,
    ...paths.map((path) => idOf("directory", path.slice(`/${env}/`.length))),
    ...(items.some(({ secret_name: secret }) => secret) ? [secrets.id] : []),
  ];
  return drawingOf(
    [node, ...(loads.includes(secrets.id) ? [secrets] : [])],
    loads.map((to): Edge => ({ from: podOf(reader), to, label: reads, dotted: true })),
  );
}

const secrets = {
  id: "secrets",
  group: "parameters",
  shape: "store",
  title: same("Secrets Manager"),
  items: [],
} as const;

const scannedAccounts = {
  id: "accounts",
  group: "scanned",
  shape: "person",
  title: { en: "Scanned AWS accounts", ja: "スキャン対象の AWS アカウント" },
  items: [],
} as const;

/** Whether the role's policies let it take another role. */
const allowsAssuming = ({ Policies }: Fields): boolean => JSON.stringify(Policies).includes("sts:AssumeRole");

const pool = (item: string) =>
  ({
    id: "user_pool",
    group: "sign_in",
    shape: "box",
    title: { en: "Cognito user pool", ja: "Cognito ユーザープール" },
    items: [item],
  }) as const;

const identityProvider = (item: string) =>
  ({
    id: "idp",
    group: "sign_in",
    shape: "box",
    title: { en: "Identity provider", ja: "IdP" },
    items: [item],
  }) as const;

const key = (...items: readonly string[]): Drawing =>
  drawingOf(
    [{ id: "key", group: "identity", shape: "box", title: { en: "KMS key", ja: "KMS キー" }, items }],
    ["queues", "parameters"].map(
      (from): Edge => ({ from, to: "key", label: { en: "encrypted with", ja: "暗号化" }, dotted: true }),
    ),
  );

const topic = (item: string) =>
  ({
    id: "topic",
    group: "observability",
    shape: "round",
    title: { en: "Alarms (SNS)", ja: "アラーム（SNS）" },
    items: [item],
  }) as const;

/** One box for all of a sort: which ones there are is in their names. */
function alarm({ Namespace, MetricName }: Fields): Drawing {
  const id = idOf("alarms", String(Namespace).split("/")[1]!);
  return drawingOf(
    [
      {
        id,
        group: "observability",
        shape: "box",
        title: { en: `Alarms on ${Namespace}`, ja: `${Namespace} のアラーム` },
        items: [String(MetricName)],
      },
    ],
    [{ from: id, to: "topic", label: { en: "tells", ja: "通知" }, dotted: true }],
  );
}

const signsIn = (from: string, to: string): Edge => ({
  from,
  to,
  label: { en: "signs in", ja: "サインイン" },
  dotted: true,
});

/** The programs that RISKEN's documentation lets the load balancer reach. */
const backendOf = (targetGroup: string): string => (targetGroup === "web" ? "web" : "gateway");

const targetGroup = (name: string, title: string, port: number): Drawing =>
  drawingOf(
    [
      {
        id: idOf("targets", name),
        group: "way_in",
        shape: "round",
        title: { en: "Target group", ja: "ターゲットグループ" },
        items: [title],
      },
    ],
    [{ from: idOf("targets", name), to: podOf({ id: backendOf(name) }), label: same(`NodePort ${port}`) }],
  );

const targetOf = (rule: string): string => idOf("targets", rule === "console-web" ? "web" : "api");

/** When a rule applies, in words that need no translation. */
function conditionsOf({ Conditions }: Fields): readonly string[] {
  return (Conditions as readonly Fields[]).map((condition) => {
    const [, config = {}] = Object.entries(condition).find(([name]) => name.endsWith("Config")) ?? [];
    const { Values, HttpHeaderName } = config as {
      readonly Values: readonly string[];
      readonly HttpHeaderName?: string;
    };
    return [...(HttpHeaderName ? [`${HttpHeaderName}:`] : []), Values.join(", ")].join(" ");
  });
}

/** What the load balancer answers by itself. */
const answersOf = (actions: readonly Fields[]): readonly string[] =>
  actions.flatMap(({ FixedResponseConfig: answer }) => (answer ? [`→ ${(answer as Fields).StatusCode}`] : []));
