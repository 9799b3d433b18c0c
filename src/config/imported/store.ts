import type { Found } from "../../discovery/hand-made";
import { type Part, part } from "./part";

/** Secrets in Secrets Manager, where meta configs list one that is named as ours are: after the env and a directory that is listed too. */
export function storePart({ metas, env }: Pick<Found, "metas" | "env">): Part {
  const isOurs = metas.some(({ secrets, directories }) =>
    directories.some((directory) =>
      secrets.some((name) => name.endsWith(`-${env}-${directory.slice(`/${env}/`.length)}`)),
    ),
  );
  if (!isOurs) return part({});
  return part(
    { parameters: { store: "secrets-manager" } },
    {
      remarks: [
        {
          path: "parameters.store",
          text: {
            en: "What the secrets hold is not read. Name what you have put into them under parameters.values.",
            ja: "シークレットの中身は読み取りません。ご自身で追加した値は parameters.values に書いてください。",
          },
        },
      ],
    },
  );
}
