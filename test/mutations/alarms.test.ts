import { findsEverything } from "./found";
import { withAlarms } from "./matrix";

const theirs = ["sns.topic", "cloudwatch.alarm", "xray.group", "xray.sampling-rule", "logs.retention"];

findsEverything("alarms with their topic, and tracing", withAlarms, ({ resource }) =>
  theirs.includes(resource.kind.type),
);
