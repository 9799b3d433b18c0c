import type { LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import { unless } from "../aws/errors";
import { pages, shared } from "../aws/loader";
import type { Aws } from "../aws/session";
import type { Kind } from "../engine/kind";

interface Spec {
  readonly LogGroupName: string;
  /** Days; AWS takes only some numbers. Where there is nothing, all is kept for ever. */
  readonly RetentionInDays?: number;
}

interface Outputs {
  readonly group: string;
}

/**
 * How long a log group keeps what is in it. The group is its writer's, who makes it when there is something to write: where it isn't
 * there yet it is made for them, so that nothing is kept for ever meanwhile. It stays with what is in it, and AWS doesn't remember
 * how long it kept that before.
 */
export const logsRetention: Kind<Spec, Outputs, "LogGroupName"> = {
  type: "logs.retention",
  noun: "log-retention",
  title: { en: "retention of the log group", ja: "ロググループの保持期間" },
  key: ["LogGroupName"],
  relation: "attachment",
  through: "LogGroupName",
  reads: ["logs:DescribeLogGroups"],
  writes: ["logs:CreateLogGroup", "logs:PutRetentionPolicy"],
  removes: [],

  async observe(aws, { LogGroupName }) {
    const beside = await groupsUnder(aws, LogGroupName.slice(0, LogGroupName.lastIndexOf("/") + 1));
    const found = beside.find(({ logGroupName }) => logGroupName === LogGroupName);
    return found && { spec: { RetentionInDays: found.retentionInDays }, outputs: { group: LogGroupName } };
  },

  async create(aws, { LogGroupName, RetentionInDays }) {
    await unless("ResourceAlreadyExistsException", aws.logs.CreateLogGroup({ logGroupName: LogGroupName }));
    await keep(aws, LogGroupName, RetentionInDays);
    return undefined;
  },

  async update(aws, { LogGroupName, RetentionInDays }) {
    await keep(aws, LogGroupName, RetentionInDays);
  },

  async remove() {},
};

const keep = (aws: Aws, logGroupName: string, retentionInDays: number | undefined) =>
  aws.logs.PutRetentionPolicy({ logGroupName, retentionInDays });

/** Those of one writer stand below one name: AWS lists them together. */
const groupsUnder = shared(
  (aws, logGroupNamePrefix): Promise<readonly LogGroup[]> =>
    pages(
      (nextToken) => aws.logs.DescribeLogGroups({ logGroupNamePrefix, limit: 50, nextToken }),
      (page) => page.logGroups,
      (page) => page.nextToken,
    ),
);
