import { elbv2ListenerRule } from "../kinds/elbv2-listener-rule";
import { aboutPods, type Pod, podsOf } from "./boot-pods";
import { type Check, type Look, pass, type Verdict } from "./check";
import { fixOurs, valuesLines } from "./remedies";
import { allSeen, isMissing, remedy, unlessNothing } from "./seen";
import { noProviders, providersIn, signInOf } from "./sign-in";

const checks: readonly Check[] = [
  {
    id: "boot/user-key",
    category: "boot",
    title: {
      en: "Each identity provider gives its people the claim that RISKEN knows them by",
      ja: "どの IdP の利用者にも、RISKEN が User Key にするクレームがあります",
    },
    why: {
      en: "The gateway answers 403 to everybody in whose claims USER_IDP_KEY is missing. The pool fills an attribute only where the provider's mapping says from what, and that shows at sign-in alone.",
      ja: "USER_IDP_KEY のクレームがない利用者には、gateway が 403 を返します。プールの属性に値が入るのは IdP のマッピングがある場合だけで、サインインするまで気付けません。",
    },
    fix: remedy(
      {
        en: "Map a claim of the provider to it in auth.cognito.identityProviders, or restore the mapping:",
        ja: "auth.cognito.identityProviders の attributeMapping に追加するか、マッピングを元に戻してください:",
      },
      "risken-aws doctor --fix",
    ),
    reads: ["cognito-idp:DescribeIdentityProvider"],
    key: "auth.userKey",
    run: userKey,
  },
  {
    id: "boot/provider-names",
    category: "boot",
    title: {
      en: "The gateway knows the identity providers by the names that user names begin with",
      ja: "gateway は、ユーザー名の先頭に付く IdP 名を知っています",
    },
    why: {
      en: "Cognito puts the provider's name before the user name. Where IDP_PROVIDER_NAME lacks it, spells it otherwise or lists another one first that fits too, people go by names such as okta_00u1a2b3.",
      ja: "Cognito は、ユーザー名の先頭に IdP 名を付けます。IDP_PROVIDER_NAME にその名前がない、大文字・小文字が違う、または先に一致する別の名前がある場合、okta_00u1a2b3 のような名前が表示されます。",
    },
    fix: fixOurs,
    key: "auth.cognito.identityProviders",
    run: providerNames,
  },
  {
    id: "boot/session-timeout",
    category: "boot",
    title: {
      en: "The gateway's XSRF cookie lives as long as the load balancer's session",
      ja: "gateway の XSRF Cookie は、ロードバランサーのセッションと同じかそれ以上有効です",
    },
    why: {
      en: "The cookie is made at sign-in and every call has to repeat it. Where it ends before the session, the console is open and every call in it fails.",
      ja: "XSRF Cookie はサインイン時に発行され、すべての呼び出しに必要です。セッションより先に期限が切れると、画面は開いたまま、すべての呼び出しが失敗します。",
    },
    fix: {
      en: "Raise SESSION_TIMEOUT_SEC, or lower auth.sessionTimeout.",
      ja: "SESSION_TIMEOUT_SEC を長くするか、auth.sessionTimeout を短くしてください。",
    },
    key: "auth.sessionTimeout",
    run: sessionTimeout,
  },
];

/** Whether user pool, load balancer and gateway mean the same people. */
export const signIn: readonly Check[] = checks.map(aboutPods);

const gatewayOf = async (look: Look): Promise<Pod | undefined> =>
  (await podsOf(look)).find(({ service }) => service === "gateway");

/** Everybody has these two, whoever they come from. */
const always = ["sub", "username"];

