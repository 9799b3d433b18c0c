import { cognitoGroup } from "../../src/kinds/cognito-group";
import { mutations } from "./mutation";

export const cognitoGroupMutations = mutations(cognitoGroup, {
  fields: {
    Description: {
      "other words": (by, { spec: { GroupName, UserPoolId, Precedence } }) =>
        by.cognito.UpdateGroup({ GroupName, UserPoolId, Precedence, Description: "whoever" }),
    },
    Precedence: {
      "another one": (by, { spec: { GroupName, UserPoolId, Description } }) =>
        by.cognito.UpdateGroup({ GroupName, UserPoolId, Description, Precedence: 42 }),
    },
  },

  gone: (by, { spec: { GroupName, UserPoolId } }) => by.cognito.DeleteGroup({ GroupName, UserPoolId }),

  tags: { because: "AWS gives groups no tags" },

  same: {
    "a role for those who are in it": (by, { spec: { GroupName, UserPoolId, Description, Precedence } }) =>
      by.cognito.UpdateGroup({
        GroupName,
        UserPoolId,
        Description,
        Precedence,
        RoleArn: "arn:aws:iam::123456789012:role/analysts",
      }),
  },
});
