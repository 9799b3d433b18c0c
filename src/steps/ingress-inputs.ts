import { isIP } from "node:net";
import * as z from "zod";
import { certificates, hostedZones } from "../discovery/domains";
import { loadBalancers } from "../discovery/load-balancers";
import { type Answers, asked } from "./asked";
import { says } from "./says";

/** A whole host name in small letters: at least one dot, and letters at the end, as ELB wants it. */
const hostName = z
  .string()
  .toLowerCase()
  .max(128)
  .regex(
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    says({
      en: "must be a host name, as in risken.example.com",
      ja: "ホスト名で指定してください（例: risken.example.com）",
    }),
  );

const cidr = z.string().refine(
  (text) => {
    const [address = "", bits = "", ...rest] = text.split("/");
    const version = isIP(address);
    return version > 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
  },
  says({
    en: "must be an address range, as in 203.0.113.0/24",
    ja: "CIDR 形式で指定してください（例: 203.0.113.0/24）",
  }),
);

const loadBalancer = z.string().regex(
  /^(arn:[a-z-]+:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/[A-Za-z0-9/-]+|[A-Za-z0-9][A-Za-z0-9-]{0,31})$/,
  says({
    en: "must be the name or the ARN of a load balancer",
    ja: "ロードバランサーの名前または ARN で指定してください",
  }),
);

const listenerArn = z.string().regex(
  /^arn:[a-z-]+:elasticloadbalancing:[a-z0-9-]+:\d{12}:listener\/app\/[A-Za-z0-9/-]+$/,
  says({
    en: "must be the ARN of a listener of an application load balancer",
    ja: "Application Load Balancer のリスナーの ARN で指定してください",
  }),
);

const targetGroup = z
  .string()
  .regex(
    /^(create|arn:[a-z-]+:elasticloadbalancing:[a-z0-9-]+:\d{12}:targetgroup\/[A-Za-z0-9-]+\/[0-9a-f]+)$/,
    says({
      en: "must be create or the ARN of a target group",
      ja: "create またはターゲットグループの ARN を指定してください",
    }),
  )
  .default("create");

/** What is known of the section while its questions are asked. */
const ingressIn = ({ ingress }: Answers): Readonly<Record<string, unknown>> =>
  typeof ingress === "object" && ingress !== null ? (ingress as Record<string, unknown>) : {};

const balancerIn = (answers: Answers): string | undefined => {
  const { loadBalancer } = ingressIn(answers);
  return typeof loadBalancer === "string" ? loadBalancer : undefined;
};

const hostsIn = (answers: Answers): readonly string[] => {
  const { consoleHost, apiHost } = ingressIn(answers);
  return [consoleHost, apiHost].filter((host) => typeof host === "string").map((host) => host.toLowerCase());
};

/** Both ends of a band of priorities. */
export const bandOf = (text: string): { readonly first: number; readonly last: number } => {
  const [first, last] = text.split("-").map(Number);
  return { first: first!, last: last! };
};

