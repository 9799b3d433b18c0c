import { unless } from "../aws/errors";
import { parsePolicy } from "../aws/policy-document";
import type { Aws } from "../aws/session";
import { tagList, tagMap } from "../aws/tags";
import type { Kind } from "../engine/kind";
import { allRoles } from "./iam-role";

/** The audience that the tokens of EKS service accounts carry. */
export const AUDIENCE = "sts.amazonaws.com";

interface Spec {
  /** The issuer, with `https://`: an account has one provider for it, whoever made it. */
  readonly Url: string;
  /** Audiences. Only {@link AUDIENCE} is ours to say; whoever else uses the provider may have others. */
  readonly ClientIDList: readonly string[];
}

interface Outputs {
  readonly arn: string;
}

/**
 * The account's trust in the tokens of an EKS cluster. Its thumbprints are left to IAM, which doesn't consult them for
 * well-known certificate authorities
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html).
 */
export const iamOidcProvider: Kind<Spec, Outputs, "Url"> = {
  type: "iam.oidc-provider",
  noun: "oidc-provider",
  title: { en: "IAM OIDC provider", ja: "IAM OIDC プロバイダー" },
  key: ["Url"],
  relation: "shared",
  reads: ["iam:GetOpenIDConnectProvider", "iam:ListRoles"],
  writes: [
    "iam:CreateOpenIDConnectProvider",
    "iam:AddClientIDToOpenIDConnectProvider",
    "iam:TagOpenIDConnectProvider",
    "iam:DeleteOpenIDConnectProvider",
  ],
  removes: ["iam:DeleteOpenIDConnectProvider", "iam:UntagOpenIDConnectProvider"],

  canonical(spec) {
    const { ClientIDList } = spec;
    return { ...spec, ...(ClientIDList && { ClientIDList: ClientIDList.filter((one) => one === AUDIENCE) }) };
  },

  async observe(aws, { Url }) {
    const arn = arnOf(aws, Url);
    const found = await unless(
      "NoSuchEntityException",
      aws.iam.GetOpenIDConnectProvider({ OpenIDConnectProviderArn: arn }),
    );
    if (!found) return undefined;
    return { spec: { ClientIDList: found.ClientIDList ?? [] }, outputs: { arn }, tags: tagMap(found.Tags) };
  },

  async create(aws, { Url, ClientIDList }, tags) {
    await aws.iam.CreateOpenIDConnectProvider({ Url, ClientIDList: [...ClientIDList], Tags: tagList(tags) });
    return undefined;
  },

  async update(aws, { ClientIDList }, { spec, outputs }) {
    for (const ClientID of ClientIDList.filter((one) => !spec.ClientIDList.includes(one))) {
      await aws.iam.AddClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn: outputs.arn, ClientID });
    }
  },

  async remove(aws, _key, { outputs }) {
    await unless(
      "NoSuchEntityException",
      aws.iam.DeleteOpenIDConnectProvider({ OpenIDConnectProviderArn: outputs.arn }),
    );
  },

  async neededBy(aws, _key, { outputs: { arn } }) {
    const roles = await allRoles(aws, "/");
    return roles.filter((role) => trusts(role.AssumeRolePolicyDocument, arn)).map((role) => ({ arn: role.Arn! }));
  },

  async tag(aws, { outputs }, tags) {
    await aws.iam.TagOpenIDConnectProvider({ OpenIDConnectProviderArn: outputs.arn, Tags: tagList(tags) });
  },

  async untag(aws, { outputs }, keys) {
    await aws.iam.UntagOpenIDConnectProvider({ OpenIDConnectProviderArn: outputs.arn, TagKeys: [...keys] });
  },
};

/** Whether a trust policy, as IAM hands it out, names the provider. */
function trusts(document: string | undefined, arn: string): boolean {
  const statements = document ? [parsePolicy(document).Statement].flat() : [];
  return statements.some(
    ({ Principal }) => typeof Principal === "object" && [Principal.Federated ?? []].flat().includes(arn),
  );
}

/** IAM has no lookup by URL, but the ARN is made of it. */
const arnOf = (aws: Aws, url: string): string =>
  aws.arn("iam", `oidc-provider/${url.replace("https://", "")}`, { region: "" });
