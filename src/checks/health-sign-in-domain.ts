import { plainName } from "../aws/hosted-zones";
import { cognitoUserPoolDomain } from "../kinds/cognito-user-pool-domain";
import type { Check } from "./check";
import { isMissing, nobodyResolves, notHere, onlySeen, remedy, unresolved } from "./seen";
import { hasCognito } from "./sign-in";

/** Whether people arrive at the sign-in pages where these have a host of their own. */
export const signInDomain: Check = {
  id: "health/sign-in-domain",
  category: "health",
  title: {
    en: "The DNS name of the sign-in pages points at Cognito",
    ja: "サインイン画面のホスト名の DNS が Cognito を指しています",
  },
  why: {
    en: "The load balancer sends whoever has not signed in to this host. Without the record nobody gets any further.",
    ja: "ロードバランサーは、サインインしていない利用者をこのホストに転送します。DNS レコードがないと、誰もサインインできません。",
  },
  fix: {
    en: "Make a record for the host (an alias, or a CNAME) that points at the distribution that AWS has put before the pages:",
    ja: "AWS がサインイン画面用に用意したディストリビューションを指すレコード（エイリアスまたは CNAME）を作成してください:",
  },
  reads: ["cognito-idp:DescribeUserPoolDomain"],
  key: "auth.cognito.domain",

  async run(look) {
    if (!hasCognito(look)) return none;
    const domain = onlySeen(look, cognitoUserPoolDomain);
    if (!domain) return isMissing;
    const { domain: host, target } = domain.is.outputs;
    if (!host.includes(".") || target === undefined) return none;
    const { resolver } = look;
    if (!resolver) return nobodyResolves;
    try {
      const [names, there, wanted] = await Promise.all([
        resolver.names(host),
        resolver.addresses(host),
        resolver.addresses(target),
      ]);
      if (names.some((name) => plainName(name) === plainName(target))) return { status: "pass" };
      if (there.some((address) => wanted.includes(address))) return { status: "pass" };
      return {
        // A distribution has other addresses for everybody who asks: only a name without any is surely wrong.
        status: there.length === 0 ? "fail" : "warn",
        found: {
          en: there.length === 0 ? `${host} leads nowhere.` : `${host} does not seem to point at Cognito.`,
          ja:
            there.length === 0
              ? `${host} の DNS レコードがありません。`
              : `${host} は Cognito を指していないようです。`,
        },
        details: [{ path: host, expected: target, actual: [...names, ...there].join(", ") || undefined }],
        fix: remedy(signInDomain.fix, `${host}. CNAME ${target}.`),
      };
    } catch (error) {
      return unresolved(error);
    }
  },
};

const none = notHere({
  en: "The sign-in pages have no host of your own.",
  ja: "サインイン画面に独自のホスト名を使っていません。",
});
