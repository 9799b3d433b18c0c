import { findsEverything } from "./found";
import { standard, withOidc } from "./matrix";

const elsewhere = ["sqs.queue", "ssm.parameter"];

findsEverything("standard", standard, ({ resource }) => !elsewhere.includes(resource.kind.type));
findsEverything("with OIDC", withOidc, ({ resource }) => resource.kind.type === "elbv2.listener-rule");
