import { type Account, awsError } from "./account";

/** What IAM keeps of roles and policies, and how it is found. */

export interface Role {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly created: string;
  description: string;
  maxSessionDuration: number;
  trust: string;
  boundary?: string;
  readonly policies: Record<string, string>;
  readonly attached: string[];
  /** When somebody last worked with it, ISO 8601. */
  lastUsed?: string;
  readonly tags: Record<string, string>;
}

/** By name in lower case: IAM doesn't tell names apart by case. */
export const roles = (account: Account) => account.table<Role>("iam.roles");

export const roleArn = (account: Account, { path, name }: Role): string =>
  account.arn("iam", `role${path}${name}`, { region: "" });

/** Documents of managed policies, by ARN. */
const policies = (account: Account) => account.table<{ readonly document: string }>("iam.policies");

/** Puts a managed policy into the account. */
export function addManagedPolicy(account: Account, arn: string, document: object): void {
  policies(account)[arn] = { document: JSON.stringify(document) };
}

/** The one of AWS's own policies that people attach when nothing else works. */
const administrator = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };

/** The document of a managed policy, or undefined. */
export const documentOf = (account: Account, arn: string): string | undefined =>
  /:iam::aws:policy\/AdministratorAccess$/.test(arn) ? JSON.stringify(administrator) : policies(account)[arn]?.document;

/** As RFC 3986 has it: also what JavaScript leaves alone. */
export const percentEncoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

export const absent = (message: string) => refused("NoSuchEntity", message, 404);

/** The SDK gives IAM's errors a suffix that the wire doesn't have. */
export const refused = (code: string, message: string, status: number) =>
  awsError(`${code}Exception`, message, { status, code });
