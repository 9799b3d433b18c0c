import { AUDIENCE, iamOidcProvider } from "../../src/kinds/iam-oidc-provider";
import { mutations } from "./mutation";

const tagsOf = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

export const iamOidcProviderMutations = mutations(iamOidcProvider, {
  fields: {
    ClientIDList: {
      "our audience gone": (by, { outputs }) =>
        by.iam.RemoveClientIDFromOpenIDConnectProvider({
          OpenIDConnectProviderArn: outputs.arn,
          ClientID: AUDIENCE,
        }),
    },
  },

  gone: (by, { outputs }) => by.iam.DeleteOpenIDConnectProvider({ OpenIDConnectProviderArn: outputs.arn }),

  tags: { because: "it belongs to all envs of the account at once, and is used as it is found" },

  same: {
    "an audience of somebody else's": (by, { outputs }) =>
      by.iam.AddClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn: outputs.arn, ClientID: "theirs" }),
    "other thumbprints": (by, { outputs }) =>
      by.iam.UpdateOpenIDConnectProviderThumbprint({
        OpenIDConnectProviderArn: outputs.arn,
        ThumbprintList: ["0123456789012345678901234567890123456789"],
      }),
    "tags of somebody else's": (by, { outputs }) =>
      by.iam.TagOpenIDConnectProvider({
        OpenIDConnectProviderArn: outputs.arn,
        Tags: tagsOf({ CostCenter: "42", Owner: "platform" }),
      }),
    "no tags": (by, { outputs }) =>
      by.iam.UntagOpenIDConnectProvider({
        OpenIDConnectProviderArn: outputs.arn,
        TagKeys: ["Owner", "risken-aws:shared"],
      }),
  },
});
