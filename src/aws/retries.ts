import type { ServiceName } from "./services";

/** A refusal that passes by itself and that the SDK doesn't retry. Times in milliseconds. */
interface Passing {
  readonly service: ServiceName;
  readonly name: RegExp;
  readonly message?: RegExp;
  readonly first: number;
  readonly giveUp: number;
}

/**
 * New principals reach the other services after seconds, and some services refuse two writers at once
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency).
 */
const passing: readonly Passing[] = [
  { service: "iam", name: /^MalformedPolicyDocument/, message: /principal/i, first: 2_000, giveUp: 120_000 },
  { service: "iam", name: /^ConcurrentModification/, first: 1_000, giveUp: 30_000 },
  { service: "sqs", name: /^InvalidAttributeValue/, message: /principal/i, first: 2_000, giveUp: 120_000 },
  { service: "sqs", name: /^(AWS\.SimpleQueueService\.)?QueueDeletedRecently/, first: 10_000, giveUp: 90_000 },
  { service: "ssm", name: /^TooManyUpdates/, first: 500, giveUp: 30_000 },
  { service: "elbv2", name: /^ResourceInUse/, first: 3_000, giveUp: 60_000 },
  // A certificate that was taken off a listener is in use for a while yet.
  { service: "acm", name: /^ResourceInUse/, first: 3_000, giveUp: 90_000 },
  // The agent may be making the group at the same moment.
  { service: "logs", name: /^OperationAborted/, first: 1_000, giveUp: 60_000 },
  { service: "autoscaling", name: /^ResourceContention/, first: 2_000, giveUp: 60_000 },
];

/** How long to wait before the next try, or undefined when trying again is of no use. */
export function retryAfter(service: ServiceName, error: unknown, tried: number, waited: number): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const rule = passing.find(
    (one) => one.service === service && one.name.test(error.name) && (one.message?.test(error.message) ?? true),
  );
  if (!rule || waited >= rule.giveUp) return undefined;
  return Math.min(rule.first * 2 ** tried, 15_000, rule.giveUp - waited);
}
