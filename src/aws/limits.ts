import limit from "p-limit";
import { isRead } from "./actions";
import type { Clock } from "./clock";
import type { ServiceName } from "./services";

/** Requests a second that AWS grants, and how many it takes at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

interface Limits {
  /** Reads in flight. */
  readonly reads: number;
  /** Writes in flight. */
  readonly writes: number;
  readonly rates?: Readonly<Record<string, Rate>>;
}

const usual: Limits = { reads: 8, writes: 4 };

/**
 * What is in flight at most, per service: below AWS's own limits, so that a run leaves room for others.
 * IAM: one control plane and undisclosed rates, one write at a time. ELBv2: modifying calls share a small bucket.
 * Parameter Store: 40 reads and 3 PutParameter a second by default
 * (https://docs.aws.amazon.com/general/latest/gr/ssm.html).
 */
const limits: Readonly<Partial<Record<ServiceName, Limits>>> = {
  sqs: { reads: 48, writes: 8 },
  // A little below the 3 a second of AWS: requests overtake each other on the way, and none shall be refused.
  ssm: { reads: 24, writes: 3, rates: { PutParameter: { perSecond: 2.8, burst: 3 } } },
  iam: { reads: 8, writes: 1 },
  elbv2: { reads: 8, writes: 1 },
  cognito: { reads: 5, writes: 1 },
  kms: { reads: 8, writes: 1 },
};

/** Waits for its turn, then calls. One for each service of a session. */
export type Gate = <T>(operation: string, call: () => Promise<T>) => Promise<T>;

/**
 * @param concurrency calls in flight over all services, 0 for no limit beyond those of the services
 * @param rated whether the other side counts requests a second, as AWS does and the sandbox doesn't
 */
export function gates(clock: Clock, concurrency: number, rated: boolean): (service: ServiceName) => Gate {
  const made = new Map<ServiceName, Gate>();
  const all = limit(concurrency || Number.POSITIVE_INFINITY);
  return (service) => {
    const { rates = {}, ...inFlight } = limits[service] ?? usual;
    const gate = made.get(service) ?? gateOf({ ...inFlight, rates: rated ? rates : {} }, clock, all);
    made.set(service, gate);
    return gate;
  };
}

function gateOf({ reads, writes, rates = {} }: Limits, clock: Clock, all: ReturnType<typeof limit>): Gate {
  const reading = limit(reads);
  const writing = limit(writes);
  const buckets = new Map(Object.entries(rates).map(([operation, rate]) => [operation, tokenBucket(rate, clock)]));
  return async (operation, call) => {
    const turn = isRead(operation) ? reading : writing;
    return turn(async () => {
      await buckets.get(operation)?.();
      return all(call);
    });
  };
}

/** Answers when the next request may go: as early as the rate allows, never earlier. */
export function tokenBucket({ perSecond, burst }: Rate, clock: Clock): () => Promise<void> {
  const interval = 1000 / perSecond;
  // The moment at which the bucket would be full again if nobody took from it.
  let full = clock.now();
  return async () => {
    const now = clock.now();
    full = Math.max(full, now) + interval;
    const wait = full - now - burst * interval;
    if (wait > 0) await clock.sleep(Math.ceil(wait));
  };
}
