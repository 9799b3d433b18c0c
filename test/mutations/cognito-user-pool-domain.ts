import { cognitoUserPoolDomain } from "../../src/kinds/cognito-user-pool-domain";
import { mutations } from "./mutation";

export const cognitoUserPoolDomainMutations = mutations(cognitoUserPoolDomain, {
  fields: {
    UserPoolId: { because: "a domain can't be moved to another pool; one of that name elsewhere is somebody else's" },
  },

  gone: (by, { spec: { UserPoolId }, outputs }) =>
    by.cognito.DeleteUserPoolDomain({ Domain: outputs.domain, UserPoolId }),

  tags: { because: "AWS gives domains no tags" },

  same: {},
});
