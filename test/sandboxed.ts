import type { Clock } from "../src/aws/clock";
import { type Aws, type Call, openSession } from "../src/aws/session";
import { type Account, accountOf, emptyState } from "../src/sandbox/account";
import { answererFor } from "../src/sandbox/answer";

export interface World {
  readonly aws: Aws;
  readonly account: Account;
  /** Every call that was sent, in order. */
  readonly calls: Call[];
}

/** Time that passes at once. */
export function instantClock(): Clock & { slept: number } {
  const clock = {
    slept: 0,
    now: () => clock.slept,
    async sleep(ms: number) {
      clock.slept += ms;
    },
  };
  return clock;
}

/**
 * An empty sandbox account in memory, with real SDK clients in front of it.
 *
 * @param refuse throws for the calls that this account does not answer
 */
export async function sandboxed(
  prepare: (account: Account) => void = () => {},
  refuse: (call: Call) => void = () => {},
): Promise<World> {
  const account = accountOf(emptyState());
  prepare(account);
  const calls: Call[] = [];
  const answer = answererFor(account);
  const aws = await openSession({
    region: account.region,
    clock: instantClock(),
    answer: async (call) => {
      calls.push(call);
      refuse(call);
      return answer(call);
    },
    settings: { credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" } },
  });
  calls.length = 0;
  return { aws, account, calls };
}
