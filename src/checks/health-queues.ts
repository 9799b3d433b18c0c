import { sqsQueue } from "../kinds/sqs-queue";
import type { Check, Look } from "./check";
import { type Measured, queueMetrics } from "./health-metrics";
import { isDeployed, nothingDeployed } from "./health-targets";
import { allSeen, notHere, remedy, unlessNothing, withCommands } from "./seen";

const deadLetters: Check = {
  id: "health/dead-letters",
  category: "health",
  title: { en: "No scan was given up", ja: "失敗して破棄されたスキャンはありません" },
  why: {
    en: "A message that a scanner has failed to finish several times goes to the dead-letter queue: that scan has not happened, and RISKEN's console doesn't say so. It is kept for 14 days.",
    ja: "スキャナーが何度も処理に失敗したメッセージは、デッドレターキューに移されます。そのスキャンは実行されておらず、RISKEN の画面には表示されません。メッセージは 14 日間保持されます。",
  },
  fix: remedy(
    {
      en: "Look into the scanner's log. Then let it try again, or throw the messages away:",
      ja: "スキャナーのログで原因を確認し、再実行するか、メッセージを破棄してください:",
    },
    "aws sqs start-message-move-task --source-arn <dead-letter queue ARN>",
    "aws sqs purge-queue --queue-url <dead-letter queue URL>",
  ),
  key: "queues.maxReceiveCount",

  run(look) {
    const { dead, blind, all } = queuesIn(look);
    if (all === 0 && blind === undefined) return noQueues;
    const full = dead.filter(({ is }) => is.outputs.waiting > 0);
    return unlessNothing(
      {
        status: "fail",
        found: {
          en: "Scanners have given up on messages.",
          ja: "スキャナーが処理できなかったメッセージがあります。",
        },
        details: full.map(({ name, is }) => ({ path: name, expected: 0, actual: is.outputs.waiting })),
        fix: withCommands(
          deadLetters.fix,
          ...full.map(({ is }) => `aws sqs start-message-move-task --source-arn ${is.outputs.arn}`),
          ...full.map(({ is }) => `aws sqs purge-queue --queue-url ${is.outputs.url}`),
        ),
      },
      blind,
    );
  },
};

const consumers: Check = {
  id: "health/consumers",
  category: "health",
  title: { en: "Somebody takes the messages of each queue", ja: "どのキューのメッセージも処理されています" },
  why: {
    en: "A scanner that listens to another queue, or not at all, is a healthy pod to Kubernetes. Messages that nobody takes tell, and CloudWatch, which counts how often a queue was asked: a scanner asks at least three times a minute.",
    ja: "別のキューを見ている、またはまったく受信していないスキャナーも、Kubernetes からは正常な Pod に見えます。手がかりは、誰も受け取らないメッセージと、CloudWatch に記録される受信要求の回数です（スキャナーは毎分 3 回以上受信を試みます）。",
  },
  fix: remedy(
    {
      en: "See whether the scanner runs, and which queue it listens to:",
      ja: "スキャナーが動いているか、どのキューを見ているかを確認してください:",
    },
    "kubectl -n risken logs deployment/<scanner> --tail=50",
    "risken-aws env <scanner>",
  ),
  reads: ["elasticloadbalancing:DescribeTargetHealth", "cloudwatch:GetMetricData"],
  key: "dataSources",

  async run(look) {
    const { scans, blind, all } = queuesIn(look);
    if (all === 0 && blind === undefined) return noQueues;
    if (!(await isDeployed(look))) return nothingDeployed;
    const left = scans.filter(({ is: { outputs } }) => outputs.waiting > 0 && outputs.inFlight === 0);
    const fix = (names: readonly string[]) =>
      withCommands(
        consumers.fix,
        ...names.flatMap((name) => [
          `kubectl -n ${look.target.namespace} logs deployment/${name} --tail=50`,
          `risken-aws env ${name}`,
        ]),
      );
    if (left.length > 0) {
      return {
        status: "fail",
        found: {
          en: "Messages wait, and nobody works on any of them.",
          ja: "待機中のメッセージがあるのに、処理中のものがありません。",
        },
        details: left.map(({ name, is }) => ({ path: name, expected: 0, actual: is.outputs.waiting })),
        fix: fix(left.map(({ name }) => name)),
      };
    }
    const deserted = await desertedAmong(look, scans);
    return unlessNothing(
      {
        status: "warn",
        found: {
          en: "Nobody has asked these queues for messages within the last hour.",
          ja: "直近 1 時間、次のキューに受信要求がありません。",
        },
        details: deserted.map((name) => ({ path: name, expected: "ReceiveMessage", actual: 0 })),
        fix: fix(deserted),
      },
      blind,
    );
  },
};

