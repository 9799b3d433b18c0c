import { sqsQueue } from "../kinds/sqs-queue";
import type { Check, Look } from "./check";
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
    en: "A scanner that listens to another queue, or not at all, is a healthy pod to Kubernetes: only the messages that nobody takes tell.",
    ja: "別のキューを見ている、またはまったく受信していないスキャナーも、Kubernetes からは正常な Pod に見えます。誰も受け取らないメッセージだけが手がかりです。",
  },
  fix: remedy(
    {
      en: "See whether the scanner runs, and which queue it listens to:",
      ja: "スキャナーが動いているか、どのキューを見ているかを確認してください:",
    },
    "kubectl -n risken logs deployment/<scanner> --tail=50",
    "risken-aws env <scanner>",
  ),
  reads: ["elasticloadbalancing:DescribeTargetHealth"],
  key: "dataSources",

  async run(look) {
    const { scans, blind, all } = queuesIn(look);
    if (all === 0 && blind === undefined) return noQueues;
    const left = scans.filter(({ is: { outputs } }) => outputs.waiting > 0 && outputs.inFlight === 0);
    if (!(await isDeployed(look))) return nothingDeployed;
    return unlessNothing(
      {
        status: "fail",
        found: {
          en: "Messages wait, and nobody works on any of them.",
          ja: "待機中のメッセージがあるのに、処理中のものがありません。",
        },
        details: left.map(({ name, is }) => ({ path: name, expected: 0, actual: is.outputs.waiting })),
        fix: withCommands(
          consumers.fix,
          ...left.flatMap(({ name }) => [
            `kubectl -n ${look.target.namespace} logs deployment/${name} --tail=50`,
            `risken-aws env ${name}`,
          ]),
        ),
      },
      blind,
    );
  },
};

export const queueChecks: readonly Check[] = [deadLetters, consumers];

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
