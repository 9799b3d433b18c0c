import { channel } from "node:diagnostics_channel";
import type { Command } from "@smithy/types";
import { blame } from "./blame";
import { type Clock, realClock } from "./clock";
import { gates } from "./limits";
import type { Patience } from "./patience";
import { retryAfter } from "./retries";
import { type CommandsOf, type OperationOf, type ServiceName, services } from "./services";

type Made<C> = C extends abstract new (...args: any) => infer I ? I : never;
/** What an operation is asked with. */
export type InputOf<C> = Made<C> extends Command<any, infer I, any, any, any> ? I : never;
/** What an operation answers. */
export type OutputOf<C> = Made<C> extends Command<any, any, any, infer O, any> ? O : never;

/** Sends one operation. `once`: never retried by the SDK, because two of them would make two things. */
export type Send<C> = (input: InputOf<C>, how?: { readonly once?: true }) => Promise<OutputOf<C>>;

/** A service: its operations under AWS's own names, as in `aws.sqs.GetQueueUrl({ QueueName })`. */
export type Service<S extends ServiceName> = { readonly [O in OperationOf<S>]: Send<CommandsOf<S>[O]> };

type Services = { readonly [S in ServiceName]: Service<S> };

/** An AWS account in one region, as kinds see it. */
export interface Aws extends Services {
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, … as the caller's own ARN says. */
  readonly partition: string;
  /** Who is calling. */
  readonly principal: string;
  readonly clock: Clock;
  /** For those that wait for minutes: see `patientlyLook`. */
  readonly patience: Patience;
  /** An ARN in this partition: `arn("sqs", "name")`. Pass `region: ""` or `account: ""` for services that leave them out. */
  arn(service: string, resource: string, where?: { readonly region?: string; readonly account?: string }): string;
  /** What was refused although the run went on without it: nothing is to be lost silently. Shared by all {@link fresh} ones. */
  readonly overlooked: unknown[];
  /** The same account with empty loaders: what it answers is read anew. */
  fresh(): Aws;
}

/** One call, as the tool's own watchers see it: `--verbose`, tests. */
export interface Call {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: object;
}

/** Answers a call instead of AWS. */
export type Answerer = (call: Call) => Promise<object>;

/** How the SDK's own clients are made, for one service. */
export interface ClientSettings {
  readonly region: string;
  readonly [setting: string]: unknown;
}

/**
 * Published to Node's diagnostics channels around every call, for whoever wants to watch a run
 * (https://nodejs.org/api/diagnostics_channel.html). The input may hold secrets and is never printed by the tool.
 */
export const callStarts = channel("risken-aws:call:start");
export const callEnds = channel("risken-aws:call:end");

export interface SessionOptions {
  readonly region: string;
  /** Settings that every client is made with: credentials, profile, endpoint. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Answers in the place of AWS: the sandbox. */
  readonly answer?: Answerer;
  readonly clock?: Clock;
  readonly patience?: Patience;
  /** Calls in flight over all services; 0, the default, leaves it to each service's own limit. */
  readonly concurrency?: number;
  /** False where nobody counts requests a second; true, the default, keeps to AWS's rates. */
  readonly rated?: boolean;
  /** Told of every call that has ended. */
  readonly watch?: (call: Call, ms: number, error?: unknown) => void;
}

/** Calls of services before it is known whose account it is: what {@link openSession} starts with. */
export function connect(options: SessionOptions): Services {
  const clock = options.clock ?? realClock;
  const gate = gates(clock, options.concurrency ?? 0, options.rated ?? true);
  const clients = new Map<string, Promise<{ send(command: object): Promise<object> }>>();

  const clientOf = (service: ServiceName, once: boolean) => {
    const id = `${service}${once ? " once" : ""}`;
    const client = clients.get(id) ?? makeClient(service, once, options);
    clients.set(id, client);
    return client;
  };

  const send = async (service: ServiceName, operation: string, input: object, once: boolean): Promise<object> => {
    const module = await services[service]();
    const Command = (module.commands as Record<string, new (input: object) => object>)[operation]!;
    const client = await clientOf(service, once);
    const call: Call = { service, operation, input };
    return gate(service)(operation, async () => {
      const started = clock.now();
      callStarts.publish(call);
      try {
        const answer = await client.send(new Command(input));
        options.watch?.(call, clock.now() - started);
        return answer;
      } catch (error) {
        blame(error, call);
        options.watch?.(call, clock.now() - started, error);
        throw error;
      } finally {
        callEnds.publish(call);
      }
    });
  };

  const sendPatiently = async (service: ServiceName, operation: string, input: object, once: boolean) => {
    let waited = 0;
    for (let tried = 0; ; tried++) {
      try {
        return await send(service, operation, input, once);
      } catch (error) {
        const wait = retryAfter(service, error, tried, waited);
        if (wait === undefined) throw error;
        await clock.sleep(wait);
        waited += wait;
      }
    }
  };

  const facade = (service: ServiceName) =>
    new Proxy(
      {},
      {
        get:
          (_, operation: string) =>
          (input: object, { once = false }: { readonly once?: boolean } = {}) =>
            sendPatiently(service, operation, input, once),
      },
    );
  return Object.fromEntries(
    (Object.keys(services) as ServiceName[]).map((service) => [service, facade(service)]),
  ) as unknown as Services;
}

/**
 * Opens the account that the credentials belong to. GetCallerIdentity is always the first call: it needs no
 * permission, and without credentials everything stops there, once.
 */
export async function openSession(options: SessionOptions): Promise<Aws> {
  const calls = connect(options);
  const identity = await calls.sts.GetCallerIdentity({});
  return accountOf(calls, identity.Account!, identity.Arn!, options);
}

function accountOf(
  calls: Services,
  account: string,
  principal: string,
  options: SessionOptions,
  overlooked: unknown[] = [],
): Aws {
  const { region } = options;
  const partition = principal.split(":")[1]!;
  return {
    ...calls,
    account,
    principal,
    region,
    partition,
    clock: options.clock ?? realClock,
    patience: options.patience ?? {},
    arn: (service, resource, where = {}) =>
      `arn:${partition}:${service}:${where.region ?? region}:${where.account ?? account}:${resource}`,
    overlooked,
    fresh: () => accountOf(calls, account, principal, options, overlooked),
  };
}

async function makeClient(service: ServiceName, once: boolean, options: SessionOptions) {
  const { Client } = await services[service]();
  const attempts = Math.max(8, Number(process.env.AWS_MAX_ATTEMPTS) || 0);
  const settings: ClientSettings = {
    ...options.settings,
    region: options.region,
    maxAttempts: once ? 1 : attempts,
    retryMode: "standard",
    logger: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
  };
  const client = new (Client as new (settings: object) => any)(settings);
  const { answer } = options;
  if (answer) {
    client.middlewareStack.add(
      (_next: unknown, context: { commandName?: string }) => async (args: { input: object }) => ({
        response: {},
        output: await answer({ service, operation: context.commandName!.replace(/Command$/, ""), input: args.input }),
      }),
      { step: "initialize", priority: "high", name: "answerInsteadOfAws" },
    );
  }
  return client as { send(command: object): Promise<object> };
}
