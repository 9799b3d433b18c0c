import { unless } from "./errors";
import { shared } from "./loader";

/** What is told of a secret beside its text, by name or ARN; undefined where there is none. */
export const describedSecret = shared(async (aws, SecretId) =>
  unless("ResourceNotFoundException", aws.secretsmanager.DescribeSecret({ SecretId })),
);

/** The text of a secret, by name or ARN; undefined where there is none. One that is being deleted can't be read. */
export const secretText = shared(
  async (aws, SecretId) =>
    (await unless("ResourceNotFoundException", aws.secretsmanager.GetSecretValue({ SecretId })))?.SecretString,
);
