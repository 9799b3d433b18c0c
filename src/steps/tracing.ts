import { type Resource, resource } from "../engine/resource";
import { xrayGroup } from "../kinds/xray-group";
import { xraySamplingRule } from "../kinds/xray-sampling-rule";
import type { Target } from "./step";

/** Characters of a host that a sampling rule takes. */
const LONGEST = 64;

/**
 * Traces of requests for RISKEN's hosts as a group, and how many requests are traced. Names have at most 32 characters, of which
 * ours leave three.
 */
export function tracing(target: Target): readonly Resource[] {
  const hosts = [
    { name: "web", host: target.consoleHost },
    ...(target.apiHost !== undefined ? [{ name: "api", host: target.apiHost }] : []),
  ];
  return [
    resource(xrayGroup, "all", {
      GroupName: target.nameOf(xrayGroup, "all"),
      FilterExpression: hosts.map(({ host }) => `http.url BEGINSWITH "https://${host}/"`).join(" OR "),
    }),
    ...hosts.map(({ name, host }) =>
      resource(xraySamplingRule, name, {
        RuleName: target.nameOf(xraySamplingRule, name),
        Priority: 1000,
        ReservoirSize: 1,
        FixedRate: 0.05,
        Host: host.length > LONGEST ? `*${host.slice(1 - LONGEST)}` : host,
        HTTPMethod: "*",
        URLPath: "*",
        ServiceName: "*",
        ServiceType: "*",
        ResourceARN: "*",
      }),
    ),
  ];
}
