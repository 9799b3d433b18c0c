import { elbv2IdleTimeout } from "../../src/kinds/elbv2-idle-timeout";
import type { Hands } from "./hands";
import { mutations } from "./mutation";

const set = (by: Hands, LoadBalancerArn: string, Key: string, Value: string) =>
  by.elbv2.ModifyLoadBalancerAttributes({ LoadBalancerArn, Attributes: [{ Key, Value }] });

export const elbv2IdleTimeoutMutations = mutations(elbv2IdleTimeout, {
  fields: {
    Seconds: { "a shorter one": (by, { spec }) => set(by, spec.LoadBalancerArn, "idle_timeout.timeout_seconds", "15") },
  },

  gone: { because: "a load balancer always has one" },

  tags: { because: "it is part of a load balancer, whose tags are its owner's" },

  same: {
    "something else of the load balancer": (by, { spec }) =>
      set(by, spec.LoadBalancerArn, "deletion_protection.enabled", "true"),
  },
});
