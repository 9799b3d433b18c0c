/** The role that RISKEN assumes in every account it scans. */
export interface ScanRole {
  /** The same in all accounts: RISKEN's own roles may assume just this one. */
  readonly name: string;
  /**
   * ARN of RISKEN's roles, with a wildcard: `arn:aws:iam::123456789012:role/risken/prd/*` is true of the one role that all pods
   * share and of one role for each service. Undefined where nobody knows it: then whoever deploys the template says it.
   */
  readonly principal: string | undefined;
}

/** What an ARN of RISKEN's roles looks like, with wildcards. */
export const PRINCIPAL_PATTERN = "^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$";
/** What STS takes for an external ID (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html). */
export const externalId = { pattern: "^[a-zA-Z0-9_+=,.@:/-]+$", least: 2, most: 1224 } as const;

/** What a person reads in the templates. */
export const says = {
  role: "Lets RISKEN look at this account",
  principal: "ARN of the roles that RISKEN's pods run with, with * as a wildcard",
  externalId: "The external ID that RISKEN's console made for this account's data sources",
  arn: "For the data sources in RISKEN's console",
};
