import { MAIN_PARTITION, partitionNamed } from "../aws/partition";
import { noTokenVerification, noUserPools } from "../problems";
import { services } from "../risken/services";
import type { Text } from "../text";
import type { Values } from "./user-values";

/** What decides whether RISKEN can work in a partition. */
interface Wanted {
  readonly region: string;
  readonly dataSources: readonly string[];
  readonly auth: { readonly type: string };
  readonly parameters: { readonly values: Values };
  readonly kustomize: { readonly env: Readonly<Record<string, string>> };
}

/**
 * Refuses what can't work outside of AWS's main partition, whose hosts are written into RISKEN's programs
 * (ca-risken/gateway@f647739:claims.go). Who signs people in without the check says so.
 *
 * @throws {Problem} exit 3
 */
export function refuseUnfit({ region, auth, parameters, kustomize }: Wanted, partition: string): void {
  if (auth.type === "cognito" && !partitionNamed(partition).userPools) throw noUserPools({ partition });
  if (partition === MAIN_PARTITION) return;
  const said = kustomize.env.VERIFY_ID_TOKEN ?? parameters.values["gateway/gateway"]?.VERIFY_ID_TOKEN;
  if (!isFalse(said)) throw noTokenVerification({ region, partition });
}

/** What RISKEN's programs take for false (`strconv.ParseBool`). */
const isFalse = (value: unknown): boolean => ["0", "f", "F", "false", "FALSE", "False"].includes(String(value));

/** Ids of the scanners that ask STS in one region for their credentials, wherever they run. */
export const boundToOneSts: readonly string[] = services.filter(({ onlySts }) => onlySts).map(({ id }) => id);

/** What goes less far outside of the main partition. */
export function partitionWarnings({ dataSources }: Wanted, partition: string): readonly Text[] {
  if (partition === MAIN_PARTITION || !dataSources.includes("aws")) return [];
  const names = boundToOneSts;
  return [
    {
      en: `${names.join(", ")} will find nothing: they ask STS in us-east-1 for their credentials, which knows no role of ${partition}.`,
      ja: `${names.join("、")} は何も検出できません。認証情報を us-east-1 の STS から取得しようとしますが、そこに ${partition} のロールはありません。`,
    },
  ];
}
