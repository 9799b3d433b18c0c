import packageJson from "../../package.json" with { type: "json" };
import { ciCommand } from "../config/ci";
import { configSchema } from "../config/schema";
import { elbv2LoadBalancer } from "../kinds/elbv2-load-balancer";
import { iamRole } from "../kinds/iam-role";
import { AGENT_ROLE } from "../risken/cloudwatch-agent";
import { ALARM_TOPIC } from "../steps/observability";
import { indented, wrap } from "../terminal/layout";
import type { Page } from "../terminal/screen";
import { shellLine, type Text } from "../text";
import type { Opened } from "./open";

/** One thing that is left to do, with the commands for it. */
interface Todo {
  readonly text: Text;
  readonly lines: readonly string[];
}

/**
 * What is left to a person after everything on AWS is there.
 *
 * @param where flags that lead to the same sandbox again
 */
export async function nextSteps(opened: Opened, page: Page, where: readonly string[]): Promise<readonly string[]> {
  const { language, width, paint } = page;
  const head = { en: "What is left to do:", ja: "残りの作業:" }[language];
  const todos = [
    ...(await dns(opened)),
    schema(opened),
    deploy(opened, where),
    signIn(opened),
    ...alarms(opened),
    ...(await agent(opened)),
    repeat(opened, where),
  ];
  return [
    "",
    paint.bold(head),
    ...todos.flatMap(({ text, lines }, at) => [
      ...wrap(text[language], width - 3).map((line, row) => (row === 0 ? `${at + 1}. ${line}` : `   ${line}`)),
      ...indented(lines, 5).map((line) => paint.cyan(line)),
    ]),
  ];
}

/** Nothing where the records were written. */
async function dns({ aws, config }: Opened): Promise<readonly Todo[]> {
  const { consoleHost, apiHost, loadBalancer, hostedZone } = config.ingress;
  if (hostedZone !== undefined) return [];
  const found = await elbv2LoadBalancer.observe(aws, { LoadBalancer: loadBalancer }, { tags: {} });
  const target = found?.outputs.dnsName ?? loadBalancer;
  return [
    {
      text: {
        en: "Let DNS point at the load balancer (an alias record in Route 53, or a CNAME):",
        ja: "DNS をロードバランサーに向けてください（Route 53 のエイリアスレコード、または CNAME）。",
      },
      lines: [consoleHost, ...(apiHost ? [apiHost] : [])].flatMap((host) => [host, `  → ${target}`]),
    },
  ];
}

/** Source: ca-risken/common@cf06659:middleware/db. */
function schema({ config }: Opened): Todo {
  return {
    text: {
      en: `Load RISKEN's database schema (${config.database.schema}) from ca-risken/common, middleware/db: 01_ddl_mimosa.sql, then 02_dml_mimosa.sql. Leave out 00_config.sql (it makes a user with a known password) and 10_ to 15_ (test data).`,
      ja: `ca-risken/common の middleware/db にある 01_ddl_mimosa.sql、02_dml_mimosa.sql の順にスキーマ（${config.database.schema}）を投入してください。00_config.sql（既知のパスワードのユーザーを作成）と 10_〜15_（テストデータ）は投入しないでください。`,
    },
    lines: [],
  };
}

function deploy({ config }: Opened, where: readonly string[]): Todo {
  const { namespace } = config.cluster;
  return {
    text: {
      en: "Deploy RISKEN with the overlay for its k8s-sample, and restart what ran before: pods read their configuration once, at start.",
      ja: "k8s-sample 用の overlay で RISKEN をデプロイし、稼働中の Pod は再起動してください（設定は起動時に一度だけ読み込まれます）。",
    },
    lines: [
      "npx risken-aws export kustomize --out overlay \\",
      `  ${shellLine(["--base", "../k8s-sample/base", ...where])}`,
      "kubectl apply -k overlay",
      `kubectl -n ${namespace} rollout restart deployment`,
    ],
  };
}

function signIn({ config }: Opened): Todo {
  return {
    text: {
      en: `Sign in at https://${config.ingress.consoleHost}. The first person to sign in becomes RISKEN's administrator.`,
      ja: `https://${config.ingress.consoleHost} にサインインしてください。最初にサインインした人が Admin になります。`,
    },
    lines: [],
  };
}

/** Nobody is told of anything before somebody has subscribed to a topic of ours. */
function alarms({ config, target }: Opened): readonly Todo[] {
  const { alarms: wanted, alarmTopic } = config.observability;
  if (!wanted || alarmTopic !== "create") return [];
  return [
    {
      text: {
        en: "Subscribe to the alarms, and follow the link in the mail that AWS sends:",
        ja: "アラームの通知先を登録し、AWS から届くメールのリンクで承認してください。",
      },
      lines: [
        `aws sns subscribe --protocol email --region ${target.region} \\`,
        "  --notification-endpoint oncall@example.com \\",
        `  --topic-arn ${target.arn("sns", target.named(ALARM_TOPIC))}`,
      ],
    },
  ];
}

/** The role is ours, the add-on is the cluster's: it watches everything that runs there. */
async function agent({ aws, config, target }: Opened): Promise<readonly Todo[]> {
  if (!config.observability.agentRole) return [];
  const RoleName = target.nameOf(iamRole, AGENT_ROLE);
  const found = await iamRole.observe(aws, { RoleName }, { tags: {} });
  if (!found) return [];
  return [
    {
      text: {
        en: "Install Container Insights with the CloudWatch agent's role (where the add-on is there already: update-addon instead of create-addon):",
        ja: "CloudWatch エージェントのロールを指定して Container Insights を導入してください（アドオンが導入済みの場合は、create-addon の代わりに update-addon を使ってください）。",
      },
      lines: [
        `aws eks create-addon --region ${target.region} --cluster-name ${config.cluster.name} \\`,
        "  --addon-name amazon-cloudwatch-observability \\",
        `  --service-account-role-arn ${found.outputs.arn}`,
      ],
    },
  ];
}

function repeat({ data, file, typed }: Opened, where: readonly string[]): Todo {
  const { line, variables } = ciCommand(configSchema, data, {
    name: file,
    version: packageJson.version,
    typed: typed.keys(),
    options: where,
  });
  const needs = variables.length > 0 ? variables.join(", ") : undefined;
  return {
    text: {
      en: `Repeat this in CI with one line${needs ? ` (with ${needs} set)` : ""}:`,
      ja: `CI では次の1行で同じことを実行できます${needs ? `（${needs} を設定してください）` : ""}。`,
    },
    lines: [line],
  };
}
