import { findsEverything } from "./found";
import { withOwnKey, withSecrets } from "./matrix";

const theirs = ["kms.key", "kms.alias"];

findsEverything("a key of our own", withOwnKey, ({ resource }) => theirs.includes(resource.kind.type));

findsEverything(
  "secrets in Secrets Manager",
  withSecrets,
  ({ resource }) => resource.kind.type === "secretsmanager.secret",
);
