import { cognitoUserPoolClient } from "../../src/kinds/cognito-user-pool-client";
import type { Hands } from "./hands";
import { atBirth, mutations } from "./mutation";

type Update = Parameters<Hands["cognito"]["UpdateUserPoolClient"]>[0];

interface Client {
  readonly spec: { readonly UserPoolId: string };
  readonly outputs: { readonly id: string };
}

async function update(by: Hands, { spec: { UserPoolId }, outputs: { id: ClientId } }: Client, more: Partial<Update>) {
  const { UserPoolClient } = await by.cognito.DescribeUserPoolClient({ UserPoolId, ClientId });
  const { ClientSecret: _, CreationDate: _c, LastModifiedDate: _m, ...has } = UserPoolClient!;
  return by.cognito.UpdateUserPoolClient({ ...has, UserPoolId, ClientId, ...more });
}

export const cognitoUserPoolClientMutations = mutations(cognitoUserPoolClient, {
  fields: {
    GenerateSecret: atBirth,
    AllowedOAuthFlowsUserPoolClient: {
      off: (by, client) => update(by, client, { AllowedOAuthFlowsUserPoolClient: false }),
    },
    AllowedOAuthFlows: {
      "the implicit one added": {
        by: (by, client) => update(by, client, { AllowedOAuthFlows: ["code", "implicit"] }),
      },
    },
    AllowedOAuthScopes: {
      "another one": (by, client) => update(by, client, { AllowedOAuthScopes: ["email"] }),
      "one added": {
        by: (by, client) => update(by, client, { AllowedOAuthScopes: ["openid", "email"] }),
      },
    },
    CallbackURLs: {
      "another host": (by, client) =>
        update(by, client, { CallbackURLs: ["https://elsewhere.example.com/oauth2/idpresponse"] }),
      "one added": {
        added: true,
        by: (by, client) =>
          update(by, client, {
            CallbackURLs: [...client.spec.CallbackURLs, "https://elsewhere.example.com/oauth2/idpresponse"],
          }),
      },
    },
    SupportedIdentityProviders: {
      none: (by, client) => update(by, client, { SupportedIdentityProviders: [] }),
    },
    ExplicitAuthFlows: {
      "one added": {
        by: (by, client) =>
          update(by, client, { ExplicitAuthFlows: [...client.spec.ExplicitAuthFlows, "ALLOW_USER_PASSWORD_AUTH"] }),
      },
    },
    PreventUserExistenceErrors: {
      off: (by, client) => update(by, client, { PreventUserExistenceErrors: "LEGACY" }),
    },
  },

  gone: (by, { spec: { UserPoolId }, outputs: { id: ClientId } }) =>
    by.cognito.DeleteUserPoolClient({ UserPoolId, ClientId }),

  tags: { because: "AWS gives app clients no tags" },

  same: {
    "everything sent again": (by, client) => update(by, client, {}),
    "its lists the other way round": (by, client) =>
      update(by, client, {
        ExplicitAuthFlows: [...client.spec.ExplicitAuthFlows].reverse(),
        CallbackURLs: [...client.spec.CallbackURLs].reverse(),
      }),
    "tokens that live longer": (by, client) => update(by, client, { RefreshTokenValidity: 60 }),
    "an address to sign out to": (by, client) => update(by, client, { LogoutURLs: ["https://console.example.com/"] }),
  },
});
