import { shared } from "./loader";

/** What KMS tells of a key, by its id, ARN or alias. */
export const keyMetadata = shared(async (aws, KeyId) => (await aws.kms.DescribeKey({ KeyId })).KeyMetadata!);
