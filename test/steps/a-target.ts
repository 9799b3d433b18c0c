import { dataSources } from "../../src/risken/services";
import type { Target } from "../../src/steps/step";

/** What steps are told, of an imaginary installation. */
export function aTarget(different: Partial<Target> = {}): Target {
  const { env = "prd", region = "ap-northeast-1", account = "123456789012", partition = "aws" } = different;
  const { namePrefix = "risken" } = different;
  return {
    env,
    region,
    account,
    partition,
    named: (thing) => `${namePrefix}-${env}-${thing}`,
    nameOf: (_, thing) => `${namePrefix}-${env}-${thing}`,
    arn: (service, resource, where = {}) =>
      `arn:${partition}:${service}:${where.region ?? region}:${where.account ?? account}:${resource}`,
    namePrefix,
    dataSources,
    consoleHost: "console.example.com",
    apiHost: undefined,
    namespace: "risken",
    serviceAccounts: "shared",
    cluster: "risken",
    agentRole: false,
    kmsKey: undefined,
    store: "parameter-store",
    built: { resources: [], environment: [], metaItems: [], permissions: [], authentication: [] },
    ...different,
  };
}
