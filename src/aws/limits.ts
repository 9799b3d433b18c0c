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
 * (https://docs.aws.amazon.com/general/latest/gr/ssm.html). CloudWatch: 9 DescribeAlarms, 3 PutMetricAlarm and 3 DeleteAlarms
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html).
 */
const limits: Readonly<Partial<Record<ServiceName, Limits>>> = {
  sqs: { reads: 48, writes: 8 },
  // A little below the 3 a second of AWS, whose clock is another one.
  ssm: { reads: 24, writes: 3, rates: { PutParameter: { perSecond: 2.95, burst: 3 } } },
  iam: { reads: 8, writes: 1 },
  elbv2: { reads: 8, writes: 1 },
  cognito: { reads: 5, writes: 1 },
  kms: { reads: 8, writes: 1 },
  // It takes one change of a zone at a time.
  route53: { reads: 4, writes: 1 },
  cloudwatch: {
    reads: 8,
    writes: 3,
    rates: {
      DescribeAlarms: { perSecond: 8.8, burst: 9 },
      PutMetricAlarm: { perSecond: 2.95, burst: 3 },
      DeleteAlarms: { perSecond: 2.95, burst: 3 },
    },
  },
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
    const bucket = buckets.get(operation);
    return turn(() => (bucket ? bucket(() => all(call)) : all(call)));
  };
}

/**
 * Sends each call as early as the rate allows, and none so early that it is refused, however long it is on its way: what is
 * held up may arrive together with all that was sent after it. So a call counts as one that AWS has yet to take until it is
 * answered, and nothing is saved up for the time before that.
 */
export function tokenBucket({ perSecond, burst }: Rate, clock: Clock): <T>(call: () => Promise<T>) => Promise<T> {
  let tokens = burst;
  let filled = clock.now();
  let onTheWay = 0;
  let last = Promise.resolve();
  const fill = () => {
    const now = clock.now();
    // A clock that is put back takes nothing away.
    const gained = (Math.max(0, now - filled) / 1000) * perSecond;
    tokens = Math.min(burst - onTheWay, tokens + gained);
    filled = now;
  };
  const turn = async () => {
    for (fill(); tokens < 1; fill()) await clock.sleep(Math.ceil(((1 - tokens) / perSecond) * 1000));
    tokens -= 1;
    onTheWay += 1;
  };
  return async (call) => {
    last = last.then(turn);
    await last;
    try {
      return await call();
    } finally {
      fill();
      onTheWay -= 1;
    }
  };
}
