import { dnsSuffixOf } from "./partition";

/**
 * The name of an AWS service as the condition key `kms:ViaService` has it, as in `sqs.eu-west-1.amazonaws.com`
 * (https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service).
 */
export const viaService = (at: { readonly partition: string; readonly region: string }, service: string): string =>
  `${service}.${at.region}.${dnsSuffixOf(at.partition)}`;
