import { type Action, canonicalActions, readActions } from "../kinds/elbv2-actions";
import { type Condition, canonicalConditions } from "../kinds/elbv2-conditions";
import { elbv2ListenerRule } from "../kinds/elbv2-listener-rule";
import { rulesOf } from "../kinds/elbv2-reads";
import { elbv2TargetGroup } from "../kinds/elbv2-target-group";
import { type Check, type Look, pass } from "./check";
import { httpsListener } from "./listener";
import { allSeen, isMissing, notHere, remedy, unlessNothing } from "./seen";

const HEADER = "x-amzn-oidc-identity";
const MODERN_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

const tokenHostSources: Check = {
  id: "security/token-host-sources",
  category: "security",
  title: {
    en: "The access-token endpoint takes calls from known addresses only",
    ja: "アクセストークン用のエンドポイントは、許可した IP アドレスからの呼び出しだけを受け付けます",
  },
  why: {
    en: "Nobody signs in on apiHost: whoever holds a token, wherever they are, acts with all its rights. Source addresses keep a leaked token from being used elsewhere.",
    ja: "apiHost ではサインインが行われないため、トークンが漏れると、どこからでもその権限で操作できてしまいます。接続元の IP アドレスを制限しておけば、漏れたトークンの悪用を防げます。",
  },
  fix: remedy(
    {
      en: "Name the addresses that call RISKEN's API in the config file and apply it:",
      ja: "API を呼び出す側の IP アドレスを設定ファイルに指定して、適用してください:",
    },
    "risken-aws apply --set ingress.apiSourceIps=203.0.113.0/24",
  ),
  key: "ingress.apiSourceIps",

  async run(look) {
    const { apiHost } = look.target;
    if (!apiHost) return notHere(noTokenHost);
    const ways = await waysIn(look);
    if (!ways) return isMissing;
    const open = ways.rules.filter(
      (rule) => rule.reaches(ways.api) && !rule.signsIn && takes(rule, apiHost) && !isFromKnown(rule),
    );
    return unlessNothing({
      status: "warn",
      found: {
        en: `${apiHost} takes calls from anywhere.`,
        ja: `${apiHost} は、あらゆる IP アドレスからの呼び出しを受け付けています。`,
      },
      details: open.map((rule) => ({ path: `${nameOf(rule)} source-ip`, expected: "203.0.113.0/24", actual: "*" })),
    });
  },
};

const noTokenHost = {
  en: "There is no endpoint for access tokens (ingress.apiHost).",
  ja: "アクセストークン用のエンドポイント（ingress.apiHost）は使われていません。",
};

const defaultAction: Check = {
  id: "security/default-action",
  category: "security",
  title: {
    en: "The listener sends nothing on that no rule takes",
    ja: "どのルールにも当てはまらないリクエストは、どこにも転送されません",
  },
  why: {
    en: "A default action that forwards lets requests for any host name reach what is behind it. Where that is RISKEN's API, everybody who sends the identity header is whoever they say they are.",
    ja: "デフォルトアクションが転送になっていると、ホスト名に関係なくリクエストがその先に届きます。転送先が RISKEN の API の場合、ID ヘッダーを付けるだけで誰にでもなりすませます。",
  },
  fix: remedy(
    {
      en: "Let the listener answer 404 by itself, as RISKEN's documentation has it (this changes the listener for everybody on it):",
      ja: "RISKEN のドキュメントのとおり、リスナー自身が 404 を返すようにしてください（このリスナーの利用者全員に影響します）:",
    },
    "risken-aws apply --set ingress.defaultAction=not-found",
  ),
  key: "ingress.defaultAction",

  async run(look) {
    const ways = await waysIn(look);
    if (!ways) return isMissing;
    const last = ways.last;
    const forwards = last?.targets ?? [];
    if (!last || forwards.length === 0) return pass;
    const ours = forwards.some((arn) => ways.ours.includes(arn)) && !last.signsIn;
    return {
      status: ours ? "fail" : "warn",
      found: ours
        ? {
            en: "Requests that no rule takes reach RISKEN, and nobody has to sign in.",
            ja: "どのルールにも当てはまらないリクエストが、サインインなしで RISKEN に届きます。",
          }
        : {
            en: "Requests that no rule takes are forwarded.",
            ja: "どのルールにも当てはまらないリクエストが転送されます。",
          },
      details: forwards.map((arn) => ({ path: "DefaultActions", expected: "fixed-response 404", actual: arn })),
    };
  },
};

