import type { Text } from "../text";
import { removal } from "./boot-names";
import { ourParameters, type Pod, placeOf } from "./boot-pods";
import type { Look } from "./check";
import { fixOurs, remedies } from "./remedies";

/** A variable of a pod whose value is wrong. */
export interface Wrong {
  readonly pod: Pod;
  readonly name: string;
}

/** What to do about wrong values: by where each of them comes from. */
export function correction(look: Look, wrong: readonly Wrong[]): Text {
  const ours = ourParameters(look);
  const found = wrong.map(({ pod, name }) => ({ name, ...pod.named.get(name) }));
  const stored = [...new Set(found.flatMap(({ from }) => from ?? []))];
  const mine = stored.filter((from) => ours.has(from));
  const drifted = mine.filter((from) => hasDrifted(look, from));
  const asGiven = mine.filter((from) => !drifted.includes(from)).map((from) => keyOf(from, look));
  const inManifest = found.filter(({ source }) => source === "manifest").map(({ name }) => `kustomize.env.${name}`);
  const keys = [...new Set([...asGiven, ...inManifest])].sort().join(", ");
  const foreign = stored.filter((from) => !ours.has(from));
  return remedies(
    drifted.length > 0 ? fixOurs : undefined,
    keys
      ? {
          en: `Correct ${keys} in the config (or the file or variable that it refers to), and run:\nrisken-aws apply`,
          ja: `設定ファイルの ${keys}（参照先のファイルや環境変数を含む）を修正し、次のコマンドを実行してください:\nrisken-aws apply`,
        }
      : undefined,
    foreign.length > 0 ? removal(look, foreign) : undefined,
  );
}

const keyOf = (from: string, { target }: Look): string => {
  const { directory, name } = placeOf(from, target.env);
  return `parameters.values.${directory}.${name}`;
};

/** Whether the plan would write another value. */
export function hasDrifted({ plan, target }: Look, from: string): boolean {
  const { directory, name } = placeOf(from, target.env);
  const address = `parameter/${directory}/${name}`;
  return plan.changes.some(({ resource, action }) => resource.address === address && action !== "none");
}
