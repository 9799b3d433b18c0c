import { dnsSuffixOf, partitionOf } from "../aws/partition";
import type { CommandsOf, OperationOf, ServiceName } from "../aws/services";
import type { InputOf, OutputOf } from "../aws/session";

/** All that an account holds, as it stands in the sandbox's file. Plain JSON. */
export interface State {
  readonly version: 1;
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** Where the next made-up identifier comes from. */
  counter: number;
  /** Rows by table (`sqs.queues`) and by whatever the service finds them by. */
  readonly tables: Record<string, Record<string, unknown>>;
}

/** An AWS account that lives in a plain value. Services read and change its tables in place. */
export interface Account {
  readonly id: string;
  readonly region: string;
  readonly partition: string;
  /** What the names of AWS's hosts end with here. */
  readonly dnsSuffix: string;
  readonly state: State;
  /** A table, made when it is first asked for. */
  table<Row>(name: string): Record<string, Row>;
  /** A number that was never used before in this account. */
  next(): number;
  /** An identifier of hexadecimal digits, as AWS makes them, different every time. */
  hex(digits: number): string;
  arn(service: string, resource: string, where?: { readonly region?: string; readonly account?: string }): string;
  now(): Date;
}

export const emptyState = (account = "123456789012", region = "ap-northeast-1"): State => ({
  version: 1,
  account,
  region,
  counter: 0,
  tables: {},
});

export function accountOf(state: State, now: () => Date = () => new Date()): Account {
  const { account: id, region } = state;
  const partition = partitionOf(region);
  const next = () => ++state.counter;
  return {
    id,
    region,
    partition,
    dnsSuffix: dnsSuffixOf(partition),
    state,
    now,
    next,
    table<Row>(name: string) {
      state.tables[name] ??= {};
      return state.tables[name] as Record<string, Row>;
    },
    hex: (digits) => mixed(next()).slice(0, digits).padEnd(digits, "0"),
    arn: (service, resource, where = {}) =>
      `arn:${partition}:${service}:${where.region ?? region}:${where.account ?? id}:${resource}`,
  };
}

/** 64 hexadecimal digits that look random and are the same for the same number, so that a run can be repeated. */
function mixed(seed: number): string {
  let digits = "";
  let value = Math.imul(seed, 0x9e3779b1) >>> 0;
  for (let round = 0; round < 8; round++) {
    value ^= value >>> 15;
    value = Math.imul(value, 0x2c1b3c6d) >>> 0;
    value ^= value >>> 12;
    value = Math.imul(value, 0x297a2d39) >>> 0;
    value ^= value >>> 15;
    digits += (value >>> 0).toString(16).padStart(8, "0");
    value = (value + seed + round) >>> 0;
  }
  return digits;
}

/** How one service of the sandbox answers: every operation that the tool can send, in AWS's own shapes. */
export type Answers<S extends ServiceName> = {
  readonly [O in OperationOf<S>]: (
    input: Readonly<InputOf<CommandsOf<S>[O]>>,
    account: Account,
  ) => Omit<OutputOf<CommandsOf<S>[O]>, "$metadata">;
};

/** An error as the SDK hands it over: `name` is the modelled shape, `Code` what the wire said where the two differ. */
export function awsError(
  name: string,
  message: string,
  { status = 400, code }: { readonly status?: number; readonly code?: string } = {},
): Error {
  const error = new Error(message);
  error.name = name;
  return Object.assign(error, {
    $fault: status < 500 ? "client" : "server",
    $metadata: { httpStatusCode: status, requestId: "sandbox", attempts: 1 },
    ...(code ? { Code: code } : {}),
  });
}
