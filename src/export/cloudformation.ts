import type { Text } from "../text";
import { type CfnKind, type CfnResource, cfnKinds } from "./cloudformation-kinds";
import { writerOf } from "./cloudformation-values";
import { yamlOf } from "./cloudformation-yaml";
import { type LeftOut, leftOut } from "./left-out";
import type { Settled, Settlement } from "./settle";

/** What a template is made of. */
export interface CfnInput {
  readonly env: string;
  readonly settlement: Settlement;
  /** In the place of a secret's parameter: what CloudFormation looks up by itself, by the parameter's name. */
  readonly lookups: Readonly<Record<string, string>>;
}

export interface CfnTemplate {
  /** YAML. */
  readonly text: string;
  /** How many resources it makes, but for those that somebody else has made. */
  readonly resources: number;
  /** What a change set of the type IMPORT takes: everything that is there; undefined where nobody has looked. */
  readonly imports: readonly ResourceToImport[] | undefined;
  /** What of the installation is not in the template, and why. */
  readonly leftOut: readonly LeftOut[];
}

/** As CreateChangeSet wants it. */
export interface ResourceToImport {
  readonly ResourceType: string;
  readonly LogicalResourceId: string;
  readonly ResourceIdentifier: Readonly<Record<string, string>>;
}

/**
 * An installation as a CloudFormation template, with the map by which one that is there moves into a stack.
 *
 * It has no outputs: an import takes none (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import.html).
 */
export function cloudFormationTemplate({ env, settlement, lookups }: CfnInput): CfnTemplate {
  const kinds = settlement.made.map((one) => ({ one, ...howToWrite(one) }));
  const written = kinds.flatMap(({ one, kind }) =>
    kind ? kind.resources.filter(({ when }) => when?.(one) ?? true).map((resource) => ({ one, resource })) : [],
  );
  const ids = logicalIds(written);
  const idOf = (one: Settled, resource?: CfnResource) =>
    ids.get(placeOf(one, resource ?? howToWrite(one).kind!.resources[0]))!;
  const writer = writerOf(settlement, lookups, idOf);
  const resources = written.map(({ one, resource }) => [idOf(one, resource), writer.resource(one, resource)] as const);
  const missing = kinds.flatMap(({ one, because }) => (because ? [leftOut(one, because)] : []));
  return {
    text: yamlOf(
      {
        AWSTemplateFormatVersion: "2010-09-09",
        Description: `RISKEN on AWS, env ${env}`,
        ...writer.parameters(),
        ...writer.conditions(),
        Resources: Object.fromEntries(resources),
      },
      headerFor(missing),
    ),
    leftOut: missing,
    resources: written.filter(({ one }) => !one.isForeign).length,
    imports: settlement.looked
      ? written.flatMap(({ one, resource }) => importOf(one, resource, idOf(one, resource)))
      : undefined,
  };
}

interface Written {
  readonly one: Settled;
  readonly resource: CfnResource;
}

/** How one thing is written, or why it isn't. */
function howToWrite(one: Settled): { readonly kind?: CfnKind; readonly because?: Text } {
  const kind = cfnKinds[one.kind.type];
  if (!kind) throw new Error(`nobody says how ${one.kind.type} is written in CloudFormation`);
  if ("inexpressible" in kind) return { because: kind.inexpressible };
  const because = kind.leftOut?.(one);
  return because ? { because } : { kind };
}

const placeOf = ({ address }: Settled, { suffix = "" }: CfnResource): string => `${address} ${suffix}`;

/** Letters and digits are all that a logical name may have: where two become one, a number follows. */
function logicalIds(all: readonly Written[]): ReadonlyMap<string, string> {
  const taken = new Map<string, number>();
  return new Map(
    all.map(({ one, resource }) => {
      const id = placeOf(one, resource)
        .split(/[^A-Za-z0-9]+/)
        .map(capitalized)
        .join("");
      const count = (taken.get(id) ?? 0) + 1;
      taken.set(id, count);
      return [placeOf(one, resource), count > 1 ? `${id}${count}` : id];
    }),
  );
}

const capitalized = (word: string): string =>
  word.charAt(0).toUpperCase() + (word === word.toUpperCase() ? word.slice(1).toLowerCase() : word.slice(1));

function importOf(one: Settled, resource: CfnResource, LogicalResourceId: string): readonly ResourceToImport[] {
  if (!one.has || one.isForeign) return [];
  const entries = Object.entries(resource.identifier(one.has)).map(([name, value]) => [name, String(value)]);
  return [{ ResourceType: resource.type, LogicalResourceId, ResourceIdentifier: Object.fromEntries(entries) }];
}

function headerFor(missing: readonly LeftOut[]): readonly string[] {
  const lines = (language: keyof Text) => missing.map(({ name, because }) => `  ${name}: ${because[language]}`);
  return [
    "Written by `risken-aws export cloudformation`; the next export writes it anew.",
    "Needs CAPABILITY_NAMED_IAM.",
    ...(missing.length > 0 ? ["", "Not in it, and left to `risken-aws apply`:", ...lines("en")] : []),
    "",
    "`risken-aws export cloudformation` が生成したテンプレートです。再度エクスポートすると上書きされます。",
    "デプロイには CAPABILITY_NAMED_IAM が必要です。",
    ...(leftOut.length > 0
      ? ["", "次のものは含まれません。`risken-aws apply` で作成・更新してください。", ...lines("ja")]
      : []),
  ];
}
