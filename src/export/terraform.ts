import type { Tags } from "../engine/kind";
import type { Language, Text } from "../text";
import { Block, type Body, Call, Expression, hclFile, type TopBlock, type Value } from "./hcl";
import { type LeftOut, leftOut } from "./left-out";
import type { Settled, Settlement } from "./settle";
import { tfKinds } from "./terraform-kinds";
import { snakeCase, type TfKind, type TfResource } from "./terraform-shapes";
import { type TfWriter, writerOf } from "./terraform-values";

export interface TfInput {
  readonly region: string;
  /** Twelve digits, where somebody knows. */
  readonly account: string | undefined;
  readonly settlement: Settlement;
  /** Of the descriptions of variables. */
  readonly language: Language;
}

export interface TfModule {
  /** In HCL, by name, in the order in which a person reads them. */
  readonly files: ReadonlyMap<string, string>;
  /** What of the installation is not in it, and why. */
  readonly leftOut: readonly LeftOut[];
}

/** One resource of Terraform: a thing of ours, or a part of it. */
export interface TfItem {
  readonly one: Settled;
  readonly resource: TfResource;
  readonly part: string;
}

/** An installation in Terraform's language, with import blocks for what is there. Where nobody has looked, for everything. */
export function terraformModule({ region, account, settlement, language }: TfInput): TfModule {
  const kinds = settlement.made.map((one) => ({ one, ...howToWrite(one) }));
  const items = kinds.flatMap(({ one, kind }) => (kind ? itemsOf(one, kind) : []));
  const names = namesOf(items);
  const writer = writerOf(settlement, language, (item) => `${item.resource.type}.${names.get(keyOf(item))!}`);
  const common = commonTags(items);
  const blockOf = (item: TfItem): TopBlock => ({
    type: "resource",
    labels: [item.resource.type, names.get(keyOf(item))!],
    body: { ...writer.body(item), ...tagsOf(item, common), ...endOf(item, writer) },
  });
  const isSecret = ({ one }: TfItem) => (tfKinds[one.kind.type] as TfKind).isSecret?.(one) === true;
  const importsOf = (some: readonly TfItem[]) => some.flatMap((item) => writer.importOf(item));
  const open = items.filter((item) => !isSecret(item));
  const secret = items.filter(isSecret);
  const missing = kinds.flatMap(({ one, because }) => (because ? [leftOut(one, because)] : []));
  // Each file that may be left out has the variables that nothing else needs.
  const main = open.map(blockOf);
  const variables = writer.newVariables();
  const secretBlocks = [...secret.map(blockOf), ...importsOf(secret)];
  const secrets = [...writer.newVariables(), ...secretBlocks];
  const importBlocks = importsOf(open);
  const imports = [...writer.newVariables(), ...importBlocks];
  const files: readonly (readonly [string, readonly string[], readonly TopBlock[]])[] = [
    ["versions.tf", headerFor(missing), setup(region, account, writer)],
    ["variables.tf", written, variables],
    ["main.tf", written, [{ type: "locals", body: { tags: common } }, ...main]],
    ["secrets.tf", [...written, ...aboutSecrets], secrets],
    ["imports.tf", [...written, ...aboutImports(settlement.looked)], imports],
  ];
  return {
    files: new Map(
      files.flatMap(([name, comment, blocks]) =>
        blocks.length > 0 ? [[name, hclFile(comment, blocks)] as const] : [],
      ),
    ),
    leftOut: missing,
  };
}

/** How one thing is written, or why it isn't. */
function howToWrite(one: Settled): { readonly kind?: TfKind; readonly because?: Text } {
  const kind = tfKinds[one.kind.type];
  if (!kind) throw new Error(`nobody says how ${one.kind.type} is written in Terraform`);
  return "inexpressible" in kind ? { because: kind.inexpressible } : { kind };
}

/** The parts that one thing becomes; the thing itself is the first. */
export const itemsOf = (one: Settled, kind: TfKind): readonly TfItem[] =>
  kind.resources.flatMap((resource) =>
    (resource.parts?.(one) ?? [""]).map((part): TfItem => ({ one, resource, part })),
  );

