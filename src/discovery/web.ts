/** Reads a JSON document at an address that begins with https://. Rejects where there is none. */
export type Web = (address: string) => Promise<unknown>;

/** How long a page is waited for, in milliseconds. */
const PATIENCE = 5_000;
/** Nothing that is read here comes near to it. */
const MOST_CHARACTERS = 1_000_000;

/**
 * The web by a `fetch`. Only https, no redirects: what an address says of whom people sign in with has to come from that very
 * address.
 */
export const webBy =
  (fetch: typeof globalThis.fetch): Web =>
  async (address) => {
    if (!address.startsWith("https://")) throw new Error("not an https address");
    const answer = await fetch(address, {
      redirect: "error",
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    const text = await answer.text();
    if (text.length > MOST_CHARACTERS) throw new Error("too long");
    return JSON.parse(text) as unknown;
  };
