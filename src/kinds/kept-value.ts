import { isError } from "../aws/errors";
import { storedParameter } from "../aws/parameters";
import { secretText } from "../aws/secrets";
import type { Aws } from "../aws/session";
import type { Lookup } from "../engine/kind";
import { Secret } from "../secret";
import { textIn } from "./secret-text";

interface Spec {
  /** Full name of the parameter that holds the value, or held it. */
  readonly Parameter: string;
  /** Name of the secret that holds it, or held it, as the entry {@link Entry}. */
  readonly Secret: string;
  readonly Entry: string;
  /** Which of the two is to hold it. */
  readonly Store: "parameter-store" | "secrets-manager";
}

interface Outputs {
  /** Undefined where it stands where it shall stand already, or nowhere. */
  readonly value: Secret | undefined;
}

/**
 * A value that the config refers to and that this run was not given, in the store in which it was before: what is stored is
 * kept, also where it is to be stored elsewhere.
 */
export const keptValue: Lookup<Spec, Outputs, keyof Spec> = {
  type: "kept-value",
  noun: "kept-value",
  title: { en: "kept value", ja: "保持する値" },
  key: ["Parameter", "Secret", "Entry", "Store"],
  label: "Entry",
  reads: ["ssm:GetParameters", "kms:Decrypt", "secretsmanager:GetSecretValue"],

  async observe(aws, { Parameter, Secret: id, Entry, Store }) {
    const inParameter = async () => (await storedParameter(aws, Parameter))?.value;
    const inSecret = () => entryOf(aws, id, Entry);
    const [here, there] = Store === "parameter-store" ? [inParameter, inSecret] : [inSecret, inParameter];
    // The other store is nobody's business while it stands where it shall stand: not even a permission is needed for it.
    const old = (await here()) === undefined ? await there() : undefined;
    return { spec: {}, outputs: { value: old ? new Secret(old) : undefined } };
  },
};

/** One that is being deleted holds nothing any more. */
async function entryOf(aws: Aws, id: string, key: string): Promise<string | undefined> {
  try {
    return textIn((await secretText(aws, id)) ?? "{}", (name) => name === key);
  } catch (error) {
    if (isError(error, "InvalidRequest")) return undefined;
    throw error;
  }
}
