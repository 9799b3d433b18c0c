import type { CertificateDetail } from "@aws-sdk/client-acm";
import { isFor, namesIn } from "../aws/certificates";
import { certificateOf } from "../kinds/acm-reads";
import { listenerCertificates } from "../kinds/elbv2-reads";
import { type Check, type Detail, type Look, pass } from "./check";
import { httpsListener } from "./listener";
import { isMissing, remedy, unlessNothing, withCommands } from "./seen";

const DAY = 24 * 60 * 60 * 1000;
/** Days before the end. ACM renews sixty days before, so whoever is warned has a renewal that doesn't work. */
const WARN = 30;
const FAIL = 7;

const reads = ["elasticloadbalancing:DescribeListenerCertificates", "acm:DescribeCertificate"];

const hosts: Check = {
  id: "health/certificate-hosts",
  category: "health",
  title: {
    en: "The listener has a certificate for each host",
    ja: "リスナーに、すべてのホスト名に対応する証明書があります",
  },
  why: {
    en: "Browsers and clients refuse a host that the certificate doesn't name. A wildcard stands for exactly one label: neither for the domain itself nor for two levels below it.",
    ja: "証明書に含まれないホスト名には、ブラウザやクライアントが接続を拒否します。ワイルドカードが対応するのはちょうど 1 階層で、ドメイン自体や 2 階層下には対応しません。",
  },
  fix: remedy(
    {
      en: "Set ingress.certificate: create and apply, or order one by hand, validate it by DNS, and add it to the listener:",
      ja: "ingress.certificate: create を指定して apply するか、証明書を手作業で発行して DNS で検証し、リスナーに追加してください:",
    },
    "aws acm request-certificate --domain-name <host> --validation-method DNS",
    "aws elbv2 add-listener-certificates --listener-arn <listener ARN> --certificates CertificateArn=<certificate ARN>",
  ),
  reads,
  key: "ingress.consoleHost",

  async run(look) {
    const found = await certificatesIn(look);
    if (!found) return isMissing;
    const { certificates, elsewhere, listener } = found;
    const bare = hostsOf(look).filter((host) => !certificates.some((one) => covers(one, host)));
    if (bare.length > 0 && elsewhere.length > 0) return notReadable(elsewhere);
    return unlessNothing({
      status: "fail",
      found: {
        en: `No certificate of the listener is for ${bare.join(" and ")}.`,
        ja: `${bare.join(" と ")} に対応する証明書がリスナーにありません。`,
      },
      details: bare.map((host) => ({
        path: host,
        expected: host,
        actual: certificates.flatMap(namesIn).join(", "),
      })),
      fix: withCommands(
        hosts.fix,
        ...bare.map((host) => `aws acm request-certificate --domain-name ${host} --validation-method DNS`),
        `aws elbv2 add-listener-certificates --listener-arn ${listener} --certificates CertificateArn=<certificate ARN>`,
      ),
    });
  },
};

