import { isError } from "../aws/errors";
import { patientlyLook } from "../aws/patience";
import type { Aws } from "../aws/session";
import { ADOPTED_TAG, ENV_TAG, ID_TAG, searched } from "../aws/tags";
import type { Kind } from "../engine/kind";
import { domainNotReady, domainTaken, parentWithoutAddress, poolHasOtherDomain } from "../problems";
import { fromTheRead } from "./cognito-live";
import { poolOf } from "./cognito-pool-reads";

interface Spec {
  /** The bare prefix, or the whole host of a domain of one's own, as the actions of listener rules want it. */
  readonly Domain: string;
  readonly UserPoolId: string;
  /** Of a domain of one's own: its certificate, in us-east-1. */
  readonly CustomDomainConfig?: { readonly CertificateArn: string };
  /** 1: the classic pages. 2: those of managed login, which are blank until the client has a branding. */
  readonly ManagedLoginVersion?: 1 | 2;
}

interface Outputs {
  readonly domain: string;
  /** Where a domain of one's own has to point to. */
  readonly target: string | undefined;
}

/**
 * A domain of a user pool: where its sign-in pages are. It can't be renamed or moved, and every redirect URL and listener rule
 * names it. A pool has at most one prefix and one domain of one's own.
 */
export const cognitoUserPoolDomain: Kind<Spec, Outputs, "Domain"> = {
  type: "cognito.user-pool-domain",
  noun: "user-pool-domain",
  title: { en: "Cognito domain", ja: "Cognito ドメイン" },
  key: ["Domain"],
  through: "UserPoolId",
  servesContainer: true,
  reads: ["cognito-idp:DescribeUserPoolDomain", "cognito-idp:DescribeUserPool", "tag:GetResources"],
  writes: [
    "cognito-idp:CreateUserPoolDomain",
    "cognito-idp:UpdateUserPoolDomain",
    "cognito-idp:DescribeUserPool",
    "cognito-idp:DeleteUserPoolDomain",
    // Cognito puts a distribution before a domain of one's own, in the name of whoever asks for it.
    "cloudfront:UpdateDistribution",
  ],
  removes: ["cognito-idp:DeleteUserPoolDomain"],
  immutable: ["UserPoolId"],

  async observe(aws, { Domain }) {
    const live = await describe(aws, Domain);
    if (!live.UserPoolId || live.Status === "DELETING") return undefined;
    const { CertificateArn } = live.CustomDomainConfig ?? {};
    return {
      spec: {
        UserPoolId: live.UserPoolId,
        CustomDomainConfig: CertificateArn === undefined ? undefined : { CertificateArn },
        ManagedLoginVersion: live.ManagedLoginVersion === 2 ? 2 : 1,
      },
      outputs: { domain: Domain, target: live.CloudFrontDistribution },
    };
  },

  async create(aws, { Domain, UserPoolId, CustomDomainConfig, ManagedLoginVersion = 1 }) {
    const write = () =>
      aws.cognito.CreateUserPoolDomain({
        Domain,
        UserPoolId,
        ManagedLoginVersion,
        ...(CustomDomainConfig && { CustomDomainConfig }),
      });
    try {
      await fromTheRead(aws, write);
    } catch (error) {
      await explain(aws, Domain, UserPoolId, error);
    }
    // A domain of one's own takes up to an hour, and nothing that is made afterwards waits for it.
    if (!CustomDomainConfig) await active(aws, Domain);
    return undefined;
  },

  async update(aws, { Domain, UserPoolId, CustomDomainConfig, ManagedLoginVersion }) {
    await fromTheRead(aws, async () => {
      const live = await describe(aws, Domain);
      const config = { ...live.CustomDomainConfig, ...CustomDomainConfig };
      await aws.cognito.UpdateUserPoolDomain({
        Domain,
        UserPoolId,
        ManagedLoginVersion: ManagedLoginVersion ?? live.ManagedLoginVersion,
        ...(config.CertificateArn && { CustomDomainConfig: { ...config, CertificateArn: config.CertificateArn } }),
        ...(live.Routing && { Routing: live.Routing }),
      });
    });
  },

  async remove(aws, { Domain }, { spec }) {
    await removeDomain(aws, Domain, spec.UserPoolId);
  },

  /** What our pools have themselves, which is read anyway. A pool that was taken over may have had one before. */
  async owned(aws, tags) {
    const ours = await searched(aws, "cognito-idp:userpool", tags);
    const made = [...ours].filter(([, has]) => !(ADOPTED_TAG in has)).map(([arn]) => arn);
    const pools = await Promise.all(made.map((arn) => poolOf(aws, arn.split("/").at(-1)!)));
    return pools
      .flatMap((pool) => [pool?.Domain, pool?.CustomDomain])
      .filter((Domain) => Domain !== undefined)
      .map((Domain) => ({
        key: { Domain },
        tags: { [ENV_TAG]: tags[ENV_TAG]!, [ID_TAG]: "user-pool-domain/console" },
      }));
  },
};

