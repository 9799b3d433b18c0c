import { isDenied, isError } from "./errors";
import { pages, shared } from "./loader";
import type { Aws } from "./session";

/** The tag that says whose a resource is: the config's `env`. */
export const ENV_TAG = "risken-aws:env";
/** The tag that says which one it is: its address. */
export const ID_TAG = "risken-aws:id";
/** The tag of what belongs to every env at once. */
export const SHARED_TAG = "risken-aws:shared";
/** The tag that holds the {@link Fingerprint} of a secret that AWS doesn't give back. */
export const FINGERPRINT_TAG = "risken-aws:fingerprint";

/** The tag of what holds a value that was made up once. */
export const GENERATED_TAG = "risken-aws:generated";
/** The tag of what was there before us and was taken over. */
export const ADOPTED_TAG = "risken-aws:adopted";
/** The tag that names the keys of the config's own tags that taking over has added, with `+` between them. */
export const ADOPTED_TAGS_TAG = "risken-aws:adopted-tags";
/** The tag of a container of ours in which things of ours are that take no tags themselves: who looks for them asks nobody else. */
export const MEMBERS_TAG = "risken-aws:members";
/** What the keys of all our own tags begin with. */
export const OUR_TAGS = "risken-aws:";

type TagMap = Readonly<Record<string, string>>;

/** Types of which an installation has few things: one question finds them all. */
const rare: readonly string[] = [
  // The only type of its service, which is a filter of its own; so are topics.
  "acm",
  "cloudwatch:alarm",
  "cognito-idp:userpool",
  "elasticloadbalancing:listener",
  "elasticloadbalancing:listener-rule",
  "elasticloadbalancing:targetgroup",
  "kms:key",
  "secretsmanager:secret",
  "sns",
  "xray:group",
  "xray:sampling-rule",
];

const listed = shared(async (aws, question): Promise<ReadonlyMap<string, TagMap>> => {
  const [types, key, value] = question.split(" ") as [string, string, string];
  const asked = types.split(",");
  try {
    return await found(aws, asked, key, value);
  } catch (error) {
    // One type that the index of a region doesn't know refuses the whole question.
    if (!isError(error, "InvalidParameter")) throw error;
    const each = await Promise.all(
      asked.map((type) =>
        found(aws, [type], key, value).catch((refused: unknown) => {
          if (!isError(refused, "InvalidParameter")) throw refused;
          aws.overlooked.push(refused);
          return new Map<string, TagMap>();
        }),
      ),
    );
    return new Map(each.flatMap((one) => [...one]));
  }
});

async function found(
  aws: Aws,
  ResourceTypeFilters: readonly string[],
  Key: string,
  value: string,
): Promise<ReadonlyMap<string, TagMap>> {
  const all = await pages(
    (PaginationToken) =>
      aws.tagging.GetResources({
        ResourceTypeFilters: [...ResourceTypeFilters],
        TagFilters: [{ Key, Values: [value] }],
        ResourcesPerPage: 100,
        PaginationToken,
      }),
    (page) => page.ResourceTagMappingList,
    (page) => page.PaginationToken,
  );
  return new Map(all.map(({ ResourceARN, Tags }) => [ResourceARN!, tagMap(Tags)]));
}

/**
 * Resources that carry our env tag, by ARN, from the index of the tagging API. The index lags: it may say *yes*, never
 * *no*. What isn't in it has to be asked for at its own service. It only saves calls: where it is denied, nothing is in it.
 *
 * @param type as in `sqs` or `elasticloadbalancing:targetgroup`
 * @param tags at least {@link ENV_TAG}
 */
export const indexed = async (aws: Aws, type: string, tags: TagMap): Promise<ReadonlyMap<string, TagMap>> => {
  if (!(ENV_TAG in tags)) return new Map();
  return searched(aws, type, tags).catch((error: unknown) => {
    if (!isDenied(error)) throw error;
    aws.overlooked.push(error);
    return new Map();
  });
};

/** The same for who looks for things of ours that nobody has named: without the index nobody can tell. */
export async function searched(aws: Aws, type: string, tags: TagMap): Promise<ReadonlyMap<string, TagMap>> {
  const isRare = rare.includes(type) || rare.includes(type.split(":")[0]!);
  const types = isRare ? rare : [type];
  const all = await listed(aws, `${types.join()} ${ENV_TAG} ${tags[ENV_TAG]}`);
  return types.length === 1 ? all : new Map([...all].filter(([arn]) => isOf(type, arn)));
}

/** `arn:aws:cognito-idp:…:userpool/<id>` is of the type `cognito-idp:userpool`; a topic's ARN names no type beside its service. */
function isOf(type: string, arn: string): boolean {
  const [, , service, , , resource] = arn.split(":");
  return type === service || type === `${service}:${resource!.split("/")[0]}`;
}

/** Tags as a plain object, from AWS's list of pairs; AWS's own tags (`aws:…`) are left out. */
export const tagMap = (tags: readonly { readonly Key?: string; readonly Value?: string }[] | undefined): TagMap =>
  Object.fromEntries(
    (tags ?? []).filter(({ Key }) => !Key!.startsWith("aws:")).map(({ Key, Value }) => [Key!, Value ?? ""]),
  );

/** Tags as AWS's list of pairs. */
export const tagList = (tags: TagMap): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Whether all the wanted tags are there, compared exactly. */
export const carries = (has: TagMap | undefined, wanted: TagMap): boolean =>
  has !== undefined && Object.entries(wanted).every(([key, value]) => has[key] === value);