/** Names of the queues that nobody asks, while others of RISKEN's are asked: without one of those CloudWatch knows nothing yet. */
async function desertedAmong(look: Look, scans: readonly Queue[]): Promise<readonly string[]> {
  const measured = await measuredFor(look, scans);
  const asked = ({ received, empty }: Measured) => received + empty > 0;
  if (!measured.some(asked)) return [];
  return scans.filter((_, at) => !asked(measured[at]!)).map(({ name }) => name);
}

/** Parts of the time for which SQS keeps a message. */
const LATE = 1 / 4;
const NEARLY_LOST = 3 / 4;

const age: Check = {
  id: "health/message-age",
  category: "health",
  title: { en: "No message waits for long", ja: "長時間処理を待っているメッセージはありません" },
  why: {
    en: "SQS drops a message for good after four days, and its scan never happens. Scans start every night: what has waited for a day is overtaken by the next one. Warns after a quarter of the time for which the queue keeps messages, and fails after three quarters.",
    ja: "SQS は 4 日を過ぎたメッセージを削除するため、そのスキャンは実行されません。スキャンは毎晩開始されるので、1 日以上待っているメッセージは次回のスキャンに追い越されます。キューの保持期間の 4 分の 1 を過ぎると警告、4 分の 3 を過ぎると失敗となります。",
  },
  fix: remedy(
    {
      en: "Give the scanner more replicas, or see what holds it up:",
      ja: "スキャナーのレプリカを増やすか、滞っている原因を確認してください:",
    },
    "kubectl -n risken scale deployment/<scanner> --replicas=2",
    "kubectl -n risken logs deployment/<scanner> --tail=50",
  ),
  reads: ["cloudwatch:GetMetricData"],
  key: "dataSources",

  async run(look) {
    const { scans, blind, all } = queuesIn(look);
    if (all === 0 && blind === undefined) return noQueues;
    // Where there is no message, none is old, and CloudWatch need not be asked.
    const busy = scans.filter(({ is: { outputs } }) => outputs.waiting + outputs.inFlight > 0);
    const measured = busy.length > 0 ? await measuredFor(look, scans) : [];
    const waiting = busy.map((queue) => {
      const { oldest } = measured[scans.indexOf(queue)]!;
      return { queue, oldest, part: oldest / Number(queue.is.spec.MessageRetentionPeriod) };
    });
    const late = waiting.filter(({ part }) => part >= LATE);
    const { namespace } = look.target;
    return unlessNothing(
      {
        status: late.some(({ part }) => part >= NEARLY_LOST) ? "fail" : "warn",
        found: {
          en: "Messages have waited for too long.",
          ja: "長時間処理されていないメッセージがあります。",
        },
        details: late.map(({ queue: { name, is }, oldest }) => ({
          path: name,
          expected: `< ${hours(Number(is.spec.MessageRetentionPeriod) * LATE)} h`,
          actual: `${hours(oldest)} h`,
        })),
        fix: withCommands(
          age.fix,
          ...late.flatMap(({ queue: { name } }) => [
            `kubectl -n ${namespace} scale deployment/${name} --replicas=2`,
            `kubectl -n ${namespace} logs deployment/${name} --tail=50`,
          ]),
        ),
      },
      blind,
    );
  },
};

const hours = (seconds: number) => Math.round(seconds / 3600);

export const queueChecks: readonly Check[] = [consumers, age, deadLetters];

const noQueues = notHere({ en: "No data source is scanned.", ja: "スキャンするデータソースがありません。" });

/** The queues that scanners listen to, and those that take what scanners fail at. */
function queuesIn(look: Look) {
  const { there, blind } = allSeen(look, sqsQueue);
  const graveyards = there.flatMap(({ wanted }) => wanted.RedrivePolicy?.deadLetterTargetArn ?? []);
  const isDead = (arn: string) => graveyards.includes(arn);
  return {
    all: there.length,
    dead: there.filter(({ is }) => isDead(is.outputs.arn)),
    scans: there.filter(({ is }) => !isDead(is.outputs.arn)),
    blind,
  };
}

type Queue = ReturnType<typeof queuesIn>["scans"][number];

/** What CloudWatch has measured of queues, in their order. */
const measuredFor = (look: Look, queues: readonly Queue[]): Promise<readonly Measured[]> =>
  queueMetrics(
    look.aws,
    queues.map(({ key }) => key.QueueName),
  );