async function userKey(look: Look): Promise<Verdict> {
  const how = signInOf(look);
  if ("nothing" in how) return how.nothing;
  if (how.providers.length === 0) return noProviders;
  const claim = (await gatewayOf(look))?.named.get("USER_IDP_KEY")?.value;
  if (!claim) return isMissing;
  if (always.includes(claim)) return pass;
  const bare = (await providersIn(look, how)).filter(({ AttributeMapping = {} }) => !(claim in AttributeMapping));
  return unlessNothing({
    status: "fail",
    found: {
      en: `Nobody who comes from ${bare.map(({ ProviderName }) => ProviderName).join(", ")} has the claim ${claim}.`,
      ja: `次の IdP の利用者には ${claim} クレームがありません: ${bare.map(({ ProviderName }) => ProviderName).join(", ")}`,
    },
    details: bare.map(({ ProviderName, AttributeMapping }) => ({
      path: `${ProviderName} AttributeMapping.${claim}`,
      expected: "a claim of the provider",
      actual: Object.keys(AttributeMapping ?? {}).join(", "),
    })),
    ...(how.ours ? {} : { fix: mapThere(how.pool, claim) }),
  });
}

const mapThere = (pool: string, claim: string) => ({
  en: `The pool ${pool} is not of risken-aws: have its owner map a claim of the provider to ${claim}.`,
  ja: `プール ${pool} は risken-aws が作成したものではありません。プールの管理者に、IdP のクレームを ${claim} に対応させるよう依頼してください。`,
});

async function providerNames(look: Look): Promise<Verdict> {
  const how = signInOf(look);
  if ("nothing" in how) return how.nothing;
  if (how.providers.length === 0) return noProviders;
  const known = (await gatewayOf(look))?.named.get("IDP_PROVIDER_NAME")?.value;
  if (known === undefined) return isMissing;
  const spelt = how.providers.map((name) => (how.caseSensitive ? name : name.toLowerCase()));
  const wrong = spelt.filter((name) => withoutProvider(`${name}_somebody`, known.split(",")) !== "somebody");
  const right = [...spelt].sort((one, other) => other.length - one.length).join(",");
  const value = [{ directory: "gateway/gateway", name: "IDP_PROVIDER_NAME", value: right }];
  return unlessNothing({
    status: "warn",
    found: {
      en: `IDP_PROVIDER_NAME does not fit ${wrong.join(", ")}.`,
      ja: `IDP_PROVIDER_NAME が次の IdP に合っていません: ${wrong.join(", ")}`,
    },
    details: wrong.length > 0 ? [{ path: "gateway IDP_PROVIDER_NAME", expected: right, actual: known }] : [],
    ...(how.ours ? {} : { fix: remedy(sayIt, valuesLines(value)) }),
  });
}

/** As the gateway does it (ca-risken/gateway@f647739:claims.go). */
function withoutProvider(user: string, names: readonly string[]): string {
  const name = names.find((one) => user.toLowerCase().startsWith(`${one.toLowerCase()}_`));
  return name === undefined ? user : user.replace(`${name}_`, "");
}

const sayIt = {
  en: "Say it in the config, and run risken-aws apply:",
  ja: "設定ファイルに次のように書き、risken-aws apply を実行してください:",
};

async function sessionTimeout(look: Look): Promise<Verdict> {
  const rules = allSeen(look, elbv2ListenerRule);
  const sessions = rules.there.flatMap(({ is }) =>
    is.spec.Actions.flatMap(({ AuthenticateCognitoConfig: cognito, AuthenticateOidcConfig: oidc }) => {
      const timeout = (cognito ?? oidc)?.SessionTimeout;
      return timeout === undefined ? [] : [Number(timeout)];
    }),
  );
  if (sessions.length === 0 && rules.blind === undefined) return isMissing;
  const cookie = (await gatewayOf(look))?.named.get("SESSION_TIMEOUT_SEC")?.value;
  const longest = Math.max(0, ...sessions);
  const tooShort = cookie !== undefined && Number(cookie) < longest;
  const value = [{ directory: "gateway/gateway", name: "SESSION_TIMEOUT_SEC", value: String(longest) }];
  return unlessNothing(
    {
      status: "warn",
      found: {
        en: `The cookie ends after ${cookie} seconds, the session after ${longest}.`,
        ja: `XSRF Cookie は ${cookie} 秒、セッションは ${longest} 秒で期限が切れます。`,
      },
      details: tooShort ? [{ path: "gateway SESSION_TIMEOUT_SEC", expected: `≥ ${longest}`, actual: cookie }] : [],
      fix: remedy(sayIt, valuesLines(value)),
    },
    rules.blind,
  );
}