const hostedZone = z.string().regex(
  /^(Z[A-Z0-9]{5,31}|([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z]{2,63})$/,
  says({
    en: "must be the domain name or the id of a hosted zone, as in example.com",
    ja: "ホストゾーンのドメイン名または ID で指定してください（例: example.com）",
  }),
);

const certificate = z.string().regex(
  /^(create|arn:[a-z-]+:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+)$/,
  says({
    en: "must be create or the ARN of a certificate",
    ja: "create または証明書の ARN を指定してください",
  }),
);

const priorities = z
  .string()
  .regex(/^\d+-\d+$/, says({ en: "must be two numbers, as in 1000-1099", ja: "1000-1099 のように指定してください" }))
  .refine(
    (text) => {
      const { first, last } = bandOf(text);
      return first >= 1 && first <= last && last <= 50_000;
    },
    says({
      en: "must go from a lower number to a higher one, between 1 and 50000",
      ja: "1 から 50000 の範囲で、小さい数から大きい数の順に指定してください",
    }),
  )
  .default("1000-1099");

/**
 * Versions of TLS and ciphers of a listener that we make, unless the config says otherwise: what AWS recommends
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html).
 */
export const SSL_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

const sslPolicy = z.string().regex(
  /^ELBSecurityPolicy-[A-Za-z0-9-]{1,100}$/,
  says({
    en: `must be the name of a security policy, as in ${SSL_POLICY}`,
    ja: `セキュリティポリシーの名前で指定してください（例: ${SSL_POLICY}）`,
  }),
);

/** The section `ingress` of the config. */
export const ingressInputs = z
  .strictObject({
    loadBalancer: asked(
      loadBalancer,
      {
        en: "Load balancer with an HTTPS listener (name or ARN)",
        ja: "HTTPS リスナーを持つロードバランサー（名前または ARN）",
      },
      { flag: "load-balancer", find: (aws) => loadBalancers(aws) },
    ),
    listenerArn: listenerArn.optional(),
    listener: z.enum(["find", "create"]).default("find"),
    sslPolicy: sslPolicy.optional(),
    redirectHttp: z.boolean().default(false),
    idleTimeout: z.number().int().min(1).max(4000).optional(),
    consoleHost: asked(
      hostName,
      {
        en: "Host name of RISKEN's console (as in risken.example.com)",
        ja: "RISKEN の画面のホスト名（例: risken.example.com）",
      },
      { flag: "console-host" },
    ),
    apiHost: asked(
      hostName.optional(),
      {
        en: "Host name for calls with access tokens (leave empty for none)",
        ja: "アクセストークンで API を呼び出すためのホスト名（空欄の場合は作成しません）",
      },
      { flag: "api-host" },
    ),
    apiSourceIps: z.array(cidr).min(1).optional(),
    targetGroups: z.strictObject({ api: targetGroup, web: targetGroup }).prefault({}),
    priorities,
    defaultAction: z.enum(["keep", "not-found"]).default("keep"),
    hostedZone: asked(
      hostedZone.optional(),
      {
        en: "Route 53 hosted zone for the DNS records of the hosts (leave empty where the DNS is elsewhere)",
        ja: "ホスト名の DNS レコードを作成する Route 53 ホストゾーン（DNS が別の場所にある場合は空欄）",
      },
      { flag: "hosted-zone", find: (aws, answers) => hostedZones(aws, hostsIn(answers)), onlyFound: true },
    ),
    certificate: asked(
      certificate.optional(),
      {
        en: "Certificate for the hosts: create, the ARN of one, or empty where the listener has one",
        ja: "ホスト名の証明書（create または ARN。リスナーに設定済みの場合は空欄）",
      },
      {
        flag: "certificate",
        // Where the DNS is elsewhere, whoever keeps it has usually seen to the certificate too.
        when: (answers) => ingressIn(answers).hostedZone !== undefined,
        find: (aws, answers) => certificates(aws, { loadBalancer: balancerIn(answers), hosts: hostsIn(answers) }),
        onlyFound: true,
      },
    ),
    nodes: z
      .strictObject({
        autoScalingGroups: z.array(z.string().min(1).max(255)).default([]),
        securityGroups: z
          .array(
            z
              .string()
              .regex(
                /^sg-[0-9a-f]{8,17}$/,
                says({ en: "must be the id of a security group", ja: "セキュリティグループの ID で指定してください" }),
              ),
          )
          .default([]),
      })
      .prefault({}),
  })
  .superRefine((given, { addIssue }) => {
    if (given.apiHost === given.consoleHost) {
      addIssue({
        code: "custom",
        path: ["apiHost"],
        input: given.apiHost,
        message: says({
          en: "must be another host than consoleHost: people sign in there",
          ja: "consoleHost とは別のホスト名を指定してください（consoleHost ではサインインが必要です）",
        }),
      });
    }
    const wrong = (key: keyof typeof given, message: string) =>
      addIssue({ code: "custom", path: [key], input: given[key], message });
    if (given.listener === "create" && given.certificate === undefined) {
      wrong(
        "certificate",
        says({
          en: "is needed for a listener that is made (ingress.listener: create): create, or the ARN of a certificate",
          ja: "リスナーを作成する場合（ingress.listener: create）に必要です。create または証明書の ARN を指定してください",
        }),
      );
    }
    if (given.listener === "create" && given.listenerArn) {
      wrong(
        "listenerArn",
        says({
          en: "names a listener that is there, but ingress.listener says create: leave one of them out",
          ja: "既存のリスナーを指すため、ingress.listener: create と同時には指定できません。どちらかを外してください",
        }),
      );
    }
    if (given.listener !== "create" && given.sslPolicy) {
      wrong(
        "sslPolicy",
        says({
          en: "is of a listener that is made (ingress.listener: create); one that is there keeps its own",
          ja: "作成するリスナー（ingress.listener: create）の設定です。既存のリスナーのポリシーは変更しません",
        }),
      );
    }
    if (given.apiSourceIps && !given.apiHost) {
      addIssue({
        code: "custom",
        path: ["apiSourceIps"],
        input: given.apiSourceIps,
        message: says({
          en: "restricts apiHost, which is not given",
          ja: "apiHost を制限する設定です。apiHost も指定してください",
        }),
      });
    }
  });