const forgedIdentity: Check = {
  id: "security/forged-identity",
  category: "security",
  title: {
    en: "No way to the API without sign-in lets the identity header through",
    ja: "サインインのない経路では、ID ヘッダーを付けたリクエストが API に届きません",
  },
  why: {
    en: `RISKEN's gateway believes the header ${HEADER} alone. On a rule without sign-in the load balancer may pass on what the client has sent, so a rule before it has to refuse every request that carries the header.`,
    ja: `RISKEN の gateway は ${HEADER} ヘッダーだけでユーザーを判断します。サインインのないルールでは、クライアントが送ったヘッダーがそのまま届くおそれがあるため、それより前のルールでこのヘッダーを持つリクエストを拒否する必要があります。`,
  },
  fix: remedy(
    { en: "Restore the rule that refuses the header:", ja: "ヘッダーを拒否するルールを元に戻してください:" },
    "risken-aws doctor --fix",
  ),
  key: "ingress.apiHost",

  async run(look) {
    const ways = await waysIn(look);
    if (!ways) return isMissing;
    const open = ways.rules.filter((rule) => rule.reaches(ways.api) && !rule.signsIn);
    const unguarded = open.filter((rule) => !ways.rules.some((other) => guards(other, rule)));
    const { there } = allSeen(look, elbv2ListenerRule);
    const foreign = unguarded.filter(({ arn }) => !there.some(({ is }) => is.outputs.arn === arn));
    return unlessNothing({
      status: "fail",
      found: {
        en: `A request with the header ${HEADER} reaches the API without sign-in: its sender is whoever they say they are.`,
        ja: `${HEADER} ヘッダーを付けたリクエストが、サインインなしで API に届きます。送信者は誰にでもなりすませます。`,
      },
      details: unguarded.map((rule) => ({ path: nameOf(rule), expected: `403 (${HEADER})`, actual: "forward" })),
      ...(foreign.length > 0
        ? {
            fix: remedy(
              {
                en: "These rules are not of risken-aws. If nobody needs them, remove them:",
                ja: "次のルールは risken-aws が作成したものではありません。不要であれば削除してください:",
              },
              ...foreign.map(({ arn }) => `aws elbv2 delete-rule --rule-arn ${arn}`),
            ),
          }
        : {}),
    });
  },
};

const tlsPolicy: Check = {
  id: "security/tls-policy",
  category: "security",
  title: {
    en: "The HTTPS listener takes TLS 1.2 and newer only",
    ja: "HTTPS リスナーは TLS 1.2 以上だけを受け付けます",
  },
  why: {
    en: "Older versions of TLS have known weaknesses; sessions and tokens pass through this listener.",
    ja: "古いバージョンの TLS には既知の脆弱性があります。このリスナーではセッションやトークンがやり取りされます。",
  },
  fix: remedy(
    {
      en: "Give the listener a newer policy (this changes it for everybody on it):",
      ja: "リスナーのセキュリティポリシーを新しいものに変更してください（このリスナーの利用者全員に影響します）:",
    },
    `aws elbv2 modify-listener --listener-arn <listener ARN> --ssl-policy ${MODERN_POLICY}`,
  ),
  key: "ingress.listenerArn",

  run(look) {
    const listener = httpsListener(look);
    const policy = listener?.sslPolicy;
    if (!listener || !policy) return isMissing;
    const minor = oldestTls(policy);
    if (minor === undefined) {
      return {
        status: "skip",
        because: {
          en: `Which versions of TLS the policy ${policy} takes is not known to this version of risken-aws.`,
          ja: `ポリシー ${policy} が受け付ける TLS のバージョンを、このバージョンの risken-aws は判別できません。`,
        },
      };
    }
    if (minor >= 2) return pass;
    return {
      status: "warn",
      found: {
        en: `The listener still takes TLS 1.${minor}.`,
        ja: `リスナーは TLS 1.${minor} も受け付けています。`,
      },
      details: [{ path: "SslPolicy", expected: MODERN_POLICY, actual: policy }],
      fix: {
        en: tlsPolicy.fix.en.replace("<listener ARN>", listener.arn),
        ja: tlsPolicy.fix.ja.replace("<listener ARN>", listener.arn),
      },
    };
  },
};

/** What could go wrong at the load balancer, in the order of the report. */
export const listenerChecks: readonly Check[] = [forgedIdentity, tokenHostSources, defaultAction, tlsPolicy];

/**
 * The oldest version of TLS that a policy takes, as the number behind `1.`; undefined for names of a shape that didn't exist
 * when this was written (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html).
 */
