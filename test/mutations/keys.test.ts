import { findsEverything } from "./found";
import { withOwnKey } from "./matrix";

const theirs = ["kms.key", "kms.alias"];

findsEverything("a key of our own", withOwnKey, ({ resource }) => theirs.includes(resource.kind.type));
