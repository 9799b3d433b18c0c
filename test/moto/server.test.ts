import { spawn } from "node:child_process";
import { CreateQueueCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, inject, test } from "vitest";
import { describeOnMoto, launcher, startMoto } from "./server";

describeOnMoto("a moto server of one's own", () => {
  const queues = async (url: string) => {
    const { QueueUrls = [] } = await clientAt(url).send(new ListQueuesCommand());
    return QueueUrls;
  };
  const clientAt = (endpoint: string) =>
    new SQSClient({ endpoint, region: "us-east-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } });

  test("shares nothing with another one, and is empty after a reset", async () => {
    const [one, other] = await Promise.all([startMoto(), startMoto()]);
    try {
      await clientAt(one.url).send(new CreateQueueCommand({ QueueName: "q" }));
      expect(await queues(one.url)).toEqual([`${one.url}/123456789012/q`]);
      expect(await queues(other.url)).toEqual([]);
      await one.reset();
      expect(await queues(one.url)).toEqual([]);
    } finally {
      await Promise.all([one.stop(), other.stop()]);
    }
    await expect(fetch(one.url)).rejects.toThrow();
  });

  test("ends when the process that started it is gone, however that ended", async () => {
    const code = `
      const { spawn } = require("node:child_process");
      const child = spawn(process.argv[1], ["-c", process.argv[2]], { stdio: ["pipe", "ignore", "pipe"] });
      child.stderr.pipe(process.stdout);`;
    const owner = spawn(process.execPath, ["-e", code, inject("moto").python!, launcher], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    owner.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    const answers = (): Promise<boolean> =>
      fetch(`${/http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0]}/moto-api/config`).then(
        ({ ok }) => ok,
        () => false,
      );
    await expect.poll(answers, { timeout: 20_000 }).toBe(true);
    owner.kill("SIGKILL");
    await expect.poll(answers, { timeout: 20_000 }).toBe(false);
  });
});
