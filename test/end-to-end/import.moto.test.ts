import { PurgeQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { vi } from "vitest";
import { describeOnMoto } from "../moto/server";
import { shapes } from "./hand-made";
import { sessionAt } from "./hand-made/ground";
import { type Scene, testLife } from "./hand-made/life";
import { setStage } from "./stage";

// Parameter Store takes three writes a second, and there are some hundred parameters.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

describeOnMoto("on a moto server", () => {
  for (const shape of shapes) testLife(shape, setScene);
});

async function setScene(): Promise<Scene> {
  const stage = await setStage({ AWS_REGION: "ap-northeast-1" });
  // Under the proxy's address, because URLs of queues are what they were asked for.
  const { region } = stage.seeded;
  const sqs = new SQSClient({
    region,
    endpoint: stage.proxy.url,
    credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
  });
  const apart = async <T>(work: () => Promise<T>): Promise<T> => {
    const before = written();
    const done = await work();
    stage.proxy.clear();
    seen = before;
    return done;
  };
  let seen: readonly string[] = [];
  const written = () => [...seen, ...stage.proxy.writes().map(({ service, operation }) => `${service}:${operation}`)];
  return {
    folder: stage.folder,
    file: "risken-aws.yaml",
    run: (args) => stage.run(args),
    byHand: (work) => apart(async () => work(await sessionAt(stage.proxy.url, region))),
    written: async () => {
      const all = written();
      stage.proxy.clear();
      seen = [];
      return all;
    },
    send: (QueueUrl, MessageBody) =>
      apart(async () => void (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody })))),
    messages: (QueueUrl) =>
      apart(async () => {
        const received = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0, WaitTimeSeconds: 0, MaxNumberOfMessages: 10 }),
        );
        return (received.Messages ?? []).map(({ Body }) => Body!);
      }),
    drain: (QueueUrl) => apart(async () => void (await sqs.send(new PurgeQueueCommand({ QueueUrl })))),
    remove: () => stage.stop(),
  };
}
