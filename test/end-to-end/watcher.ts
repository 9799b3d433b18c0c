import { parsePolicy } from "../../src/aws/policy-document";
import { type Context, decide } from "../../src/aws/policy-evaluation";
import { parseMeta, resolveEnvironment, type Stored } from "../../src/risken/env-injector";
import { scanQueues } from "../../src/risken/queues";
import { type Service, services } from "../../src/risken/services";
import type { Account } from "../../src/sandbox/account";
import { certificates } from "../../src/sandbox/acm";
import { type ListenerRow, listeners, type RuleRow, rules } from "../../src/sandbox/elbv2-tables";
import { roleArn, roles } from "../../src/sandbox/iam-tables";
import { keys } from "../../src/sandbox/kms";
import { zones } from "../../src/sandbox/route53";
import { type SecretRow, secrets } from "../../src/sandbox/secretsmanager";
import { queues } from "../../src/sandbox/sqs";

/** How RISKEN's pods are deployed: what only a rollout changes. */
export interface Deployed {
  readonly env: string;
  readonly namespace: string;
  readonly scanRole: string;
  /** Service account and the ARN of its role, by service. */
  readonly accounts: ReadonlyMap<string, { readonly name: string; readonly role: string }>;
}

/** A pod that runs, with what it has loaded when it started. */
export interface Pod {
  readonly service: Service;
  readonly variables: ReadonlyMap<string, string>;
  readonly deployed: Deployed;
}

