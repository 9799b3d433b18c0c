import type { Account, Answers } from "./account";
import { invalid, poolOf } from "./cognito-pools";

/** A domain of a user pool; prefixes of other accounts are in the table too, because they are taken. */
export interface DomainRow {
  readonly domain: string;
  readonly poolId: string;
  readonly account: string;
  /** A whole host instead of a prefix. */
  readonly custom: boolean;
  version: number;
  /** Of a whole host. */
  certificate?: string;
  /** What a whole host has to point to. */
  readonly target?: string;
}

const domains = (account: Account) => account.table<DomainRow>("cognito.domains");

export const domainAnswers: Pick<
  Answers<"cognito">,
  "CreateUserPoolDomain" | "DeleteUserPoolDomain" | "DescribeUserPoolDomain" | "UpdateUserPoolDomain"
> = {
  CreateUserPoolDomain({ Domain: domain = "", UserPoolId, CustomDomainConfig, ManagedLoginVersion = 1 }, account) {
    const { id } = poolOf(account, UserPoolId);
    const custom = CustomDomainConfig !== undefined;
    if (custom) checkHost(domain, CustomDomainConfig.CertificateArn);
    else checkPrefix(domain);
    const all = domains(account);
    if (all[domain]) throw invalid("Domain already associated with another user pool.");
    if (Object.values(all).some((row) => row.poolId === id && row.custom === custom)) {
      throw invalid("User pool already has a domain configured.");
    }
    const row: DomainRow = {
      domain,
      poolId: id,
      account: account.id,
      custom,
      version: ManagedLoginVersion,
      ...(custom && {
        certificate: CustomDomainConfig.CertificateArn,
        target: `d${account.hex(13)}.cloudfront.net`,
      }),
    };
    all[domain] = row;
    return { ManagedLoginVersion, ...(row.target && { CloudFrontDomain: row.target }) };
  },

  UpdateUserPoolDomain({ Domain, UserPoolId, CustomDomainConfig, ManagedLoginVersion = 1 }, account) {
    const row = domains(account)[Domain ?? ""];
    if (!row || row.poolId !== UserPoolId) throw invalid("No such domain or user pool exists.");
    if (row.custom) {
      checkHost(row.domain, CustomDomainConfig?.CertificateArn);
      row.certificate = CustomDomainConfig!.CertificateArn;
    } else if (CustomDomainConfig) throw invalid("Prefix domains take no certificate.");
    row.version = ManagedLoginVersion;
    return { ManagedLoginVersion, ...(row.target && { CloudFrontDomain: row.target }) };
  },

  DescribeUserPoolDomain({ Domain }, account) {
    const row = domains(account)[Domain ?? ""];
    // What isn't there is no error.
    if (row?.account !== account.id) return { DomainDescription: {} };
    return {
      DomainDescription: {
        AWSAccountId: row.account,
        Domain: row.domain,
        UserPoolId: row.poolId,
        Status: "ACTIVE",
        ManagedLoginVersion: row.version,
        ...(row.certificate && { CustomDomainConfig: { CertificateArn: row.certificate } }),
        ...(row.target && { CloudFrontDistribution: row.target }),
        Version: "20260101000000",
      },
    };
  },

  DeleteUserPoolDomain({ Domain, UserPoolId }, account) {
    const row = domains(account)[Domain ?? ""];
    if (!row || row.poolId !== UserPoolId) throw invalid("No such domain or user pool exists.");
    delete domains(account)[row.domain];
    return {};
  },
};

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html */
function checkPrefix(prefix: string): void {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(prefix)) {
    throw invalid("Value at 'domain' failed to satisfy constraint: Member must satisfy regular expression pattern");
  }
  const reserved = ["aws", "amazon", "cognito"].find((word) => prefix.includes(word));
  if (reserved) throw invalid(`Domain cannot contain reserved word: ${reserved}`);
}

/** CloudFront, which is before such a host, takes certificates of one region alone. */
function checkHost(host: string, certificate: string | undefined): void {
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+){2,}$/.test(host)) throw invalid("Custom domain is not a valid subdomain.");
  if (!certificate?.split(":")[3]?.startsWith("us-east-1")) {
    throw invalid("The specified SSL certificate doesn't exist, isn't in us-east-1 region, or isn't valid.");
  }
}
