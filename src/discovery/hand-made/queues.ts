import { pages } from "../../aws/loader";
import type { Aws } from "../../aws/session";
import { deadNames } from "../../risken/parameters";
import { scanQueues } from "../../risken/queues";
import type { FoundParameter } from "./parameters";

/** The queue that a scanner's work waits in now. */
export interface FoundQueue {
  /** The scanner, as in `aws-portscan`. */
  readonly scanner: string;
  /** Its name on AWS. */
  readonly name: string;
  /** Whether a parameter names it; else it only is called as RISKEN calls it. */
  readonly named: boolean;
  readonly fifo: boolean;
  /** Seconds. */
  readonly visibilityTimeout: number;
  readonly deadLetter?: { readonly name: string; readonly maxReceiveCount: number };
  /** As SQS tells it: the id, ARN or alias of a key. */
  readonly keyId?: string;
}

/** IAM actions that looking at queues needs. */
export const queueReads: readonly string[] = ["sqs:ListQueues", "sqs:GetQueueAttributes"];

/** The queues that the parameters name, by live and by dead names, and those that are called as RISKEN's own. */
export async function queuesIn(aws: Aws, parameters: readonly FoundParameter[]): Promise<readonly FoundQueue[]> {
  const urls = await pages(
    (NextToken) => aws.sqs.ListQueues({ MaxResults: 1000, NextToken }),
    (page) => page.QueueUrls,
    (page) => page.NextToken,
  );
  const found = await Promise.all(
    scanQueues.map(async ({ name: scanner, variable }) => {
      const texts = namesOf(`${variable}_QUEUE_URL`).flatMap((name) =>
        parameters.flatMap((one) => (one.variable === name && one.text ? [one.text.trim()] : [])),
      );
      const given = texts.map((text) => urls.find((url) => isSameQueue(url, text))).find((url) => url !== undefined);
      const url = given ?? urls.find((one) => nameIn(one) === scanner);
      return url === undefined ? [] : [await look(aws, scanner, url, given !== undefined)];
    }),
  );
  return found.flat();
}

/** The name that is read, then those that somebody may have taken for it. */
const namesOf = (live: string): readonly string[] => [
  live,
  ...deadNames.filter(({ use }) => use.length === 1 && use[0] === live).map(({ name }) => name),
];

/** The hosts of one queue's URLs may differ: an endpoint of a VPC, an older form. Account and name don't. */
const isSameQueue = (one: string, other: string): boolean => tail(one) === tail(other);
const tail = (url: string): string => url.split("/").slice(-2).join("/");
const nameIn = (url: string): string => url.split("/").at(-1)!;

async function look(aws: Aws, scanner: string, url: string, named: boolean): Promise<FoundQueue> {
  const { Attributes = {} } = await aws.sqs.GetQueueAttributes({ QueueUrl: url, AttributeNames: ["All"] });
  const { VisibilityTimeout, RedrivePolicy, KmsMasterKeyId } = Attributes;
  const redrive = RedrivePolicy ? JSON.parse(RedrivePolicy) : undefined;
  return {
    scanner,
    name: nameIn(url),
    named,
    fifo: nameIn(url).endsWith(".fifo"),
    visibilityTimeout: Number(VisibilityTimeout),
    ...(redrive
      ? {
          deadLetter: {
            name: String(redrive.deadLetterTargetArn).split(":").at(-1)!,
            maxReceiveCount: Number(redrive.maxReceiveCount),
          },
        }
      : {}),
    ...(KmsMasterKeyId ? { keyId: KmsMasterKeyId } : {}),
  };
}