const expiry: Check = {
  id: "health/certificate-expiry",
  category: "health",
  title: {
    en: "The certificates of the hosts are valid for a while",
    ja: "ホスト名の証明書の有効期限に余裕があります",
  },
  why: {
    en: `After a certificate has expired nobody can open RISKEN. ACM renews its own sixty days before, as long as the DNS record of the validation is there; imported ones are yours to renew. Warns ${WARN} days before and fails ${FAIL} days before.`,
    ja: `証明書の有効期限が切れると、RISKEN を開けなくなります。ACM が発行した証明書は、検証用の DNS レコードが残っていれば 60 日前に自動更新されますが、インポートした証明書は手動で更新する必要があります。${WARN} 日前に警告、${FAIL} 日前に失敗となります。`,
  },
  fix: remedy(
    {
      en: "See why ACM doesn't renew it, and restore the DNS record that it names; import an imported one anew:",
      ja: "ACM が更新できない理由を確認し、示された DNS レコードを元に戻してください。インポートした証明書は新しいものを再度インポートしてください:",
    },
    "aws acm describe-certificate --certificate-arn <certificate ARN>",
  ),
  reads,
  key: "ingress.consoleHost",

  async run(look) {
    const found = await certificatesIn(look);
    if (!found) return isMissing;
    const { certificates, elsewhere } = found;
    const wanted = hostsOf(look);
    const used = certificates.filter((one) => wanted.some((host) => covers(one, host)));
    const relevant = used.length > 0 ? used : certificates.slice(0, 1);
    if (relevant.length === 0) return elsewhere.length > 0 ? notReadable(elsewhere) : isMissing;
    const now = look.aws.clock.now();
    const late = relevant.map((one) => ({ one, days: daysLeft(one, now) })).filter(({ days }) => days <= WARN);
    if (late.length === 0) return pass;
    const [first] = [...late].sort((one, other) => one.days - other.days);
    const { days } = first!;
    return {
      status: days <= FAIL ? "fail" : "warn",
      found: days > 0 ? expires(first!.one, days) : expired(first!.one),
      details: late.map(({ one }) => detailOf(one)),
      fix: withCommands(
        expiry.fix,
        ...late.map(({ one }) => `aws acm describe-certificate --certificate-arn ${one.CertificateArn}`),
      ),
    };
  },
};

export const certificateChecks: readonly Check[] = [hosts, expiry];

interface Certificates {
  readonly listener: string;
  /** The default one first. */
  readonly certificates: readonly CertificateDetail[];
  /** ARNs of those that ACM doesn't keep. */
  readonly elsewhere: readonly string[];
}

async function certificatesIn(look: Look): Promise<Certificates | undefined> {
  const listener = httpsListener(look)?.arn;
  if (!listener) return undefined;
  const arns = (await listenerCertificates(look.aws, listener)).map(({ arn }) => arn);
  const inAcm = arns.filter((arn) => arn.split(":")[2] === "acm");
  const found = await Promise.all(inAcm.map((arn) => certificateOf(look.aws, arn)));
  return {
    listener,
    certificates: found.filter((one) => one !== undefined),
    elsewhere: arns.filter((arn) => !inAcm.includes(arn)),
  };
}

const hostsOf = ({ target: { consoleHost, apiHost } }: Look): readonly string[] => [
  ...new Set([consoleHost, ...(apiHost ? [apiHost] : [])].map((host) => host.toLowerCase())),
];

const covers = (certificate: CertificateDetail, host: string): boolean =>
  namesIn(certificate).some((name) => isFor(name, host));

/** Whole days; none where it is not valid at all. */
function daysLeft({ Status, NotAfter }: CertificateDetail, now: number): number {
  if (Status !== undefined && Status !== "ISSUED") return 0;
  return NotAfter ? Math.max(0, Math.floor((NotAfter.getTime() - now) / DAY)) : Number.POSITIVE_INFINITY;
}

const detailOf = ({ DomainName, Status, NotAfter }: CertificateDetail): Detail =>
  Status !== undefined && Status !== "ISSUED"
    ? { path: `${DomainName} Status`, expected: "ISSUED", actual: Status }
    : { path: `${DomainName} NotAfter`, expected: `> ${WARN} d`, actual: NotAfter?.toISOString() };

const expires = ({ DomainName }: CertificateDetail, days: number) => ({
  en: `The certificate for ${DomainName} expires in ${days} ${days === 1 ? "day" : "days"}.`,
  ja: `${DomainName} の証明書の有効期限まで、あと ${days} 日です。`,
});

const expired = ({ DomainName }: CertificateDetail) => ({
  en: `The certificate for ${DomainName} is not valid any more, or expires within a day.`,
  ja: `${DomainName} の証明書は無効になっているか、1 日以内に期限が切れます。`,
});

const notReadable = (arns: readonly string[]) => ({
  status: "skip" as const,
  because: {
    en: `Only certificates of ACM can be looked at, and the listener has others: ${arns.join(", ")}`,
    ja: `確認できるのは ACM の証明書だけです。リスナーにはそれ以外の証明書があります: ${arns.join(", ")}`,
  },
});
