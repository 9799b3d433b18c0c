import { bootLoading } from "./boot-loading";
import { bootNames } from "./boot-names";
import { aboutPods } from "./boot-pods";
import { bootValues } from "./boot-values";
import type { Check } from "./check";

/** What the pods would find when they start now: first what is loaded, then under which names, then the values. */
export const boot: readonly Check[] = [...bootLoading, ...bootNames, ...bootValues].map(aboutPods);
