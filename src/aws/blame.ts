import type { Call } from "./session";

/** Which operation an error came from. */
export type Blamed = Pick<Call, "service" | "operation">;

const blamed = new WeakMap<object, Blamed>();

/** Remembers which call an error came from: the error itself doesn't say. The first call stays. */
export function blame(error: unknown, { service, operation }: Blamed): void {
  if (typeof error === "object" && error !== null && !blamed.has(error)) blamed.set(error, { service, operation });
}

/** The call that an error came from, if it came from one. */
export const blamedCall = (error: unknown): Blamed | undefined =>
  typeof error === "object" && error !== null ? blamed.get(error) : undefined;
