import { plainName } from "../aws/hosted-zones";
import { acmCertificate } from "../kinds/acm-certificate";
import type { Check } from "./check";
import { allSeen, nobodyResolves, notHere, remedy, unlessNothing, unresolved } from "./seen";

/** Whether ACM will still see whose the domains are. */
export const certificateRecords: Check = {
  id: "health/certificate-records",
  category: "health",
  title: {
    en: "The DNS records that validate the certificates are there",
    ja: "証明書の検証用 DNS レコードがあります",
  },
  why: {
    en: "ACM issues and renews a certificate only while the record is there. Without it the certificate goes on for a while, and then nobody can open RISKEN. Where the DNS is not in this account, nothing else tells.",
    ja: "ACM は、このレコードがある間だけ証明書を発行・更新します。レコードがなくなってもすぐには影響しませんが、有効期限が切れると RISKEN を開けなくなります。DNS がこのアカウントにない場合、ほかに気付く手段はありません。",
  },
  fix: {
    en: "Create these records where the domain's DNS is. With the zone in this account, name it in ingress.hostedZone and apply.",
    ja: "ドメインの DNS に次のレコードを作成してください。ゾーンがこのアカウントにある場合は、ingress.hostedZone に指定して apply してください。",
  },
  key: "ingress.certificate",

  async run(look) {
    const { there, blind } = allSeen(look, acmCertificate);
    if (there.length === 0 && blind === undefined) return none;
    const { resolver } = look;
    if (!resolver) return nobodyResolves;
    const wanted = there.map(({ name, is: { outputs } }) => ({ host: name, ...outputs }));
    let found: readonly (readonly string[])[];
    try {
      found = await Promise.all(wanted.map(({ proofName }) => resolver.names(proofName)));
    } catch (error) {
      return unresolved(error);
    }
    const wrong = wanted
      .map((one, at) => ({ ...one, now: found[at]! }))
      .filter(({ proofValue, now }) => !now.some((value) => plainName(value) === proofValue));
    return unlessNothing(
      {
        status: "fail",
        found: {
          en: `ACM can't validate the certificate for ${wrong.map(({ host }) => host).join(" and ")}.`,
          ja: `${wrong.map(({ host }) => host).join(" と ")} の証明書を ACM が検証できません。`,
        },
        details: wrong.map(({ proofName, proofValue, now }) => ({
          path: proofName,
          expected: proofValue,
          actual: now.length > 0 ? now.join(", ") : undefined,
        })),
        fix: remedy(
          certificateRecords.fix,
          ...wrong.map(({ proofName, proofValue }) => `${proofName}. CNAME ${proofValue}.`),
        ),
      },
      blind,
    );
  },
};

const none = notHere({
  en: "The config orders no certificate.",
  ja: "この設定では証明書を発行しません。",
});
