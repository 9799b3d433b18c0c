import type { ParameterStringFilter } from "@aws-sdk/client-ssm";
import { type Account, type Answers, awsError } from "./account";
import { keyState } from "./kms";

interface Row {
  readonly name: string;
  readonly type: "String" | "StringList" | "SecureString";
  value: string;
  keyId?: string;
  tier: "Standard" | "Advanced";
  description?: string;
  version: number;
  /** ISO 8601. */
  modified: string;
  readonly tags: Record<string, string>;
}

const parameters = (account: Account) => account.table<Row>("ssm.parameters");
const arnOf = (account: Account, name: string) => account.arn("ssm", `parameter/${name.replace(/^\//, "")}`);
const invalid = (message: string) => awsError("ValidationException", message);

function checkKey(account: Account, named: string): void {
  const state = keyState(account, named);
  if (state === undefined) throw awsError("InvalidKeyId", `Key ${named} does not exist`);
  if (state !== "Enabled") throw awsError("InvalidKeyId", `The key ${named} is ${state}.`);
}

const MOST_BYTES = { Standard: 4096, Advanced: 8192 };

/** As Parameter Store does it (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html). */
export const answers: Answers<"ssm"> = {
  PutParameter({ Name, Value, Type, KeyId, Overwrite, Tags = [], Tier, Description }, account) {
    const name = Name!.trim();
    checkName(account, name);
    if (Overwrite && Tags.length > 0) {
      throw invalid("Invalid request: tags and overwrite can't be used together.");
    }
    const there = parameters(account)[name];
    if (there && !Overwrite) {
      throw awsError(
        "ParameterAlreadyExists",
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
      );
    }
    const type = Type ?? there?.type;
    if (!type) throw invalid("A parameter type is required when you create a parameter.");
    if (there && there.type !== type) {
      throw awsError("HierarchyTypeMismatchException", `The parameter ${name} is of type ${there.type}.`);
    }
    if (KeyId && type !== "SecureString") throw invalid("KeyId is only for parameters of type SecureString.");
    if (KeyId) checkKey(account, KeyId);
    const tier = tierFor(Value!, Tier, there?.tier);
    checkValue(Value!, tier);
    const version = (there?.version ?? 0) + 1;
    parameters(account)[name] = {
      name,
      type: type as Row["type"],
      value: Value!,
      // A key that isn't named is AWS's own, also when another one was used before.
      ...(type === "SecureString" ? { keyId: KeyId ?? "alias/aws/ssm" } : {}),
      tier,
      description: Description ?? there?.description,
      version,
      modified: account.now().toISOString(),
      tags: there?.tags ?? Object.fromEntries(Tags.map((tag) => [tag.Key!, tag.Value!])),
    };
    return { Version: version, Tier: tier };
  },

  GetParameters({ Names = [], WithDecryption }, account) {
    if (Names.length > 10) throw invalid("Member must have length less than or equal to 10");
    if (new Set(Names).size < Names.length) throw invalid("Names must not contain duplicates");
    const found = Names.filter((name) => parameters(account)[name]);
    return {
      Parameters: found.map((name) => shown(account, parameters(account)[name]!, WithDecryption)),
      InvalidParameters: Names.filter((name) => !found.includes(name)),
    };
  },

  GetParametersByPath({ Path, Recursive = false, WithDecryption, MaxResults = 10, NextToken }, account) {
    if (!Path!.startsWith("/")) throw invalid("The parameter path must begin with a slash.");
    if (MaxResults > 10) throw invalid("Member must have value less than or equal to 10");
    const found = sorted(account).filter(({ name }) => isBelow(name, Path!, Recursive));
    const { page, next } = pageOf(found, MaxResults, NextToken);
    return { Parameters: page.map((row) => shown(account, row, WithDecryption)), ...next };
  },

  DescribeParameters({ ParameterFilters = [], MaxResults = 50, NextToken }, account) {
    if (MaxResults > 50) throw invalid("Member must have value less than or equal to 50");
    const found = sorted(account).filter((row) => ParameterFilters.every((filter) => passes(row, filter)));
    const { page, next } = pageOf(found, MaxResults, NextToken);
    return {
      Parameters: page.map((row) => ({
        Name: row.name,
        ARN: arnOf(account, row.name),
        Type: row.type,
        ...(row.keyId ? { KeyId: row.keyId } : {}),
        LastModifiedDate: new Date(row.modified),
        ...(row.description ? { Description: row.description } : {}),
        Version: row.version,
        Tier: row.tier,
        Policies: [],
        DataType: "text",
      })),
      ...next,
    };
  },

  DeleteParameter({ Name }, account) {
    if (!parameters(account)[Name!]) throw awsError("ParameterNotFound", "");
    delete parameters(account)[Name!];
    return {};
  },

  ListTagsForResource: ({ ResourceId }, account) => ({
    TagList: Object.entries(tagsOf(account, ResourceId!)).map(([Key, Value]) => ({ Key, Value })),
  }),

  AddTagsToResource({ ResourceId, Tags = [] }, account) {
    Object.assign(tagsOf(account, ResourceId!), Object.fromEntries(Tags.map((tag) => [tag.Key!, tag.Value!])));
    return {};
  },

  RemoveTagsFromResource({ ResourceId, TagKeys = [] }, account) {
    const tags = tagsOf(account, ResourceId!);
    for (const key of TagKeys) delete tags[key];
    return {};
  },
};

