import { type Account, type Answers, awsError } from "./account";
import { tagged as certificates } from "./acm";
import { tagged as alarms } from "./cloudwatch";
import { tagged as userPools } from "./cognito";
import { taggedListeners, taggedRules, taggedTargetGroups } from "./elbv2";
import { tagged as keys } from "./kms";
import { tagged as secrets } from "./secretsmanager";
import { tagged as topics } from "./sns";
import { tagged as queues } from "./sqs";
import { tagged as parameters } from "./ssm";
import { taggedGroups, taggedSamplingRules } from "./xray";

/** What the tagging API finds, by the type that its filters name. */
const indexes: Readonly<
  Record<string, (account: Account) => readonly { readonly arn: string; readonly tags: Record<string, string> }[]>
> = {
  acm: certificates,
  "cloudwatch:alarm": alarms,
  "cognito-idp:userpool": userPools,
  "elasticloadbalancing:listener": taggedListeners,
  "elasticloadbalancing:listener-rule": taggedRules,
  "elasticloadbalancing:targetgroup": taggedTargetGroups,
  "kms:key": keys,
  "secretsmanager:secret": secrets,
  sns: topics,
  sqs: queues,
  "ssm:parameter": parameters,
  "xray:group": taggedGroups,
  "xray:sampling-rule": taggedSamplingRules,
};

export const answers: Answers<"tagging"> = {
  GetResources({ ResourceTypeFilters = [], TagFilters = [], ResourcesPerPage = 100, PaginationToken }, account) {
    for (const type of ResourceTypeFilters) {
      if (!indexes[type]) throw awsError("InvalidParameterException", `the sandbox has no tags of ${type}`);
    }
    const types = ResourceTypeFilters.length > 0 ? ResourceTypeFilters : Object.keys(indexes);
    const found = types
      .flatMap((type) => indexes[type]!(account))
      .filter(({ tags }) =>
        TagFilters.every(({ Key, Values = [] }) => Key! in tags && (!Values.length || Values.includes(tags[Key!]!))),
      );
    const from = Number(PaginationToken || 0);
    const more = from + ResourcesPerPage < found.length;
    return {
      ResourceTagMappingList: found.slice(from, from + ResourcesPerPage).map(({ arn, tags }) => ({
        ResourceARN: arn,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      })),
      PaginationToken: more ? String(from + ResourcesPerPage) : "",
    };
  },
};
