import { flagValueWrong } from "../problems";

/** The values of a flag that may be given several times, or once with commas. */
export const listOf = (given: unknown): readonly string[] =>
  ((given as readonly string[] | undefined) ?? []).flatMap((one) => one.split(",")).filter((one) => one !== "");

/**
 * The accounts that `--scan-account` names, each once.
 *
 * @throws {Problem} exit 3 for what is no account
 */
export function accountsIn(given: unknown): readonly string[] {
  const accounts = [...new Set(listOf(given))];
  const wrong = accounts.find((one) => !/^\d{12}$/.test(one));
  if (wrong !== undefined)
    throw flagValueWrong({ flag: "--scan-account", value: wrong, example: "--scan-account 123456789012" });
  return accounts;
}
