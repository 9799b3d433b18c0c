import { signingCertificateEnd } from "../kinds/cognito-identity-provider";
import { type Check, type Detail, type Look, pass, type Verdict } from "./check";
import { unlessNothing } from "./seen";
import { noProviders, providersIn, signInOf } from "./sign-in";

const DAY = 24 * 60 * 60 * 1000;
/** Days before the end. */
const WARN = 30;

/** Whether SAML providers will still be believed next month. */
export const samlCertificates: Check = {
  id: "health/saml-certificate",
  category: "health",
  title: {
    en: "The certificates by which SAML providers sign are valid for a while",
    ja: "SAML の IdP が署名に使う証明書の有効期限に余裕があります",
  },
  why: {
    en: `After it has expired nobody can sign in with that provider. A metadata file stays as it was uploaded; metadata at an address is read anew by AWS, out of sight from here. Warns ${WARN} days before.`,
    ja: `有効期限が切れると、その IdP ではサインインできなくなります。メタデータのファイルは、アップロードしたときのままです。URL のメタデータは AWS が自動で再取得するため、ここからは確認できません。${WARN} 日前に警告します。`,
  },
  fix: {
    en: "Have the provider issue new metadata, put it into metadataFile, and run risken-aws apply. With metadataUrl AWS keeps it fresh by itself.",
    ja: "IdP で新しいメタデータを発行し、metadataFile を差し替えて risken-aws apply を実行してください。metadataUrl を使うと、AWS が自動で更新します。",
  },
  reads: ["cognito-idp:DescribeIdentityProvider"],
  key: "auth.cognito.identityProviders",
  run: certificates,
};

async function certificates(look: Look): Promise<Verdict> {
  const how = signInOf(look);
  if ("nothing" in how) return how.nothing;
  const saml = (await providersIn(look, how)).filter(({ ProviderType }) => ProviderType === "SAML");
  if (saml.length === 0) return noProviders;
  const now = look.aws.clock.now();
  const ends = saml.map((one) => ({ name: one.ProviderName!, end: signingCertificateEnd(one) }));
  const late = ends.flatMap(({ name, end }) => (end !== undefined && end - now <= WARN * DAY ? [{ name, end }] : []));
  if (late.length === 0) {
    const unseen = ends.filter(({ end }) => end === undefined).map(({ name }) => name);
    return unseen.length > 0 ? notSeen(unseen) : pass;
  }
  return unlessNothing({
    status: late.some(({ end }) => end <= now) ? "fail" : "warn",
    found: {
      en: `Certificates of identity providers end soon, or have ended: ${late.map(({ name }) => name).join(", ")}.`,
      ja: `証明書の有効期限が近いか、切れている IdP があります: ${late.map(({ name }) => name).join(", ")}`,
    },
    details: late.map(
      ({ name, end }): Detail => ({ path: `${name} MetadataFile`, actual: new Date(end).toISOString().slice(0, 10) }),
    ),
  });
}

const notSeen = (names: readonly string[]): Verdict => ({
  status: "skip",
  because: {
    en: `AWS reads the metadata of ${names.join(", ")} by itself: when a certificate in it ends can't be seen from here.`,
    ja: `次の IdP のメタデータは AWS が取得するため、証明書の有効期限をここからは確認できません: ${names.join(", ")}`,
  },
});
