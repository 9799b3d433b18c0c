import { expect } from "vitest";
import type * as z from "zod";
import type { Aws } from "../../src/aws/session";
import { ownershipOf } from "../../src/commands/ownership";
import { carryOut } from "../../src/engine/carry-out";
import { graphOf } from "../../src/engine/graph";
import { planFor } from "../../src/engine/plan";
import type { Withheld } from "../../src/engine/ref";
import { existing } from "../../src/engine/resource";
import { survey } from "../../src/engine/survey";
import { eksCluster } from "../../src/kinds/eks-cluster";
import { eksNodes } from "../../src/kinds/eks-nodes";
import { Secret } from "../../src/secret";
import { ingress } from "../../src/steps/ingress";
import { ingressInputs } from "../../src/steps/ingress-inputs";
import { aTarget } from "./a-target";

export type Given = Partial<z.input<typeof ingressInputs>>;

/** What the section `auth` would publish. */
const signIn = {
  Type: "authenticate-oidc",
  AuthenticateOidcConfig: {
    Issuer: "https://idp.example.com",
    AuthorizationEndpoint: "https://idp.example.com/authorize",
    TokenEndpoint: "https://idp.example.com/token",
    UserInfoEndpoint: "https://idp.example.com/userinfo",
    ClientId: "abc",
    ClientSecret: new Secret("client-secret"),
  },
};
/** Of what the section `auth` would publish, what is different. */
export type SignIn = {
  readonly ClientSecret?: Secret | Withheld;
  readonly Issuer?: string;
  readonly ClientId?: string;
  readonly Scope?: string;
};

/** The step's answer to few answers and these. */
export const build = (given: Given, different: SignIn = {}) => {
  const oidc = { ...signIn, AuthenticateOidcConfig: { ...signIn.AuthenticateOidcConfig, ...different } };
  return ingress.build(
    ingressInputs.parse({ loadBalancer: "risken-alb", consoleHost: "console.example.com", ...given }),
    aTarget({
      built: { resources: [], environment: [], metaItems: [], permissions: [], authentication: [oidc] },
    }),
  );
};

/** The step together with the cluster that it refers to, on an account as an operator brings it. */
export function wayIn(aws: Aws, at: { readonly loadBalancer: string; readonly cluster: string }) {
  const owner = ownershipOf("prd", { Owner: "security" });
  const look = async (given: Given = {}, different?: SignIn) => {
    const graph = graphOf([
      existing(eksCluster, "cluster", { name: at.cluster }),
      existing(eksNodes, "nodes", { clusterName: at.cluster }),
      ...build({ loadBalancer: at.loadBalancer, ...given }, different).resources!,
    ]);
    const kinds = [...new Set(graph.resources.map(({ kind }) => kind))].filter((kind) => "owned" in kind);
    const seen = await survey(graph, aws, { owner, kinds: kinds as never });
    return { seen, plan: planFor(seen, owner, aws.region) };
  };
  const run = async (given?: Given, prune = false) => {
    const { seen, plan } = await look(given);
    return (await carryOut(plan, seen, aws, { owner, prune })).outcomes;
  };
  const apply = async (given?: Given, prune = false) => {
    const outcomes = await run(given, prune);
    expect(outcomes.filter(({ status }) => status !== "done")).toEqual([]);
  };
  const actions = async (given?: Given) =>
    (await look(given)).plan.changes
      .filter(({ action }) => action !== "none")
      .map(({ resource, action }) => `${action} ${resource.address}`);
  /** In order, the default one last. */
  const rules = async () => {
    const { LoadBalancers } = await aws.elbv2.DescribeLoadBalancers({ Names: [at.loadBalancer] });
    const { LoadBalancerArn } = LoadBalancers![0]!;
    const { Listeners } = await aws.elbv2.DescribeListeners({ LoadBalancerArn });
    return (await aws.elbv2.DescribeRules({ ListenerArn: Listeners![0]!.ListenerArn })).Rules!;
  };
  return { look, run, apply, actions, rules };
}