/** Removes a domain and waits until AWS has forgotten it: before that its pool can't be removed. */
export async function removeDomain(aws: Aws, Domain: string, UserPoolId: string): Promise<void> {
  const write = () => aws.cognito.DeleteUserPoolDomain({ Domain, UserPoolId });
  try {
    await fromTheRead(aws, write);
  } catch (error) {
    const gone = isError(error, "InvalidParameter", "ResourceNotFound") && !(await describe(aws, Domain)).UserPoolId;
    if (!gone) throw error;
  }
  // With a host of one's own its distribution goes as well.
  const atMost = Domain.includes(".") ? 900_000 : 120_000;
  await until(aws, Domain, ({ UserPoolId: owner }) => owner !== UserPoolId, atMost);
}

type Description = Awaited<ReturnType<typeof describe>>;

/** An absent domain is answered as an empty description. */
const describe = async (aws: Aws, Domain: string) =>
  (await aws.cognito.DescribeUserPoolDomain({ Domain })).DomainDescription ?? {};

/** A new prefix takes up to a minute. */
const active = (aws: Aws, Domain: string) =>
  until(
    aws,
    Domain,
    ({ Status }) => {
      if (Status === "FAILED") throw domainNotReady({ domain: Domain });
      // Emulators may leave the status out.
      return Status === undefined || Status === "ACTIVE";
    },
    120_000,
  );

async function until(
  aws: Aws,
  domain: string,
  reached: (description: Description) => boolean,
  atMost: number,
): Promise<void> {
  const about = () => ({ en: `the Cognito domain ${domain}`, ja: `Cognito ドメイン「${domain}」` });
  const seen = await patientlyLook(aws, { atMost, every: 4_000, about }, async () =>
    reached(await describe(aws, domain)) ? true : undefined,
  );
  if (!seen) throw domainNotReady({ domain });
}

/** Why AWS didn't make the domain. Nothing is wrong where it is there already: the answer to a first try was lost. */
async function explain(aws: Aws, Domain: string, UserPoolId: string, error: unknown): Promise<void> {
  if (!isError(error, "InvalidParameter")) throw error;
  const { UserPoolId: owner } = await describe(aws, Domain);
  if (owner === UserPoolId) return;
  const { message } = error as Error;
  const isHost = Domain.includes(".");
  const pool = (await aws.cognito.DescribeUserPool({ UserPoolId })).UserPool;
  const live = isHost ? pool?.CustomDomain : pool?.Domain;
  if (live) throw poolHasOtherDomain({ pool: UserPoolId, domain: live, wanted: Domain });
  if (isHost && /root domain|A record/i.test(message)) throw parentWithoutAddress({ domain: Domain });
  // Who owns a prefix in another account isn't told: only that it is taken.
  if (owner || (!isHost && /already/i.test(message))) throw domainTaken({ domain: Domain, region: aws.region });
  throw error;
}