const keyOf = ({ one, resource, part }: TfItem): string => `${one.address} ${resource.type} ${part}`;

/** Names are our own, unique among the resources of a type: where two become one, a number follows. */
function namesOf(items: readonly TfItem[]): ReadonlyMap<string, string> {
  const taken = new Map<string, number>();
  return new Map(
    items.map((item) => {
      const { one, resource, part } = item;
      const name = snakeCase([one.name, ...(part && part !== one.name ? [part] : [])].join("_")).replace(
        /^(?=\d)/,
        "_",
      );
      const count = (taken.get(`${resource.type} ${name}`) ?? 0) + 1;
      taken.set(`${resource.type} ${name}`, count);
      return [keyOf(item), count > 1 ? `${name}_${count}` : name];
    }),
  );
}

/** The tags that everything but what is shared carries. */
function commonTags(items: readonly TfItem[]): Tags {
  const [first, ...others] = items
    .filter(({ one, resource }) => resource.tags && one.kind.relation !== "shared")
    .map(({ one }) => one.tags);
  const same = Object.entries(first ?? {}).filter(([key, value]) => others.every((tags) => tags[key] === value));
  return Object.fromEntries(same);
}

function tagsOf({ one, resource }: TfItem, common: Tags): Body {
  if (!resource.tags) return {};
  const isCommon = Object.entries(common).every(([key, value]) => one.tags[key] === value);
  if (!isCommon) return { tags: one.tags };
  const own = Object.entries(one.tags).filter(([key]) => !(key in common));
  return { tags: new Call("merge", new Expression("local.tags"), Object.fromEntries(own)) };
}

/** What comes last: what has to be there before, and what becomes of it. */
function endOf(item: TfItem, writer: TfWriter): Body {
  const { one, resource } = item;
  const after = writer.after(item);
  const ignored = resource.ignored?.(one) ?? [];
  const isKept = one.holdsData && resource === (tfKinds[one.kind.type] as TfKind).resources[0];
  const lifecycle = {
    ...(isKept && { prevent_destroy: true }),
    ...(ignored.length > 0 && { ignore_changes: ignored.map((name) => new Expression(name)) }),
  };
  return {
    ...(after.length > 0 && { depends_on: after.map((name) => new Expression(name)) }),
    ...(Object.keys(lifecycle).length > 0 && { lifecycle: new Block(lifecycle) }),
  };
}

const setup = (region: string, account: string | undefined, writer: TfWriter): readonly TopBlock[] => [
  {
    type: "terraform",
    body: {
      // Expressions in import blocks.
      required_version: ">= 1.6",
      required_providers: new Block({ aws: { source: "hashicorp/aws", version: ">= 6.0" } as Value }),
    },
  },
  {
    type: "provider",
    labels: ["aws"],
    body: { region, ...(account !== undefined && { allowed_account_ids: [account] }) },
  },
  ...writer.data(),
];

const written = [
  "Written by `risken-aws export terraform`; the next export writes it anew.",
  "`risken-aws export terraform` が生成したファイルです。再度エクスポートすると上書きされます。",
];

function headerFor(missing: readonly LeftOut[]): readonly string[] {
  const lines = (language: Language) => missing.map(({ name, because }) => `  ${name}: ${because[language]}`);
  if (missing.length === 0) return written;
  return [
    ...written,
    "",
    "Not in it, and left to `risken-aws apply`:",
    ...lines("en"),
    "次のものは含まれません。`risken-aws apply` で作成・更新してください。",
    ...lines("ja"),
  ];
}

const aboutSecrets = [
  "",
  "Terraform keeps what it manages in its state, values of secrets included: also of those that it only imports. Without",
  "this file they stay what `risken-aws apply` has made them.",
  "Terraform は管理対象の値（インポートしただけのシークレットも含む）を state に平文で保存します。このファイルを削除すると、",
  "シークレットは引き続き `risken-aws apply` で管理できます。",
];

const aboutImports = (looked: boolean): readonly string[] =>
  looked
    ? []
    : [
        "",
        "Nobody has looked at the account: remove the blocks of what is not there yet.",
        "アカウントを確認せずに出力しています。まだ存在しないリソースのブロックは削除してください。",
      ];
