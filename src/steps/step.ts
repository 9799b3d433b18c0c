import type * as z from "zod";
import type { Statement } from "../aws/policy-document";
import type { Address, Declared } from "../engine/ref";
import type { Resource } from "../engine/resource";
import type { Secret } from "../secret";
import type { Text } from "../text";
import type { Resolved } from "./asked";

/** Turns the answers to a few questions into resources. Pure: a step never sees a client or a terminal. */
export interface Step<Inputs extends z.ZodType = z.ZodType> {
  /** Its key in the config file. */
  readonly section: string;
  readonly title: Text;
  /** The schema of its section: also the questions. */
  readonly inputs: Inputs;
  build(inputs: Resolved<z.output<Inputs>>, target: Target): Built;
}

/** Keeps the type of the inputs without writing it twice. */
export const step = <Inputs extends z.ZodType>(one: Step<Inputs>): Step<Inputs> => one;

/** What all steps are told. */
export interface Target {
  readonly env: string;
  readonly region: string;
  readonly account: string;
  readonly partition: string;
  /** `<namePrefix>-<env>-<thing>`, for what is no resource. */
  named(thing: string): string;
  /** The AWS name of a thing of ours: what the config's `names` says for its address, else {@link named}. */
  nameOf(kind: { readonly noun: string }, thing: string): string;
  /** An ARN in this account and region; `region: ""` or `account: ""` for services that leave them out. */
  arn(service: string, resource: string, where?: { readonly region?: string; readonly account?: string }): string;
  readonly namePrefix: string;
  readonly dataSources: readonly string[];
  /** Answers of one section that other steps need too. */
  readonly consoleHost: string;
  readonly apiHost: string | undefined;
  readonly namespace: string;
  readonly serviceAccounts: "shared" | "per-service";
  /** Name of the EKS cluster. */
  readonly cluster: string;
  /** Whether the CloudWatch agent has a role of ours. */
  readonly agentRole: boolean;
  /** Alias or ARN of the key that encrypts queues and parameters; undefined: keys that AWS keeps. */
  readonly kmsKey: string | undefined;
  /** Where secrets are stored. */
  readonly store: "parameter-store" | "secrets-manager";
  /** What the steps before have built, together. */
  readonly built: Required<Built>;
}

/** What a step wants, and what the rest has to know about it. */
export interface Built {
  readonly resources?: readonly Resource[];
  /** What RISKEN's services shall find in their environment. */
  readonly environment?: readonly Variable[];
  /** What services list in their meta config before their usual directories. */
  readonly metaItems?: readonly MetaItem[];
  /** What the pods' roles have to allow. */
  readonly permissions?: readonly Permission[];
  /** The actions that make a listener rule let in only people who have signed in; put before the forward action. */
  readonly authentication?: readonly Declared<object>[];
}

/** One environment variable of RISKEN's services. */
export interface Variable {
  /** Parameter directory below the env root, as in `aws/common`. */
  readonly directory: string;
  /** As in `AWS_PORTSCAN_QUEUE_URL`. */
  readonly name: string;
  /** Undefined: not ours to say, what is stored stays. A {@link Secret} becomes a SecureString. */
  readonly value: Declared<string | Secret> | undefined;
  /** What has to be in place before it says so: see `Resource.after`. */
  readonly after?: readonly Address[];
  /** Stored as a secret also where the value is a mark whose value nobody knows yet. */
  readonly secret?: true;
  /** Made up once for the user: a secret of its own in Secrets Manager, see `secretOf`. */
  readonly alone?: true;
}

/** An item of a meta config, in env-injector's own words. */
export interface MetaItem {
  /** Ids of RISKEN's services. */
  readonly services: readonly string[];
  /** Below the env root. */
  readonly directory?: string;
  readonly secret?: {
    readonly secret_name: Declared<string>;
    readonly env_prefix?: string;
    readonly capitalize?: boolean;
  };
}

/** One statement for the roles of some services. */
export interface Permission {
  /** Ids of RISKEN's services. */
  readonly services: readonly string[];
  readonly statement: Declared<Statement>;
}