function oldestTls(policy: string): number | undefined {
  const [, minor] = /^ELBSecurityPolicy-(?:TLS13|TLS|FS)-1-(\d)(?:-|$)/.exec(policy) ?? [];
  if (minor !== undefined) return Number(minor);
  // The oldest ones are called by their date alone.
  return /^ELBSecurityPolicy-(FS-)?20\d\d-\d\d$/.test(policy) ? 0 : undefined;
}

/** A rule of the listener, as a way to what is behind it. */
interface Way {
  readonly arn: string;
  /** `Infinity` for the default rule, which comes last. */
  readonly priority: number;
  readonly conditions: readonly Condition[];
  readonly actions: readonly Action[];
  /** ARNs of the target groups it forwards to. */
  readonly targets: readonly string[];
  /** Whether everybody who comes this way has signed in. */
  readonly signsIn: boolean;
  reaches(targetGroup: string | undefined): boolean;
}

interface Ways {
  /** All but the default one, in the order in which they are tried. */
  readonly rules: readonly Way[];
  readonly last: Way | undefined;
  /** ARN of the API's target group. */
  readonly api: string | undefined;
  /** ARNs of all target groups of this installation. */
  readonly ours: readonly string[];
}

/** All rules of the listener, whoever made them; undefined where there is no listener. */
async function waysIn(look: Look): Promise<Ways | undefined> {
  const listener = httpsListener(look);
  if (!listener) return undefined;
  const { there, blind } = allSeen(look, elbv2TargetGroup);
  if (blind !== undefined) throw blind;
  const all = (await rulesOf(look.aws, listener.arn)).map(
    ({ RuleArn, Priority, IsDefault, Conditions = [], Actions = [] }): Way => {
      const actions = canonicalActions(readActions(Actions));
      const targets = actions.flatMap(
        ({ ForwardConfig }) => ForwardConfig?.TargetGroups.map(({ TargetGroupArn }) => TargetGroupArn) ?? [],
      );
      return {
        arn: RuleArn!,
        priority: IsDefault ? Number.POSITIVE_INFINITY : Number(Priority),
        conditions: canonicalConditions(Conditions as readonly Condition[]),
        actions,
        targets,
        signsIn: actions.some(({ AuthenticateCognitoConfig: cognito, AuthenticateOidcConfig: oidc }) => {
          const session = cognito ?? oidc;
          return session !== undefined && session.OnUnauthenticatedRequest !== "allow";
        }),
        reaches: (targetGroup) => targetGroup !== undefined && targets.includes(targetGroup),
      };
    },
  );
  const inOrder = all.sort((one, other) => one.priority - other.priority);
  return {
    rules: inOrder.filter(({ priority }) => priority !== Number.POSITIVE_INFINITY),
    last: inOrder.find(({ priority }) => priority === Number.POSITIVE_INFINITY),
    api: there.find(({ name }) => name === "api")?.is.outputs.arn,
    ours: there.map(({ is }) => is.outputs.arn),
  };
}

const nameOf = ({ priority }: Way) => `rule ${priority}`;

const valuesOf = ({ conditions }: Way, field: string): readonly string[] | undefined => {
  const condition = conditions.find(({ Field }) => Field === field);
  return condition?.HostHeaderConfig?.Values ?? condition?.SourceIpConfig?.Values;
};

/** Whether the rule applies to a host at all. */
const takes = (rule: Way, host: string): boolean =>
  valuesOf(rule, "host-header")?.some((pattern) => matches(pattern, host.toLowerCase())) ?? true;

const isFromKnown = (rule: Way): boolean =>
  valuesOf(rule, "source-ip")?.every((range) => range !== "0.0.0.0/0" && range !== "::/0") ?? false;

/** Whether whatever of `rule` carries the identity header is stopped by `other` before. */
function guards(other: Way, rule: Way): boolean {
  if (other.priority >= rule.priority || other.targets.length > 0) return false;
  const [header, ...more] = other.conditions.filter(({ Field }) => Field !== "host-header");
  const config = header?.HttpHeaderConfig;
  if (more.length > 0 || config?.HttpHeaderName !== HEADER || !config.Values.includes("*")) return false;
  const guarded = valuesOf(other, "host-header");
  if (!guarded) return true;
  const hosts = valuesOf(rule, "host-header");
  return hosts?.every((host) => guarded.some((pattern) => matches(pattern, host))) ?? false;
}

/** ELB's wildcards: `*` for any text, `?` for one character. What is matched may be a pattern itself. */
const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", "[^*]")}$`,
  ).test(text);
