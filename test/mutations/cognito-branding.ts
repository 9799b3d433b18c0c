import { cognitoBranding } from "../../src/kinds/cognito-branding";
import { mutations } from "./mutation";

export const cognitoBrandingMutations = mutations(cognitoBranding, {
  fields: {},

  gone: (by, { spec: { UserPoolId }, outputs: { id } }) =>
    by.cognito.DeleteManagedLoginBranding({ UserPoolId, ManagedLoginBrandingId: id }),

  tags: { because: "AWS gives brandings no tags" },

  same: {},
});
