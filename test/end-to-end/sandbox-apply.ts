import { type Aws, type Call, openSession, type SessionOptions } from "../../src/aws/session";
import { ownershipOf } from "../../src/commands/ownership";
import { parseConfig } from "../../src/config/load";
import { configSchema } from "../../src/config/schema";
import { resolveSecrets } from "../../src/config/secrets";
import { carryOut, type Outcome } from "../../src/engine/carry-out";
import { carryOutRemoval } from "../../src/engine/carry-out-removal";
import { type Plan, planFor } from "../../src/engine/plan";
import { planRemoval } from "../../src/engine/removal";
import { type Survey, survey } from "../../src/engine/survey";
import { kinds } from "../../src/kinds";
import { type Account, accountOf, emptyState, type State } from "../../src/sandbox/account";
import { answererFor } from "../../src/sandbox/answer";
import { freshAccount } from "../../src/sandbox/fresh";
import { graphFor, type Wish } from "../../src/steps/graph";
import { instantClock } from "../sandboxed";
import type { Config } from "./sandbox-place";

/** An account as a fresh sandbox holds it, in memory. */
export function freshSandbox(): Account {
  const account = accountOf(emptyState());
  freshAccount(account);
  return account;
}

/** The same account as a value of its own. */
export const copyOf = ({ state }: Account): State => structuredClone(state);

export interface Session {
  readonly aws: Aws;
  /** What the config wants. */
  wish(): Promise<Wish>;
  /** What `plan` would find. */
  plan(): Promise<Plan>;
  /** What `apply` does: survey, plan, carry out; with `--prune` also what is only done when told. */
  apply(how?: { readonly prune: boolean }): Promise<readonly Outcome[]>;
  /** What `destroy --delete-data` does. */
  destroy(): Promise<readonly Outcome[]>;
}

interface Settings extends Pick<SessionOptions, "clock" | "rated"> {
  /** Where references to secrets look. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A run of the program's own pieces in this process, on an account in memory.
 *
 * @param between stands between the program and AWS: it may look at a call, refuse it, or lose its answer
 */
export async function sessionOn(
  account: Account,
  config: Config,
  options: Settings = {},
  between: (call: Call, answer: () => Promise<object>) => Promise<object> = (_, answer) => answer(),
): Promise<Session> {
  const answer = answererFor(account);
  const aws = await openSession({
    region: account.region,
    clock: options.clock ?? instantClock(),
    rated: options.rated ?? false,
    concurrency: options.rated ? 0 : 1,
    answer: (call) => between(call, () => answer(call)),
    settings: { credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" } },
  });
  const parsed = parseConfig(config, "the test");
  const owner = ownershipOf(parsed.env, parsed.tags);

  const wish = async (): Promise<Wish> =>
    graphFor(await resolveSecrets(configSchema, parsed, { env: options.env ?? {}, cwd: "/nowhere", aws }), aws);
  const seenBy = async (removing?: true): Promise<Survey> =>
    survey((await wish()).graph, aws, { owner, kinds, removing });
  const look = async (): Promise<readonly [Survey, Plan]> => {
    const seen = await seenBy();
    return [seen, planFor(seen, owner, aws.region)];
  };
  return {
    aws,
    wish,
    plan: async () => (await look())[1],
    apply: async ({ prune } = { prune: false }) => {
      const [seen, plan] = await look();
      if (plan.refusals.length > 0) throw plan.refusals[0];
      return (await carryOut(plan, seen, aws, { owner, prune })).outcomes;
    },
    destroy: async () => {
      const seen = await seenBy(true);
      const plan = planRemoval(seen, owner, { deleteData: true, deleteAdopted: false, named: [] });
      return carryOutRemoval(plan, seen, aws, { deleteData: true });
    },
  };
}

/** What isn't as wanted, in words that a failing test can show. */
export const pending = ({ changes }: Pick<Plan, "changes">): readonly string[] =>
  changes
    .filter(({ action }) => action !== "none")
    .map(({ resource, action, fields }) =>
      [`${action} ${resource.address}`, ...fields.map(({ path }) => path)].join(" "),
    );
