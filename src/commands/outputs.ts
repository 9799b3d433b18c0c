import type { Look } from "../engine/ref";
import type { Resource } from "../engine/resource";
import { scanPrincipals } from "../steps/cluster";
import type { Opened } from "./open";

/** What others need to know of an installation, as `outputs` of the contract. */
export interface Outputs {
  readonly roleArns: Readonly<Record<string, string>>;
  readonly queueUrls: Readonly<Record<string, string>>;
  /** ARNs of the roles that enter the scanned AWS accounts: whom the role there has to trust. */
  readonly scanPrincipals: readonly string[];
  readonly userPoolId?: string;
  /** A host of one's own for the sign-in pages, and what its record has to point to. */
  readonly signInDomain?: { readonly host: string; readonly target: string };
  readonly consoleUrl: string;
  readonly apiUrl?: string;
}

/** Whether {@link outputsOf} tells something of it. */
export const isTold = ({ kind }: Resource): boolean =>
  ["role", "queue", "user-pool", "user-pool-domain"].includes(kind.noun);

/** Gathers what the resources of the graph have turned out to be; what is not known is left out. */
export function outputsOf({ graph, config, target }: Pick<Opened, "graph" | "config" | "target">, look: Look): Outputs {
  const outputs = (noun: string, field: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      graph.resources
        .filter(({ kind }) => kind.noun === noun)
        .map(({ address, name }) => [name, look({ address, field })])
        .filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  const [userPoolId] = Object.values(outputs("user-pool", "id"));
  const { domain: host } = config.auth.type === "cognito" ? config.auth.cognito : {};
  const [pointsTo] = Object.values(outputs("user-pool-domain", "target"));
  const { consoleHost, apiHost } = config.ingress;
  return {
    roleArns: outputs("role", "arn"),
    queueUrls: outputs("queue", "url"),
    scanPrincipals: scanPrincipals(target)
      .map((address) => look({ address, field: "arn" }))
      .filter((arn) => typeof arn === "string"),
    ...(userPoolId ? { userPoolId } : {}),
    ...(host && pointsTo ? { signInDomain: { host, target: pointsTo } } : {}),
    consoleUrl: `https://${consoleHost}`,
    ...(apiHost ? { apiUrl: `https://${apiHost}` } : {}),
  };
}
