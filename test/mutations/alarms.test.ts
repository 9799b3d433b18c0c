import { findsEverything } from "./found";
import { withAlarms } from "./matrix";

const theirs = ["sns.topic", "cloudwatch.alarm"];

findsEverything("alarms and their topic", withAlarms, ({ resource }) => theirs.includes(resource.kind.type));