/** What the tagging API finds of this service. */
export const tagged = (account: Account) =>
  sorted(account).map(({ name, tags }) => ({ arn: arnOf(account, name), tags }));

const sorted = (account: Account) => Object.values(parameters(account)).sort((a, b) => (a.name < b.name ? -1 : 1));

function tagsOf(account: Account, name: string): Record<string, string> {
  const row = parameters(account)[name];
  if (!row) throw awsError("InvalidResourceId", "The resource ID isn't valid.");
  return row.tags;
}

function checkName(account: Account, name: string): void {
  if (/^\/?aws/i.test(name)) {
    throw awsError("AccessDeniedException", `No access to reserved parameter name: ${name}.`);
  }
  if (/^\/?ssm/i.test(name) || !/^[A-Za-z0-9_.\-/]+$/.test(name)) {
    throw invalid(`Parameter name: can't be prefixed with "ssm", and only letters, digits and .-_/ are allowed.`);
  }
  if (name.includes("/") && !name.startsWith("/")) throw invalid("Parameter name must be a fully qualified name.");
  if (name.split("/").length > 16) {
    throw awsError("HierarchyLevelLimitExceededException", "A hierarchy can have a maximum of 15 levels.");
  }
  if (arnOf(account, name).length > 1011) throw invalid("Parameter name must not be longer than 1011 characters.");
}

function tierFor(value: string, wanted: string | undefined, has: Row["tier"] | undefined): Row["tier"] {
  if (wanted === "Standard" && has === "Advanced") {
    throw invalid("This parameter uses the advanced-parameter tier. You can't downgrade it to the standard tier.");
  }
  if (wanted === "Intelligent-Tiering") {
    return has === "Advanced" || Buffer.byteLength(value) > MOST_BYTES.Standard ? "Advanced" : "Standard";
  }
  return (wanted as Row["tier"]) ?? has ?? "Standard";
}

function checkValue(value: string, tier: Row["tier"]): void {
  if (value === "")
    throw invalid("Value '' at 'value' failed to satisfy constraint: length greater than or equal to 1");
  if (value.includes("{{")) throw invalid('Parameter value can\'t nest another parameter. Do not use "{{}}".');
  if (Buffer.byteLength(value) > MOST_BYTES[tier]) {
    throw invalid(`${tier} tier parameters support a maximum parameter value of ${MOST_BYTES[tier]} characters.`);
  }
}

function isBelow(name: string, path: string, recursive: boolean): boolean {
  const root = path.endsWith("/") ? path : `${path}/`;
  return name.startsWith(root) && (recursive || !name.slice(root.length).includes("/"));
}

function passes(row: Row, { Key = "", Option, Values = [] }: ParameterStringFilter): boolean {
  if (Values.length > 50) throw invalid("Member must have length less than or equal to 50");
  if (Key === "Path") return Values.some((path) => isBelow(row.name, path, Option === "Recursive"));
  if (Key.startsWith("tag:")) {
    const value = row.tags[Key.slice(4)];
    return value !== undefined && (Values.length === 0 || Values.includes(value));
  }
  const has = { Name: row.name, Type: row.type, KeyId: row.keyId ?? "", Tier: row.tier }[Key];
  if (has === undefined) throw awsError("InvalidFilterKey", `The filter key ${Key} is not valid.`);
  return Values.some((value) =>
    Option === "BeginsWith" ? has.startsWith(value) : Option === "Contains" ? has.includes(value) : has === value,
  );
}

function pageOf(rows: readonly Row[], most: number, token: string | undefined) {
  const from = Number(token ?? 0);
  const next = from + most < rows.length ? { NextToken: String(from + most) } : {};
  return { page: rows.slice(from, from + most), next };
}

function shown(account: Account, row: Row, decrypted: boolean | undefined) {
  const hidden = row.type === "SecureString" && !decrypted;
  if (row.keyId && decrypted) checkKey(account, row.keyId);
  return {
    Name: row.name,
    Type: row.type,
    Value: hidden ? Buffer.from(`encrypted ${row.name} ${row.version}`).toString("base64") : row.value,
    Version: row.version,
    LastModifiedDate: new Date(row.modified),
    ARN: arnOf(account, row.name),
    DataType: "text",
  };
}
