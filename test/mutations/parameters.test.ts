import { findsEverything } from "./found";
import { standard } from "./matrix";

findsEverything("standard", standard, ({ resource }) => resource.kind.type === "ssm.parameter");
