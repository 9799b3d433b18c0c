import { afterAll, beforeAll, expect, test } from "vitest";
import { type Aws, openSession } from "../../src/aws/session";
import { ownershipOf } from "../../src/commands/ownership";
import { carryOut } from "../../src/engine/carry-out";
import { graphOf } from "../../src/engine/graph";
import { planFor } from "../../src/engine/plan";
import { existing } from "../../src/engine/resource";
import { survey } from "../../src/engine/survey";
import { eksCluster } from "../../src/kinds/eks-cluster";
import { eksNodes } from "../../src/kinds/eks-nodes";
import { Secret } from "../../src/secret";
import { ingress } from "../../src/steps/ingress";
import { ingressInputs } from "../../src/steps/ingress-inputs";
import { aTarget } from "../steps/a-target";
import { type SeededAccount, seedAccount } from "./seed";
import { describeOnMoto, type Moto, startMoto } from "./server";

const authentication = [
  {
    Type: "authenticate-oidc",
    AuthenticateOidcConfig: {
      Issuer: "https://idp.example.com",
      AuthorizationEndpoint: "https://idp.example.com/authorize",
      TokenEndpoint: "https://idp.example.com/token",
      UserInfoEndpoint: "https://idp.example.com/userinfo",
      ClientId: "abc",
      ClientSecret: new Secret("client-secret"),
    },
  },
];

describeOnMoto("the way in on moto", () => {
  let moto: Moto;
  let aws: Aws;
  let seeded: SeededAccount;
  beforeAll(async () => {
    moto = await startMoto();
    seeded = await seedAccount({ endpoint: moto.url, region: "ap-northeast-1" });
    const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
    aws = await openSession({ region: "ap-northeast-1", settings: { endpoint: moto.url, credentials } });
  });
  afterAll(() => moto?.stop());

  const owner = ownershipOf("prd", { Owner: "security" });
  const look = async (given: object = {}) => {
    const target = aTarget({ account: aws.account });
    const inputs = ingressInputs.parse({ loadBalancer: seeded.alb.name, consoleHost: "console.example.com", ...given });
    const built = ingress.build(inputs, { ...target, built: { ...target.built, authentication } });
    const graph = graphOf([
      existing(eksCluster, "cluster", { name: seeded.eks.name }),
      existing(eksNodes, "nodes", { clusterName: seeded.eks.name }),
      ...built.resources!,
    ]);
    const kinds = [...new Set(graph.resources.map(({ kind }) => kind))].filter((kind) => "owned" in kind);
    const seen = await survey(graph, aws, { owner, kinds: kinds as never });
    const plan = planFor(seen, owner, aws.region);
    return { seen, plan, todo: plan.changes.filter(({ action }) => action !== "none") };
  };
  const apply = async (given?: object, prune = false) => {
    const { seen, plan } = await look(given);
    const { outcomes } = await carryOut(plan, seen, aws, { owner, prune });
    expect(outcomes.filter(({ status }) => status !== "done")).toEqual([]);
  };
  const todo = async (given?: object) =>
    (await look(given)).todo.map(({ resource, action }) => `${action} ${resource.address}`);

  test("is as wanted after it was made, grows by a host, and shrinks again", async () => {
    const withTokens = { apiHost: "api.example.com", apiSourceIps: ["203.0.113.0/24"], defaultAction: "not-found" };
    await apply();
    expect(await todo()).toEqual([]);
    await apply(withTokens);
    expect(await todo(withTokens)).toEqual([]);
    expect((await todo()).sort()).toEqual([
      "delete rule/api-forged-identity",
      "delete rule/api-not-found",
      "delete rule/api-token-1",
    ]);
    await apply({}, true);
    expect(await todo()).toEqual([]);
  });
});
