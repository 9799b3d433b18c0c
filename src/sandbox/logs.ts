import { retentions } from "../aws/log-retentions";
import { type Account, type Answers, awsError } from "./account";
import { pageOf } from "./paging";

export interface LogGroupRow {
  readonly name: string;
  /** Days; for ever where left out. */
  retention?: number;
}

/** By name. */
export const logGroups = (account: Account) => account.table<LogGroupRow>("logs.groups");

/** Log groups (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/). */
export const answers: Answers<"logs"> = {
  CreateLogGroup({ logGroupName }, account) {
    if (!/^[\w./#-]{1,512}$/.test(logGroupName!)) {
      throw awsError("InvalidParameterException", "1 validation error detected: Value at 'logGroupName' is invalid");
    }
    if (logGroups(account)[logGroupName!]) {
      throw awsError("ResourceAlreadyExistsException", "The specified log group already exists");
    }
    logGroups(account)[logGroupName!] = { name: logGroupName! };
    return {};
  },

  DescribeLogGroups({ logGroupNamePrefix = "", limit = 50, nextToken }, account) {
    const all = Object.values(logGroups(account))
      .filter(({ name }) => name.startsWith(logGroupNamePrefix))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
    const { items, next } = pageOf(all, limit, nextToken);
    return {
      logGroups: items.map(({ name, retention }) => ({
        logGroupName: name,
        arn: `${account.arn("logs", `log-group:${name}`)}:*`,
        logGroupArn: account.arn("logs", `log-group:${name}`),
        ...(retention === undefined ? {} : { retentionInDays: retention }),
      })),
      nextToken: next,
    };
  },

  PutRetentionPolicy({ logGroupName, retentionInDays }, account) {
    const row = logGroups(account)[logGroupName!];
    if (!row) throw awsError("ResourceNotFoundException", "The specified log group does not exist.");
    if (!retentions.some((days) => days === retentionInDays)) {
      throw awsError("InvalidParameterException", `Retention in days ${retentionInDays} is not valid`);
    }
    row.retention = retentionInDays!;
    return {};
  },
};
