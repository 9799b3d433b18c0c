import type { Text } from "../text";
import type { Candidate } from "./candidate";
import type { Web } from "./web";

/** What a page of the web says, or why it says nothing. */
export interface Published {
  readonly candidates: readonly Candidate[];
  readonly because?: Text;
}

/** Endpoints of an identity provider, by their names in its discovery document. */
export type Endpoint = "authorization_endpoint" | "token_endpoint" | "userinfo_endpoint";

/**
 * One endpoint, as the issuer's discovery document has it
 * (https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig).
 */
export async function publishedEndpoint(web: Web, issuer: unknown, endpoint: Endpoint): Promise<Published> {
  if (typeof issuer !== "string" || !issuer.startsWith("https://")) return { candidates: [] };
  const { document, because } = await documentOf(web, issuer);
  const value = document?.[endpoint];
  if (typeof value !== "string" || !value.startsWith("https://")) return { candidates: [], because };
  return { candidates: [{ value }] };
}

interface Found {
  readonly document?: Readonly<Record<string, unknown>>;
  readonly because?: Text;
}

const found = new WeakMap<Web, Map<string, Promise<Found>>>();

/** Read once, however many endpoints are asked for. */
function documentOf(web: Web, issuer: string): Promise<Found> {
  const known = found.get(web) ?? new Map<string, Promise<Found>>();
  found.set(web, known);
  const document = known.get(issuer) ?? read(web, issuer);
  known.set(issuer, document);
  return document;
}

async function read(web: Web, issuer: string): Promise<Found> {
  const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  try {
    const document = (await web(address)) as Readonly<Record<string, unknown>>;
    // A load balancer compares the issuer of every token with the one that it was told, sign by sign.
    return document?.issuer === issuer ? { document } : { because: otherIssuer(address, String(document?.issuer)) };
  } catch (error) {
    return { because: noDocument(address, (error as Error).message) };
  }
}

const noDocument = (address: string, why: string): Text => ({
  en: `The identity provider's discovery document can't be read (${address}: ${why}).`,
  ja: `IdP のディスカバリードキュメントを読み取れませんでした（${address}: ${why}）。`,
});

const otherIssuer = (address: string, actual: string): Text => ({
  en: `${address} says that its issuer is ${actual}: auth.oidc.issuer has to be the same, to the last slash.`,
  ja: `${address} の issuer は ${actual} です。auth.oidc.issuer は末尾のスラッシュも含めて一致している必要があります。`,
});
