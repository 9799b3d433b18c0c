import type { Kind } from "../engine/kind";
import { type Action, canonicalActions, readActions, writeActions } from "./elbv2-actions";
import { balancerOfListener, listenersOf } from "./elbv2-reads";

interface Spec {
  readonly ListenerArn: string;
  readonly DefaultActions: readonly Action[];
}

/**
 * What a listener does with a request that no rule takes. Every listener always has one and it serves everybody on that
 * port, so it is declared only where the config says so. Removing it leaves it as it is: AWS doesn't remember the
 * one before, and none at all is not possible.
 */
export const elbv2DefaultAction: Kind<Spec, Record<string, never>, "ListenerArn"> = {
  type: "elbv2.default-action",
  noun: "default-action",
  title: { en: "default action of the listener", ja: "リスナーのデフォルトアクション" },
  key: ["ListenerArn"],
  relation: "attachment",
  through: "ListenerArn",
  reads: ["elasticloadbalancing:DescribeListeners"],
  writes: ["elasticloadbalancing:ModifyListener"],
  removes: [],

  canonical(spec) {
    return { ...spec, ...(spec.DefaultActions ? { DefaultActions: canonicalActions(spec.DefaultActions) } : {}) };
  },

  async observe(aws, { ListenerArn }) {
    const listeners = await listenersOf(aws, balancerOfListener(ListenerArn));
    const found = listeners.find((one) => one.ListenerArn === ListenerArn);
    return found && { spec: { DefaultActions: readActions(found.DefaultActions ?? []) }, outputs: {} };
  },

  async create(aws, { ListenerArn, DefaultActions }) {
    await aws.elbv2.ModifyListener({ ListenerArn, DefaultActions: writeActions(DefaultActions, {}) });
    return undefined;
  },

  async update(aws, { ListenerArn, DefaultActions }) {
    await aws.elbv2.ModifyListener({ ListenerArn, DefaultActions: writeActions(DefaultActions, {}) });
  },

  async remove() {},
};
