import { Problem } from "./problem";

// Domains of one's own: hosted zones, records, certificates.

interface Record {
  readonly name: string;
  readonly value: string;
}

export const noHostedZone = (at: { readonly zone: string }): Problem =>
  new Problem(
    "no-hosted-zone",
    3,
    {
      en: `This account has no public hosted zone ${at.zone}.`,
      ja: `このアカウントに、パブリックホストゾーン「${at.zone}」はありません。`,
    },
    {
      en: "Correct ingress.hostedZone (aws route53 list-hosted-zones shows them). Where the domain's DNS is elsewhere, leave it out: the records to create there are printed.",
      ja: "ingress.hostedZone を修正してください（aws route53 list-hosted-zones で一覧を確認できます）。DNS が別の場所にある場合は指定を外してください。作成が必要なレコードを表示します。",
    },
  );

export const severalHostedZones = (at: { readonly name: string; readonly ids: readonly string[] }): Problem =>
  new Problem(
    "several-hosted-zones",
    3,
    {
      en: `This account has ${at.ids.length} public hosted zones ${at.name}: ${at.ids.join(", ")}. The domain is delegated to one of them at most.`,
      ja: `このアカウントには、パブリックホストゾーン「${at.name}」が ${at.ids.length} 個あります（${at.ids.join("、")}）。ドメインが委任されているのは、多くてもそのうち 1 つです。`,
    },
    {
      en: `Give the id of the one whose name servers the domain has (dig NS ${at.name}): ingress.hostedZone: ${at.ids[0]}`,
      ja: `ドメインのネームサーバー（dig NS ${at.name}）と一致するゾーンの ID を指定してください。ingress.hostedZone: ${at.ids[0]}`,
    },
  );

export const hostNotInZone = (at: { readonly host: string; readonly zone: string }): Problem =>
  new Problem(
    "host-not-in-zone",
    3,
    {
      en: `${at.host} is not in the hosted zone ${at.zone}, so no record of it can stand there.`,
      ja: `${at.host} はホストゾーン「${at.zone}」に含まれないため、レコードを作成できません。`,
    },
    {
      en: `Name the zone of that domain in ingress.hostedZone, or choose a host below ${at.zone}.`,
      ja: `ingress.hostedZone にそのドメインのゾーンを指定するか、${at.zone} 配下のホスト名を指定してください。`,
    },
  );

export const certificateNotIssued = (at: { readonly arn: string; readonly status: string }): Problem =>
  new Problem(
    "certificate-not-issued",
    3,
    {
      en: `The certificate ${at.arn} has the status ${at.status}: a listener takes only what is ISSUED.`,
      ja: `証明書 ${at.arn} のステータスは ${at.status} です。リスナーに設定できるのは ISSUED の証明書だけです。`,
    },
    {
      en: "Validate or renew it, name another one, or let risken-aws order one: ingress.certificate: create",
      ja: "検証または更新するか、別の証明書を指定してください。ingress.certificate: create で発行することもできます。",
    },
  );

export const certificateDoesNotCover = (at: {
  readonly arn: string;
  readonly names: readonly string[];
  readonly hosts: readonly string[];
}): Problem =>
  new Problem(
    "certificate-for-other-hosts",
    3,
    {
      en: `The certificate ${at.arn} is for ${at.names.join(", ")} and for none of ${at.hosts.join(", ")}.`,
      ja: `証明書 ${at.arn} は ${at.names.join("、")} のもので、${at.hosts.join("、")} には使えません。`,
    },
    {
      en: "Name a certificate for the hosts in ingress.certificate, or let risken-aws order them: ingress.certificate: create",
      ja: "ホスト名に対応する証明書を ingress.certificate に指定するか、ingress.certificate: create で発行してください。",
    },
  );

/** A line of a zone file. */
const line = ({ name, value }: Record): string => `${name}. CNAME ${value}.`;

export const validationRecordUnknown = (at: { readonly arn: string; readonly minutes: number }): Problem =>
  new Problem(
    "validation-record-unknown",
    1,
    {
      en: `ACM has not said within ${at.minutes} minutes which DNS record validates the certificate ${at.arn}.`,
      ja: `証明書 ${at.arn} を検証する DNS レコードの内容が、${at.minutes} 分以内に決まりませんでした。`,
    },
    { en: "Run again in a while.", ja: "しばらくしてから、もう一度実行してください。" },
  );

export const validationRecordMissing = (at: Record & { readonly host: string }): Problem =>
  new Problem(
    "validation-record-missing",
    1,
    {
      en: `ACM issues the certificate for ${at.host} once the DNS says whose the domain is, and no hosted zone was named for the record.`,
      ja: `${at.host} の証明書は、DNS でドメインの所有を確認できた後に発行されます。レコードを作成するホストゾーンが指定されていません。`,
    },
    {
      en: `Create this record where the domain's DNS is, keep it for the renewals, and run again some minutes later:\n${line(at)}`,
      ja: `ドメインの DNS に次のレコードを作成し（更新のため残しておいてください）、数分後にもう一度実行してください:\n${line(at)}`,
    },
  );

export const certificateNotValidated = (at: {
  readonly host: string;
  readonly arn: string;
  readonly minutes: number;
  readonly status: string | undefined;
  readonly reason: string | undefined;
  readonly proof: Record | undefined;
}): Problem => {
  const said = [at.status, at.reason].filter((one) => one !== undefined).join(", ");
  const look = [`dig CNAME ${at.proof?.name ?? at.host}`, `aws acm describe-certificate --certificate-arn ${at.arn}`];
  const lines = [...look, ...(at.proof ? [line(at.proof)] : [])].join("\n");
  return at.status === "PENDING_VALIDATION"
    ? new Problem(
        "certificate-not-validated",
        1,
        {
          en: `ACM has not issued the certificate for ${at.host} within ${at.minutes} minutes. Nothing is lost: it goes on looking for the record for three days.`,
          ja: `${at.host} の証明書が ${at.minutes} 分以内に発行されませんでした。依頼は有効なままで、ACM は 3 日間レコードの確認を続けます。`,
        },
        {
          en: `Check that the domain is delegated to the zone and that no CAA record keeps Amazon out, then run again. The record, and how to look:\n${lines}`,
          ja: `ドメインがこのゾーンに委任されていること、CAA レコードが Amazon を拒否していないことを確認し、もう一度実行してください。確認方法とレコードは次のとおりです:\n${lines}`,
        },
      )
    : new Problem(
        "certificate-refused",
        1,
        {
          en: `ACM does not issue the certificate for ${at.host} (${said}).`,
          ja: `${at.host} の証明書は発行されませんでした（${said}）。`,
        },
        {
          en: `Mend the cause, then run again: another one is ordered.\n${lines}`,
          ja: `原因を取り除いてから、もう一度実行してください。新しい証明書を依頼します。\n${lines}`,
        },
      );
};
