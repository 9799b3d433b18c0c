import { Problem } from "./problem";

// Sign-in: user pools and their domains.

export const ambiguousPool = (at: { name: string; ids: readonly string[] }): Problem =>
  new Problem(
    "ambiguous-user-pool",
    4,
    {
      en: `${at.ids.length} Cognito user pools are named ${at.name} (${at.ids.join(", ")}), and their tags don't tell which one is meant.`,
      ja: `「${at.name}」という名前の Cognito ユーザープールが ${at.ids.length} 個あり（${at.ids.join("、")}）、タグからも特定できません。`,
    },
    {
      en: "Delete or rename the ones that are not used, or give the id of one: with names.user-pool/users to take it over, with auth.cognito.userPoolId to only use it.",
      ja: "使っていないものを削除するか名前を変更してください。または ID で1つを指定してください（引き継ぐ場合は names.user-pool/users、使うだけの場合は auth.cognito.userPoolId）。",
    },
  );

export const ambiguousClient = (at: { name: string; pool: string; ids: readonly string[] }): Problem =>
  new Problem(
    "ambiguous-app-client",
    4,
    {
      en: `${at.ids.length} app clients of the user pool ${at.pool} are named ${at.name} (${at.ids.join(", ")}).`,
      ja: `ユーザープール ${at.pool} に「${at.name}」という名前のアプリクライアントが ${at.ids.length} 個あります（${at.ids.join("、")}）。`,
    },
    {
      en: "Delete the ones that no listener rule uses, and run again.",
      ja: "リスナールールで使っていないものを削除して、もう一度実行してください。",
    },
  );

export const domainTaken = (at: { domain: string; region: string }): Problem =>
  new Problem(
    "domain-taken",
    4,
    {
      en: `The Cognito domain prefix ${at.domain} belongs to somebody else: prefixes are unique across all AWS accounts of ${at.region}.`,
      ja: `Cognito のドメインプレフィックス「${at.domain}」は既に他で使われています。プレフィックスは ${at.region} の全 AWS アカウントで一意です。`,
    },
    {
      en: "Choose another auth.cognito.domainPrefix, for example with the name of your company in it.",
      ja: "会社名を含めるなどして、別の auth.cognito.domainPrefix を指定してください。",
    },
  );

export const poolHasOtherDomain = (at: { pool: string; domain: string; wanted: string }): Problem =>
  new Problem(
    "other-domain",
    4,
    {
      en: `The user pool ${at.pool} already has the domain ${at.domain}, and a domain cannot be renamed to ${at.wanted}.`,
      ja: `ユーザープール ${at.pool} には既にドメイン「${at.domain}」があり、「${at.wanted}」に変更することはできません。`,
    },
    {
      en: `Keep ${keyOf(at.domain)}: ${at.domain}. To change it, delete the old one first (nobody can sign in meanwhile): aws cognito-idp delete-user-pool-domain --domain ${at.domain} --user-pool-id ${at.pool}`,
      ja: `${keyOf(at.domain)}: ${at.domain} のままにしてください。変更する場合は、先に古いドメインを削除してください（その間はサインインできません）: aws cognito-idp delete-user-pool-domain --domain ${at.domain} --user-pool-id ${at.pool}`,
    },
  );

/** A whole host has dots, a prefix has none. */
const keyOf = (domain: string): string => (domain.includes(".") ? "auth.cognito.domain" : "auth.cognito.domainPrefix");

export const parentWithoutAddress = (at: { domain: string }): Problem => {
  const parent = at.domain.split(".").slice(1).join(".");
  return new Problem(
    "parent-without-address",
    1,
    {
      en: `AWS makes the domain ${at.domain} only where its parent, ${parent}, has an A record in DNS.`,
      ja: `ドメイン「${at.domain}」を作成するには、親ドメイン「${parent}」の A レコードが DNS に必要です。`,
    },
    {
      en: `Give ${parent} an A record (any address will do), wait until it is seen everywhere, and run again.`,
      ja: `${parent} に A レコードを追加し（アドレスは任意です）、反映されてからもう一度実行してください。`,
    },
  );
};

export const domainNotReady = (at: { domain: string }): Problem =>
  new Problem(
    "domain-not-ready",
    1,
    {
      en: `AWS has not finished its work on the Cognito domain ${at.domain}.`,
      ja: `Cognito ドメイン「${at.domain}」に対する AWS の処理が完了していません。`,
    },
    {
      en: "Wait some minutes and run again.",
      ja: "数分待ってから、もう一度実行してください。",
    },
  );

/** @param at.key the config key that names it */
export const poolInOtherRegion = (at: { pool: string; region: string; key: string }): Problem =>
  new Problem(
    "other-region",
    4,
    {
      en: `The user pool ${at.pool} is not in ${at.region}, and a load balancer only takes user pools of its own region.`,
      ja: `ユーザープール ${at.pool} は ${at.region} のものではありません。ロードバランサーで使えるのは、同じリージョンのユーザープールだけです。`,
    },
    {
      en: `Correct ${at.key} or region.`,
      ja: `${at.key} または region を修正してください。`,
    },
  );

export const poolWithoutDomain = (at: { pool: string }): Problem =>
  new Problem(
    "no-domain",
    3,
    {
      en: `The user pool ${at.pool} has no domain, so nobody can sign in through it.`,
      ja: `ユーザープール ${at.pool} にドメインがないため、サインインできません。`,
    },
    {
      en: "Give auth.cognito.domainPrefix, and risken-aws makes one.",
      ja: "auth.cognito.domainPrefix を指定してください。risken-aws が作成します。",
    },
  );