/** A call that a pod makes. */
interface Need {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

/** The account, read at one moment, past every cache and every lag. */
export interface Moment {
  /** What pods that start now would get, and what keeps them from it. */
  start(deployed: Deployed): { readonly pods: readonly Pod[]; readonly wrong: readonly string[] };
  /** What running pods may not do that they do, as `core: sqs:SendMessage arn:…`. */
  refused(pods: readonly Pod[]): readonly string[];
  /** Parameters that name a queue that isn't there. */
  danglingQueues(): readonly string[];
  /** All values of `CODE_DATA_KEY` that are stored anywhere. */
  dataKeys(): readonly string[];
  /** The host that `BASE_URL` names. */
  consoleHost(): string | undefined;
  /** What is wrong with the way in to a console: nobody answers, or nobody signs in. */
  wayIn(host: string): readonly string[];
  /** Hosts to which one may come with a token, and with a forged identity as well. */
  unguarded(): readonly string[];
  /** Ids of all user pools. */
  pools(): readonly string[];
}

const deployable = services.filter(({ standard, meta }) => standard && meta !== undefined);

interface ParameterRow {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly keyId?: string;
}

/** @param env the first segment of every parameter path */
export function momentOf(account: Account, env: string): Moment {
  const parameters = account.table<ParameterRow>("ssm.parameters");
  const stored = storedIn(account);
  const ours = Object.values(parameters).filter(({ name }) => name.startsWith(`/${env}/`));

  const start: Moment["start"] = (deployed) => {
    const wrong: string[] = [];
    const pods = deployable.map((service): Pod => {
      const metaConfig = `/${env}/${service.meta}`;
      const { variables, problems } = resolveEnvironment({ service, metaConfig, manifest: {}, stored });
      const pod = { service, deployed, variables: new Map(variables.map(({ name, value }) => [name, value])) };
      const told = problems.filter(({ stopsPod }) => stopsPod).map(({ kind, subject }) => `${kind} ${subject}`);
      const denied = loads(account, metaConfig, stored).filter((need) => !allowed(account, pod, need));
      wrong.push(...[...told, ...denied.map(textOf)].map((text) => `${service.id} can't start: ${text}`));
      return pod;
    });
    return { pods, wrong };
  };

  return {
    start,
    refused: (pods) =>
      pods.flatMap((pod) => [
        ...(trusted(account, pod) ? [] : [`${pod.service.id}: its role doesn't trust it`]),
        ...uses(account, pod)
          .filter((need) => !allowed(account, pod, need))
          .map((need) => `${pod.service.id}: ${textOf(need)}`),
      ]),
    danglingQueues: () =>
      ours
        .filter(({ name, value }) => name.endsWith("_QUEUE_URL") && !queueAt(account, value))
        .map(({ name, value }) => `${name} says ${value}`),
    dataKeys: () => [
      ...new Set([
        ...ours.filter(({ name }) => name.endsWith("/CODE_DATA_KEY")).map(({ value }) => value),
        ...Object.values(secrets(account)).flatMap(({ text }) => {
          const value = objectIn(text).CODE_DATA_KEY;
          return typeof value === "string" ? [value] : [];
        }),
      ]),
    ],
    consoleHost: () => {
      const url = parameters[`/${env}/common/BASE_URL`]?.value;
      return url === undefined ? undefined : new URL(url).host;
    },
    wayIn: (host) => [
      ...unnamed(account, host),
      ...[
        ["/", "web"],
        ["/api/v1/signin", "api"],
      ].flatMap(([path]) => {
        const rule = ruleFor(account, { host, path: path!, headers: [] });
        if (!rule) return [`nothing takes https://${host}${path}`];
        const [first, last] = [rule.actions[0]!, rule.actions.at(-1)!];
        if (!first.Type!.startsWith("authenticate-")) return [`nobody signs in at https://${host}${path}`];
        return last.Type === "forward" ? [] : [`https://${host}${path} leads nowhere`];
      }),
    ],
    unguarded: () =>
      Object.values(rules(account))
        .filter((rule) => rule.actions.some(({ Type }) => Type === "forward") && !signsIn(rule))
        .flatMap((rule) => hostsOf(rule))
        .filter((host) => {
          const forged = { host, path: "/api/v1/finding", headers: ["x-amzn-oidc-identity"] };
          return ruleFor(account, forged)?.actions.some(({ Type }) => Type === "forward");
        }),
    pools: () => Object.keys(account.table("cognito.pools")),
  };
}

/** What keeps people from a host by its name, where the config sees to names and certificates. */
function unnamed(account: Account, host: string): readonly string[] {
  const records = Object.values(zones(account)).flatMap((zone) => zone.records);
  const aliases = records.filter(({ AliasTarget }) => AliasTarget !== undefined);
  const ordered = Object.values(certificates(account)).filter(({ tags }) => tags?.["risken-aws:env"] !== undefined);
  const served = Object.values(listeners(account)).flatMap(({ certificateArn, moreCertificateArns = [] }) => [
    certificateArn,
    ...moreCertificateArns,
  ]);
  const named = ordered.filter(({ arn }) => served.includes(arn)).flatMap(({ names }) => names);
  return [
    ...(aliases.length > 0 && !aliases.some(({ Name }) => Name === `${host}.`) ? [`no record leads to ${host}`] : []),
    ...(named.length > 0 && !named.includes(host) ? [`no certificate is for ${host}`] : []),
  ];
}

const textOf = ({ action, resource }: Need) => `${action} ${resource}`;

function storedIn(account: Account): Stored {
  const parameters = account.table<ParameterRow>("ssm.parameters");
  return {
    parameter: (name) => parameters[name],
    directory: (path) =>
      Object.values(parameters)
        .filter(({ name }) => name.startsWith(`${path}/`))
        .map(({ name, value, type }) => ({ name, value, secure: type === "SecureString" })),
    secret: (id) => secretAt(account, id)?.text,
  };
}

const secretAt = (account: Account, id: string): SecretRow | undefined =>
  Object.values(secrets(account)).find(({ name, arn }) => name === id || arn === id);

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const queueAt = (account: Account, url: string) => queues(account)[url.split("/").at(-1)!];

/** ARN of a key of the account by id, ARN or alias; undefined for those of AWS, which ask for nothing. */
function keyArn(account: Account, named: string | undefined): string | undefined {
  if (!named || named.includes("alias/aws/")) return undefined;
  const found = Object.values(keys(account)).find(({ id, aliases }) =>
    [id, ...aliases].some((one) => named.endsWith(one)),
  );
  return found?.manager === "CUSTOMER" ? account.arn("kms", `key/${found.id}`) : undefined;
}

const viaKey = (
  account: Account,
  key: string | undefined,
  via: string,
  ...actions: readonly string[]
): readonly Need[] =>
  key === undefined
    ? []
    : actions.map((action) => ({
        action,
        resource: key,
        context: { "kms:ViaService": `${via}.${account.region}.amazonaws.com` },
      }));

/** What env-injector calls before a program starts. */
function loads(account: Account, metaConfig: string, stored: Stored): readonly Need[] {
  const arn = (name: string) => account.arn("ssm", `parameter${name}`);
  const need = (action: string, resource: string): Need => ({ action, resource, context: {} });
  const items = parseMeta(stored.parameter(metaConfig)?.value ?? "") ?? [];
  return [
    need("ssm:GetParameter", arn(metaConfig)),
    ...items.flatMap(({ directory, secret }) => {
      const table = account.table<ParameterRow>("ssm.parameters");
      const encrypted = stored.directory(directory).filter(({ secure }) => directory && secure);
      const kept = secret ? secretAt(account, secret) : undefined;
      return [
        ...(directory ? [need("ssm:GetParametersByPath", arn(directory))] : []),
        ...encrypted.flatMap(({ name }) => viaKey(account, keyArn(account, table[name]!.keyId), "ssm", "kms:Decrypt")),
        ...(kept ? [need("secretsmanager:GetSecretValue", kept.arn)] : []),
        ...viaKey(account, keyArn(account, kept?.kmsKeyId), "secretsmanager", "kms:Decrypt"),
      ];
    }),
  ];
}

/** What a program calls with what it has loaded. A queue that is gone is nobody's to call. */
function uses(account: Account, { service, variables, deployed }: Pod): readonly Need[] {
  const known = scanQueues.flatMap((queue) => {
    const url = variables.get(`${queue.variable}_QUEUE_URL`);
    const row = url ? queueAt(account, url) : undefined;
    return row ? [{ queue, row }] : [];
  });
  return [
    ...known.flatMap(({ queue, row }) => {
      const key = keyArn(account, row.attributes.KmsMasterKeyId);
      const resource = account.arn("sqs", row.name);
      const call = (action: string): Need => ({ action, resource, context: { "aws:SecureTransport": "true" } });
      return [
        ...(service.produces
          ? [call("sqs:SendMessage"), ...viaKey(account, key, "sqs", "kms:Decrypt", "kms:GenerateDataKey")]
          : []),
        ...(service.consumes === queue.name
          ? [call("sqs:ReceiveMessage"), call("sqs:DeleteMessage"), ...viaKey(account, key, "sqs", "kms:Decrypt")]
          : []),
      ];
    }),
    ...(service.assumesScanRole && known.some(({ queue }) => queue.dataSource === "aws")
      ? [{ action: "sts:AssumeRole", resource: `arn:aws:iam::210987654321:role/${deployed.scanRole}`, context: {} }]
      : []),
  ];
}

const roleOf = (account: Account, { service, deployed }: Pod) => {
  const arn = deployed.accounts.get(service.id)!.role;
  return Object.values(roles(account)).find((role) => roleArn(account, role) === arn);
};

function allowed(account: Account, pod: Pod, { action, resource, context }: Need): boolean {
  const role = roleOf(account, pod);
  if (!role) return false;
  return (
    decide({ identity: Object.values(role.policies).map(parsePolicy) }, { action, resource, context }) === "allowed"
  );
}

function trusted(account: Account, pod: Pod): boolean {
  const role = roleOf(account, pod);
  const [provider] = Object.keys(account.table("iam.oidc-providers"));
  if (!role || !provider) return false;
  const host = provider.slice(provider.indexOf("/") + 1);
  const { namespace, accounts } = pod.deployed;
  const context = {
    [`${host}:sub`]: `system:serviceaccount:${namespace}:${accounts.get(pod.service.id)!.name}`,
    [`${host}:aud`]: "sts.amazonaws.com",
  };
  const asked = { action: "sts:AssumeRoleWithWebIdentity", resource: roleArn(account, role), context };
  const principal = { Federated: provider };
  return decide({ identity: [parsePolicy(role.trust)] }, { ...asked, principal }) === "allowed";
}

interface Request {
  readonly host: string;
  readonly path: string;
  readonly headers: readonly string[];
}

/** The rule that takes a request: the first whose conditions are all met. */
function ruleFor(account: Account, request: Request): RuleRow | undefined {
  const https = Object.values(listeners(account)).filter(({ protocol }: ListenerRow) => protocol === "HTTPS");
  return Object.values(rules(account))
    .filter(({ listenerArn }) => https.some(({ arn }) => arn === listenerArn))
    .sort((one, other) => one.priority - other.priority)
    .find((rule) => takes(rule, request));
}

const takes = ({ conditions }: RuleRow, { host, path, headers }: Request): boolean =>
  conditions.every(({ Field, Values, HostHeaderConfig, PathPatternConfig, HttpHeaderConfig }) => {
    switch (Field) {
      case "host-header":
        return (HostHeaderConfig?.Values ?? Values ?? []).includes(host);
      case "path-pattern":
        return (PathPatternConfig?.Values ?? Values ?? []).some((one) => path.startsWith(one.replace(/\*$/, "")));
      case "http-header":
        return headers.includes(HttpHeaderConfig!.HttpHeaderName!);
      // Whoever asks comes from where one may come from.
      default:
        return Field === "source-ip";
    }
  });

const signsIn = ({ actions }: RuleRow) => actions.some(({ Type }) => Type!.startsWith("authenticate-"));

const hostsOf = ({ conditions }: RuleRow): readonly string[] =>
  conditions.flatMap(({ Field, Values, HostHeaderConfig }) =>
    Field === "host-header" ? (HostHeaderConfig?.Values ?? Values ?? []) : [],
  );
