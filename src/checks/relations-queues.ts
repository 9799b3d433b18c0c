import { sqsQueue } from "../kinds/sqs-queue";
import { scanQueues } from "../risken/queues";
import { correction, type Wrong } from "./boot-fixes";
import { startingPods } from "./boot-pods";
import type { Check, Detail, Look, Verdict } from "./check";
import { fixOurs } from "./remedies";
import { allSeen, unlessNothing } from "./seen";

/** Whether what the pods read about queues is about the queues that there are. */
export const queueRelations: readonly Check[] = [
  {
    id: "boot/queue-urls",
    category: "boot",
    title: {
      en: "Every queue URL that a pod reads is the URL of its queue",
      ja: "Pod が読むキュー URL は、すべて対応するキューの URL です",
    },
    why: {
      en: "With the URL of another queue, or of one that is no more, datasource-api starts scans that nobody hears of, and the scanner polls something else. Both pods stay Running.",
      ja: "別のキューや存在しないキューの URL が設定されていると、datasource-api の送信先とスキャナーの受信元が食い違い、スキャンが始まりません。どちらの Pod も Running のままです。",
    },
    fix: fixOurs,
    key: "queues",
    run: urls,
  },
  {
    id: "boot/queue-region",
    category: "boot",
    title: {
      en: "Queue URLs, SQS endpoint and AWS_REGION name the same region",
      ja: "キュー URL・SQS エンドポイント・AWS_REGION のリージョンは一致しています",
    },
    why: {
      en: "Every call goes to SQS_ENDPOINT and is signed for AWS_REGION, whatever the queue's URL says. SQS refuses a signature for another region, and a queue of another region is not found there. Only the log tells.",
      ja: "キュー URL にかかわらず、呼び出しは SQS_ENDPOINT に送られ、AWS_REGION で署名されます。リージョンが異なると、署名が拒否されるか、キューが見つかりません。ログにしか現れません。",
    },
    fix: fixOurs,
    key: "region",
    run: regions,
  },
];

async function urls(look: Look): Promise<Verdict> {
  const { there, blind } = allSeen(look, sqsQueue);
  const urlOf = new Map(there.map(({ name, is }) => [name, is.outputs.url]));
  const wrong = (await startingPods(look)).flatMap((pod) =>
    scanQueues.flatMap(({ name, variable }) => {
      const { named, reads } = pod;
      const found = named.get(`${variable}_QUEUE_URL`);
      const url = urlOf.get(name);
      // A default has a check of its own.
      const counts = reads.some((one) => one.name === found?.name) && found?.source !== "default";
      if (!found || !url || !counts || found.value.trim() === url || isInCluster(found.value)) return [];
      return [{ pod, name: found.name, expected: url, actual: found.value }];
    }),
  );
  const names = [...new Set(wrong.map(({ name }) => name))].sort().join(", ");
  return unlessNothing(
    {
      status: "fail",
      found: {
        en: `It is not the URL of the queue: ${names}.`,
        ja: `対応するキューの URL ではありません: ${names}`,
      },
      details: wrong.map(detailOf),
      fix: wrong.length > 0 ? correction(look, wrong) : undefined,
    },
    blind,
  );
}

const detailOf = ({ pod, name, expected, actual }: Wrong & Omit<Detail, "path">): Detail => ({
  path: `${pod.service} ${name}`,
  expected,
  actual,
});

const isInCluster = (url: string): boolean => url.includes(".svc.cluster.local");

async function regions(look: Look): Promise<Verdict> {
  const { there, blind } = allSeen(look, sqsQueue);
  const arns = new Map(there.map(({ is }) => [is.outputs.url, is.outputs.arn]));
  const wrong = (await startingPods(look)).flatMap((pod) => {
    const { named, reads } = pod;
    const expected = named.get("AWS_REGION")?.value;
    if (!expected || !reads.some(({ name }) => name === "AWS_REGION")) return [];
    return reads
      .filter(({ name }) => name === "SQS_ENDPOINT" || name.endsWith("_QUEUE_URL"))
      .flatMap(({ name }) => {
        const value = named.get(name)?.value ?? "";
        // An emulator's URLs name no region: the queue's ARN does.
        const region = arns.get(value)?.split(":")[3] ?? regionIn(value);
        if (region === undefined || region === expected) return [];
        return [{ pod, name, expected, actual: value }];
      });
  });
  return unlessNothing(
    {
      status: "fail",
      found: {
        en: "Pods would call SQS in one region and sign for another.",
        ja: "Pod は、SQS を呼び出すリージョンとは別のリージョンで署名します。",
      },
      details: wrong.map(detailOf),
      fix: wrong.length > 0 ? correction(look, wrong) : undefined,
    },
    blind,
  );
}

/** The region in a host of SQS, also of a VPC endpoint; undefined for other hosts. */
function regionIn(url: string): string | undefined {
  const host = URL.canParse(url) ? new URL(url).host : "";
  const [, newer, older] = /(?:^|\.)sqs(?:-fips)?\.([a-z0-9-]+)\.|^([a-z0-9-]+)\.queue\./.exec(host) ?? [];
  return newer ?? older;
}
