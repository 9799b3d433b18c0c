import { type ServiceName, services } from "../../src/aws/services";
import type { InputOf, OutputOf } from "../../src/aws/session";
import type { Account } from "../../src/sandbox/account";
import { answererFor } from "../../src/sandbox/answer";
import { besides } from "./besides";

/** What AWS sells of the services in which things are spoilt: more than the tool itself ever sends. */
const modules = {
  acm: () => import("@aws-sdk/client-acm"),
  autoscaling: () => import("@aws-sdk/client-auto-scaling"),
  cloudwatch: () => import("@aws-sdk/client-cloudwatch"),
  cognito: () => import("@aws-sdk/client-cognito-identity-provider"),
  ec2: () => import("@aws-sdk/client-ec2"),
  elbv2: () => import("@aws-sdk/client-elastic-load-balancing-v2"),
  iam: () => import("@aws-sdk/client-iam"),
  kms: () => import("@aws-sdk/client-kms"),
  logs: () => import("@aws-sdk/client-cloudwatch-logs"),
  route53: () => import("@aws-sdk/client-route-53"),
  secretsmanager: () => import("@aws-sdk/client-secrets-manager"),
  sns: () => import("@aws-sdk/client-sns"),
  sqs: () => import("@aws-sdk/client-sqs"),
  ssm: () => import("@aws-sdk/client-ssm"),
  xray: () => import("@aws-sdk/client-xray"),
} satisfies Partial<Record<ServiceName, () => Promise<object>>>;

type Modules = typeof modules;
type Operations<M> = {
  readonly [C in keyof M as C extends `${infer Operation}Command` ? Operation : never]: (
    input: InputOf<M[C]>,
  ) => Promise<OutputOf<M[C]>>;
};

/** Somebody at work behind the tool's back: plain AWS calls, as in `by.sqs.SetQueueAttributes({ … })`. */
export type Hands = { readonly [S in keyof Modules]: Operations<Awaited<ReturnType<Modules[S]>>> };

type Send = (service: keyof Modules, operation: string, input: object) => Promise<object>;

/** Hands in a sandbox account. */
export function handsIn(account: Account): Hands {
  const answer = answererFor(account);
  return handsBy(async (service, operation, input) => {
    const own = besides[`${service} ${operation}`];
    return own ? own(input as never, account) : answer({ service, operation, input });
  });
}

/** Hands in an account on a server of the test. */
export function handsAt(endpoint: string, region: string): Hands {
  const settings = { endpoint, region, credentials: { accessKeyId: "testing", secretAccessKey: "testing" } };
  const clients = new Map<string, Promise<{ send(command: object): Promise<object> }>>();
  const clientOf = (service: ServiceName) => {
    const client = clients.get(service) ?? makeClient(service, settings);
    clients.set(service, client);
    return client;
  };
  return handsBy(async (service, operation, input) => {
    const all = (await modules[service]()) as unknown as Record<string, new (input: object) => object>;
    return (await clientOf(service)).send(new all[`${operation}Command`]!(input));
  });
}

async function makeClient(service: ServiceName, settings: object) {
  const { Client } = await services[service]();
  return new (Client as new (settings: object) => { send(command: object): Promise<object> })(settings);
}

const handsBy = (send: Send): Hands =>
  Object.fromEntries(
    (Object.keys(modules) as (keyof Modules)[]).map((service) => [
      service,
      new Proxy({}, { get: (_, operation: string) => (input: object) => send(service, operation, input) }),
    ]),
  ) as unknown as Hands;
