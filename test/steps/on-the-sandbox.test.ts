import { expect, test } from "vitest";
import { ownershipOf } from "../../src/commands/ownership";
import { carryOut } from "../../src/engine/carry-out";
import { graphOf } from "../../src/engine/graph";
import { planFor } from "../../src/engine/plan";
import { survey } from "../../src/engine/survey";
import { iamRole } from "../../src/kinds/iam-role";
import { freshEks } from "../../src/sandbox/eks";
import { freshIam } from "../../src/sandbox/iam";
import { putKey } from "../../src/sandbox/kms";
import { dbClusters, freshRds, managedSecret } from "../../src/sandbox/rds";
import { cluster } from "../../src/steps/cluster";
import { database } from "../../src/steps/database";
import { parameters } from "../../src/steps/parameters";
import { queues } from "../../src/steps/queues";
import type { Built, Target } from "../../src/steps/step";
import { sandboxed } from "../sandboxed";
import { aTarget } from "./a-target";

/** Builds sections one after the other, each told what those before have built. */
function together(serviceAccounts: Target["serviceAccounts"]) {
  let built = aTarget().built;
  const add = (build: (target: Target) => Built) => {
    const {
      resources = [],
      environment = [],
      metaItems = [],
      permissions = [],
    } = build(aTarget({ built, serviceAccounts }));
    built = {
      ...built,
      resources: [...built.resources, ...resources],
      environment: [...built.environment, ...environment],
      metaItems: [...built.metaItems, ...metaItems],
      permissions: [...built.permissions, ...permissions],
    };
  };
  add((target) => queues.build(queues.inputs.parse(undefined), target));
  add((target) => database.build(database.inputs.parse({ identifier: "risken-db" }) as never, target));
  add((target) => parameters.build(parameters.inputs.parse(undefined) as never, target));
  add((target) => cluster.build(cluster.inputs.parse({ name: "risken", serviceAccounts }), target));
  return graphOf(built.resources);
}

test.each([
  ["shared", ["risken-prd-risken"]],
  ["per-service", ["risken-prd-core", "risken-prd-datasource-api"]],
] as const)(
  "with %s accounts all is made at once, and only those read the password who need it",
  async (mode, readers) => {
    const { aws } = await sandboxed((account) => {
      [freshIam, freshEks, freshRds].forEach((fill) => {
        fill(account);
      });
      const masterSecret = managedSecret(account, "admin", putKey(account, "alias/db"));
      dbClusters(account)["risken-db"] = { ...dbClusters(account)["risken-db"]!, masterSecret };
    });
    const graph = together(mode);
    const owner = ownershipOf("prd", { Owner: "security" });
    const look = () => survey(graph, aws, { owner, kinds: [iamRole] });

    const seen = await look();
    const { outcomes } = await carryOut(planFor(seen, owner, aws.region), seen, aws, { owner, prune: false });
    expect(outcomes.filter(({ status }) => status !== "done")).toEqual([]);
    const { changes, refusals } = planFor(await look(), owner, aws.region);
    expect([...refusals, ...changes.filter(({ action }) => action !== "none")]).toEqual([]);

    const roles = await iamRole.owned!(aws.fresh(), { "risken-aws:env": "prd" });
    const reading = await Promise.all(
      roles.map(async ({ key }) => {
        const role = await iamRole.observe(aws, key, { tags: {} });
        const actions = role!.spec.Policies.risken!.Statement.flatMap(({ Action }) => Action);
        expect(actions).toContain("ssm:GetParametersByPath");
        expect(actions.includes("secretsmanager:GetSecretValue")).toBe(actions.includes("kms:Decrypt"));
        return actions.includes("kms:Decrypt") ? [key.RoleName] : [];
      }),
    );
    expect(reading.flat().sort()).toEqual(readers);
  },
);
