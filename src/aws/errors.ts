/** Nobody waits any longer for what takes its time: it was neither done nor refused. */
export class Stopped extends Error {
  constructor() {
    super("stopped");
    this.name = "Stopped";
  }
}

/** The names that AWS gives an error: the SDK's and the wire's, without the suffix that only some of them have. */
export function namesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const code = (error as { Code?: unknown }).Code;
  return [error.name, ...(typeof code === "string" ? [code] : [])].map((name) =>
    name.replace(/^AWS\.SimpleQueueService\./, "").replace(/(Exception|Fault)$/, ""),
  );
}

/** Whether AWS answered with one of these errors; both spellings, with and without `Exception`, are the same. */
export const isError = (error: unknown, ...names: readonly string[]): boolean => {
  const bare = names.map((name) => name.replace(/(Exception|Fault)$/, ""));
  return namesOf(error).some((name) => bare.includes(name));
};

/** The answer, or undefined where AWS says that it isn't there. Every other error goes on. */
export async function unless<T>(names: string | readonly string[], call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isError(error, ...[names].flat())) return undefined;
    throw error;
  }
}

/** AWS refused for want of a permission. */
export const isDenied = (error: unknown): boolean =>
  isError(error, "AccessDenied", "UnauthorizedOperation", "NotAuthorized", "Forbidden") ||
  (error as { $metadata?: { httpStatusCode?: number } })?.$metadata?.httpStatusCode === 403;

/** The answer was lost or the service stumbled: the call may have been carried out. */
export function mayHaveHappened(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  if (status !== undefined) return status >= 500;
  return /TimeoutError|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|NetworkingError|socket hang up/i.test(
    `${error.name} ${(error as { code?: string }).code ?? ""} ${error.message}`,
  );
}

/** Something of that name is already there. Route 53 says so only in words. */
export const alreadyThere = (error: unknown): boolean =>
  namesOf(error).some((name) => /(AlreadyExists|Duplicate|NameExists|ResourceExists|PriorityInUse)/.test(name)) ||
  (isError(error, "InvalidChangeBatch") && /already exists/.test(saidOfBatch(error)));

/** All that Route 53 has against a batch of changes: its error has no message of its own. */
export const saidOfBatch = (error: unknown): string => {
  const { message = "", messages = [] } = error as { readonly message?: string; readonly messages?: readonly string[] };
  return messages.length > 0 ? messages.join(" ") : message;
};
