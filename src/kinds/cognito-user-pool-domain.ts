import { isError } from "../aws/errors";
import type { Aws } from "../aws/session";
import type { Kind } from "../engine/kind";
import { domainNotReady, domainTaken, poolHasOtherDomain } from "../problems";
import { fromTheRead } from "./cognito-live";

interface Spec {
  /** The bare prefix, as the actions of listener rules want it. */
  readonly Domain: string;
  readonly UserPoolId: string;
}

interface Outputs {
  readonly domain: string;
}

/**
 * A prefix domain of a user pool: where its sign-in pages are. It can't be renamed or moved, and every redirect URL and
 * listener rule names it.
 */
export const cognitoUserPoolDomain: Kind<Spec, Outputs, "Domain"> = {
  type: "cognito.user-pool-domain",
  noun: "user-pool-domain",
  title: { en: "Cognito domain", ja: "Cognito ドメイン" },
  key: ["Domain"],
  through: "UserPoolId",
  servesContainer: true,
  reads: ["cognito-idp:DescribeUserPoolDomain"],
  writes: ["cognito-idp:CreateUserPoolDomain", "cognito-idp:DescribeUserPool", "cognito-idp:DeleteUserPoolDomain"],
  removes: ["cognito-idp:DeleteUserPoolDomain"],
  immutable: ["UserPoolId"],

  async observe(aws, { Domain }) {
    const { UserPoolId, Status } = await describe(aws, Domain);
    if (!UserPoolId || Status === "DELETING") return undefined;
    return { spec: { UserPoolId }, outputs: { domain: Domain } };
  },

  async create(aws, { Domain, UserPoolId }) {
    // 1: the classic pages. Those of version 2 are blank until somebody gives the client a branding
    // (https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-branding.html).
    const write = () => aws.cognito.CreateUserPoolDomain({ Domain, UserPoolId, ManagedLoginVersion: 1 });
    try {
      await fromTheRead(aws, write);
    } catch (error) {
      await explain(aws, Domain, UserPoolId, error);
    }
    await active(aws, Domain);
    return undefined;
  },

  // Nothing of it can be changed.
  async update() {},

  async remove(aws, { Domain }, { spec }) {
    await removeDomain(aws, Domain, spec.UserPoolId);
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
  await until(aws, Domain, ({ UserPoolId: owner }) => owner !== UserPoolId);
}

/** An absent domain is answered as an empty description. */
const describe = async (aws: Aws, Domain: string) =>
  (await aws.cognito.DescribeUserPoolDomain({ Domain })).DomainDescription ?? {};

/** A new prefix takes up to a minute. */
const active = (aws: Aws, Domain: string) =>
  until(aws, Domain, ({ Status }) => {
    if (Status === "FAILED") throw domainNotReady({ domain: Domain });
    // Emulators may leave the status out.
    return Status === undefined || Status === "ACTIVE";
  });

async function until(
  aws: Aws,
  domain: string,
  reached: (description: Awaited<ReturnType<typeof describe>>) => boolean,
): Promise<void> {
  for (let waited = 0; !reached(await describe(aws, domain)); waited += 2_000) {
    if (waited >= 120_000) throw domainNotReady({ domain });
    await aws.clock.sleep(2_000);
  }
}

/** Why AWS didn't make the domain. Nothing is wrong where it is there already: the answer to a first try was lost. */
async function explain(aws: Aws, Domain: string, UserPoolId: string, error: unknown): Promise<void> {
  if (!isError(error, "InvalidParameter")) throw error;
  const { UserPoolId: owner } = await describe(aws, Domain);
  if (owner === UserPoolId) return;
  const live = (await aws.cognito.DescribeUserPool({ UserPoolId })).UserPool?.Domain;
  if (live) throw poolHasOtherDomain({ pool: UserPoolId, domain: live, wanted: Domain });
  // Who owns a prefix in another account isn't told: only that it is taken.
  if (owner || /already/i.test((error as Error).message)) throw domainTaken({ domain: Domain, region: aws.region });
  throw error;
}
