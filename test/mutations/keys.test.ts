import { findsEverything } from "./found";
import { withDomain, withOwnKey, withOwnListener, withSecrets } from "./matrix";

const theirs = ["kms.key", "kms.alias"];

findsEverything("a key of our own", withOwnKey, ({ resource }) => theirs.includes(resource.kind.type));

findsEverything(
  "secrets in Secrets Manager",
  withSecrets,
  ({ resource }) => resource.kind.type === "secretsmanager.secret",
);

const ofHosts = ["acm.certificate", "route53.validation-record", "elbv2.listener-certificate", "route53.alias"];

findsEverything("names and certificates of the hosts", withDomain, ({ resource }) =>
  ofHosts.includes(resource.kind.type),
);

const ofListeners = ["elbv2.own-listener", "elbv2.idle-timeout"];

findsEverything("listeners of our own", withOwnListener, ({ resource }) => ofListeners.includes(resource.kind.type));
