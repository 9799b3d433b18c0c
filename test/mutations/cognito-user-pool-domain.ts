import { cognitoUserPoolDomain } from "../../src/kinds/cognito-user-pool-domain";
import type { Hands } from "./hands";
import { mutations } from "./mutation";

interface Domain {
  readonly spec: { readonly UserPoolId: string };
  readonly outputs: { readonly domain: string };
}

type Update = Parameters<Hands["cognito"]["UpdateUserPoolDomain"]>[0];

async function update(by: Hands, { spec: { UserPoolId }, outputs: { domain } }: Domain, more: Partial<Update>) {
  const { DomainDescription: has } = await by.cognito.DescribeUserPoolDomain({ Domain: domain });
  const { CustomDomainConfig, ManagedLoginVersion } = has!;
  return by.cognito.UpdateUserPoolDomain({
    Domain: domain,
    UserPoolId,
    CustomDomainConfig,
    ManagedLoginVersion,
    ...more,
  });
}

export const cognitoUserPoolDomainMutations = mutations(cognitoUserPoolDomain, {
  fields: {
    UserPoolId: { because: "a domain can't be moved to another pool; one of that name elsewhere is somebody else's" },
    CustomDomainConfig: {
      "another certificate": (by, domain) =>
        update(by, domain, {
          CustomDomainConfig: { CertificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/other" },
        }),
    },
    ManagedLoginVersion: {
      "the classic pages": (by, domain) => update(by, domain, { ManagedLoginVersion: 1 }),
    },
  },

  gone: (by, { spec: { UserPoolId }, outputs }) =>
    by.cognito.DeleteUserPoolDomain({ Domain: outputs.domain, UserPoolId }),

  tags: { because: "AWS gives domains no tags" },

  same: {
    "other pages, where the config says nothing": {
      by: (by, domain) => update(by, domain, { ManagedLoginVersion: 2 }),
      of: ({ outputs }) => !outputs.domain.includes("."),
    },
  },
});
