import { findsEverything } from "./found";
import { perService } from "./matrix";

/** What is another thing in this installation than in the standard one, and what of the others is only said here. */
const different = ["elbv2.default-action", "iam.role"];
const said: Readonly<Record<string, readonly string[]>> = {
  "sqs.queue": ["KmsMasterKeyId", "SqsManagedSseEnabled"],
  "ssm.parameter": ["KeyId"],
};

findsEverything(
  "a role for each service, a boundary, a key, a default action",
  perService,
  ({ resource }) => different.includes(resource.kind.type) || resource.kind.type in said,
  ({ resource }, what) => said[resource.kind.type]?.includes(what) ?? true,
);
