import { auth } from "./auth";
import { parameters } from "./parameters";
import { queues } from "./queues";

/** Every section of the config, in the order in which the wizard asks for them. */
export const steps = { auth, queues, parameters } as const;
