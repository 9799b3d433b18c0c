import { services } from "../aws/services";

/**
 * The region of the standard AWS settings, as in the AWS CLI: `AWS_REGION`, `AWS_DEFAULT_REGION`, then the profile's.
 * The SDK itself reads the profile, so its files are found and understood in the same way as for the calls.
 */
export async function awsRegion(env: NodeJS.ProcessEnv, profile?: string): Promise<string | undefined> {
  return env.AWS_REGION || env.AWS_DEFAULT_REGION || (await profileRegion(profile ?? (env.AWS_PROFILE || undefined)));
}

async function profileRegion(profile: string | undefined): Promise<string | undefined> {
  const { Client } = await services.sts();
  try {
    return await new Client(profile === undefined ? {} : { profile }).config.region();
  } catch {
    // "Region is missing" is what it says where nobody has set one.
    return undefined;
  }
}
