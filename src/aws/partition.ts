/** A world of AWS of its own: nothing in one is known in another. */
export interface Partition {
  /** As in ARNs. */
  readonly id: string;
  /** What the names of its regions begin with. */
  readonly regions: string;
  /** What the names of its hosts end with. */
  readonly dnsSuffix: string;
  /** Whether Cognito has user pools there. */
  readonly userPools: boolean;
}

/**
 * All of them, the one that takes every other region last. Sources: the partitions that AWS's own SDKs know
 * (`@aws-sdk/core`, endpoints of botocore 1.43) and https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html.
 */
export const partitions: readonly Partition[] = [
  { id: "aws-cn", regions: "cn-", dnsSuffix: "amazonaws.com.cn", userPools: false },
  { id: "aws-us-gov", regions: "us-gov-", dnsSuffix: "amazonaws.com", userPools: true },
  { id: "aws-iso", regions: "us-iso-", dnsSuffix: "c2s.ic.gov", userPools: false },
  { id: "aws-iso-b", regions: "us-isob-", dnsSuffix: "sc2s.sgov.gov", userPools: false },
  { id: "aws-iso-e", regions: "eu-isoe-", dnsSuffix: "cloud.adc-e.uk", userPools: false },
  { id: "aws-iso-f", regions: "us-isof-", dnsSuffix: "csp.hci.ic.gov", userPools: false },
  { id: "aws-eusc", regions: "eusc-", dnsSuffix: "amazonaws.eu", userPools: true },
  { id: "aws", regions: "", dnsSuffix: "amazonaws.com", userPools: true },
];

/** The partition that everybody means who names none: RISKEN itself knows no other one. */
export const MAIN_PARTITION = "aws";

/** The partition that a region belongs to, for when nobody can be asked: a session has it from the caller's own ARN. */
export const partitionOf = (region: string): string => partitions.find(({ regions }) => region.startsWith(regions))!.id;

/** What the names of a partition's hosts end with, as in `amazonaws.com`. */
export const dnsSuffixOf = (partition: string): string => partitionNamed(partition).dnsSuffix;

/** A host of AWS, with its region as the first group; those for IPv6 too end otherwise. */
export const hostsOfAws = new RegExp(
  `\\.([a-z0-9-]+)\\.(?:${[...partitions.map(({ dnsSuffix }) => dnsSuffix), "api.aws"].join("|").replaceAll(".", "\\.")})`,
);

/** Facts about a partition; of one that came after us, those of the main one. */
export const partitionNamed = (partition: string): Partition =>
  partitions.find(({ id }) => id === partition) ?? partitions.at(-1)!;
