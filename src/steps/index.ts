import { auth } from "./auth";
import { cluster } from "./cluster";
import { database } from "./database";
import { ingress } from "./ingress";
import { observability } from "./observability";
import { parameters } from "./parameters";
import { queues } from "./queues";

/** Every section of the config, in the order in which the wizard asks for them. */
export const steps = { cluster, ingress, auth, database, queues, parameters, observability } as const;
