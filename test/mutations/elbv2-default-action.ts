import { elbv2DefaultAction } from "../../src/kinds/elbv2-default-action";
import { mutations } from "./mutation";

export const elbv2DefaultActionMutations = mutations(elbv2DefaultAction, {
  fields: {
    DefaultActions: {
      "another answer": (by, { spec }) =>
        by.elbv2.ModifyListener({
          ListenerArn: spec.ListenerArn,
          DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "200" } }],
        }),
    },
  },

  gone: { because: "a listener always has one" },
  tags: { because: "it is part of a listener, whose tags are its owner's" },

  same: {
    "sent again, with an order": (by, { spec }) =>
      by.elbv2.ModifyListener({
        ListenerArn: spec.ListenerArn,
        DefaultActions: spec.DefaultActions.map(({ FixedResponseConfig }) => ({
          FixedResponseConfig: { ...FixedResponseConfig!, StatusCode: FixedResponseConfig!.StatusCode },
          Order: 1,
          Type: "fixed-response" as const,
        })),
      }),
  },
});
