import { Resolver as Dns } from "node:dns/promises";
import type { Resolver } from "../checks/check";
import type { Invocation } from "./invocation";

/** The names of the internet; undefined where AWS isn't the real one, because its hosts aren't real either. */
export function resolverFor({ options, io }: Invocation): Resolver | undefined {
  const elsewhere = Object.keys(io.env).some((name) => /^AWS_ENDPOINT_URL(_|$)/.test(name) && io.env[name]);
  if (options.sandbox || elsewhere) return undefined;
  const dns = new Dns({ timeout: 3_000, tries: 2 });
  return {
    async addresses(host) {
      const found = await Promise.all([dns.resolve4(host), dns.resolve6(host)].map(orNone));
      return found.flat().sort();
    },
    names: (name) => orNone(dns.resolveCname(name)),
  };
}

/** No such name, and no record of this sort, are answers; a server that doesn't answer is none. */
const orNone = (answer: Promise<string[]>): Promise<string[]> =>
  answer.catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOTFOUND" || error.code === "ENODATA") return [];
    throw error;
  });
