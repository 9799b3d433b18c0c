import { expect } from "vitest";
import type { Aws } from "../../src/aws/session";
import { ownershipOf } from "../../src/commands/ownership";
import { carryOut } from "../../src/engine/carry-out";
import { graphOf } from "../../src/engine/graph";
import { type Plan, planFor } from "../../src/engine/plan";
import { type Survey, survey } from "../../src/engine/survey";
import { sqsQueue } from "../../src/kinds/sqs-queue";
import { ssmParameter } from "../../src/kinds/ssm-parameter";
import { Secret } from "../../src/secret";
import { parameters } from "../../src/steps/parameters";
import { queues } from "../../src/steps/queues";
import type { Target } from "../../src/steps/step";
import { aTarget } from "./a-target";

/** What the section `database` would publish. */
const database = ["MASTER", "SLAVE"]
  .flatMap((role) => [
    { name: `DB_${role}_HOST`, value: `${role.toLowerCase()}.example.com` },
    { name: `DB_${role}_USER`, value: "risken" },
    { name: `DB_${role}_PASSWORD`, value: new Secret("db-password") },
  ])
  .map((variable) => ({ directory: "db", ...variable }));

export interface Installed {
  /** Looks at everything again. */
  look(): Promise<{ readonly seen: Survey; readonly plan: Plan }>;
}

/** Makes what the queues and the parameters together want of an account, with a database that somebody else has. */
export async function install(aws: Aws, different: Partial<Target> = {}, inputs: object = {}): Promise<Installed> {
  const target = aTarget(different);
  const made = queues.build(queues.inputs.parse(undefined), target);
  const built = {
    ...target.built,
    resources: made.resources!,
    environment: [...made.environment!, ...database],
    metaItems: [{ services: ["core", "datasource-api"], directory: "db" }],
  };
  const stored = parameters.build({ ...parameters.inputs.parse(undefined), ...inputs } as never, { ...target, built });
  const graph = graphOf([...made.resources!, ...stored.resources!]);
  const owner = ownershipOf("prd", {});
  const look = async () => {
    const seen = await survey(graph, aws, { owner, kinds: [sqsQueue, ssmParameter] });
    return { seen, plan: planFor(seen, owner, aws.region) };
  };
  const { seen, plan } = await look();
  const { outcomes } = await carryOut(plan, seen, aws, { owner, prune: false });
  expect(outcomes.filter(({ status }) => status !== "done")).toEqual([]);
  return { look };
}
