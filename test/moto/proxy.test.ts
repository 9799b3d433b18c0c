import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { DescribeClusterCommand, EKSClient } from "@aws-sdk/client-eks";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { ListHostedZonesCommand, Route53Client } from "@aws-sdk/client-route-53";
import { CreateQueueCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type AwsProxy, startProxy } from "./proxy";
import { describeOnMoto, type Moto, startMoto } from "./server";

describeOnMoto("the proxy in front of moto", () => {
  let moto: Moto;
  let proxy: AwsProxy;
  beforeAll(async () => {
    moto = await startMoto();
  });
  beforeEach(async () => {
    await moto.reset();
    proxy = await startProxy(moto.url);
    return () => proxy.stop();
  });
  afterAll(() => moto.stop());

  const settings = () => ({
    endpoint: proxy.url,
    region: "ap-northeast-1",
    credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
    maxAttempts: 1,
  });
  const put = (Name: string) => new PutParameterCommand({ Name, Value: "v", Type: "String" });

  test("keeps a record of every call and knows the writes", async () => {
    const ssm = new SSMClient(settings());
    await ssm.send(put("/a/b"));
    await ssm.send(new GetParameterCommand({ Name: "/a/b" }));
    await expect(ssm.send(new GetParameterCommand({ Name: "/none" }))).rejects.toThrow();
    expect(proxy.calls).toMatchObject([
      { service: "ssm", region: "ap-northeast-1", operation: "PutParameter", status: 200, applied: 200 },
      { operation: "GetParameter", input: { Name: "/a/b" }, status: 200 },
      { operation: "GetParameter", status: 400, applied: 400 },
    ]);
    expect(proxy.writes().map(({ operation }) => operation)).toEqual(["PutParameter"]);
    for (const { start, end } of proxy.calls) expect(end).toBeGreaterThan(start);
    proxy.clear();
    expect(proxy.calls).toEqual([]);
  });

  test("names queues by its own address, so that the calls on them come back to it", async () => {
    const sqs = new SQSClient(settings());
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "q" }));
    expect(new URL(QueueUrl!).origin).toBe(proxy.url);
  });

  test("counts concurrent calls as one round and waits before each", async () => {
    const ssm = new SSMClient(settings());
    proxy.latency = 100;
    await Promise.all(["/a", "/b", "/c"].map((name) => ssm.send(put(name))));
    expect(proxy.rounds()).toBe(1);
    await ssm.send(put("/d"));
    await ssm.send(put("/e"));
    expect(proxy.rounds()).toBe(3);
    for (const { start, end } of proxy.calls) expect(end - start).toBeGreaterThanOrEqual(99);
  });

  test("loses an answer after the server has done the work", async () => {
    const sqs = new SQSClient(settings());
    proxy.fault(({ operation }) => operation === "CreateQueue", { kind: "lost" }, 1);
    await expect(sqs.send(new CreateQueueCommand({ QueueName: "q" }))).rejects.toThrow();
    const [call] = proxy.calls;
    expect(call).toMatchObject({ operation: "CreateQueue", applied: 200 });
    expect(call).not.toHaveProperty("status");
    await sqs.send(new GetQueueUrlCommand({ QueueName: "q" }));
  });

  test("cuts a connection before the server hears of the call", async () => {
    const sqs = new SQSClient(settings());
    const mend = proxy.fault(() => true, { kind: "cut" });
    await expect(sqs.send(new CreateQueueCommand({ QueueName: "q" }))).rejects.toThrow();
    expect(proxy.calls[0]).not.toHaveProperty("applied");
    mend();
    await expect(sqs.send(new GetQueueUrlCommand({ QueueName: "q" }))).rejects.toMatchObject({
      name: "QueueDoesNotExist",
    });
  });

  test("refuses in the protocol of each service", async () => {
    proxy.fault(() => true, { kind: "error", status: 400, code: "AccessDeniedException", message: "no" });
    const denied = { name: "AccessDeniedException", message: "no" };
    await expect(new SSMClient(settings()).send(put("/a"))).rejects.toMatchObject(denied);
    await expect(new SQSClient(settings()).send(new GetQueueUrlCommand({ QueueName: "q" }))).rejects.toMatchObject(
      denied,
    );
    await expect(new IAMClient(settings()).send(new GetRoleCommand({ RoleName: "r" }))).rejects.toMatchObject(denied);
    await expect(new EC2Client(settings()).send(new DescribeVpcsCommand())).rejects.toMatchObject(denied);
    await expect(new EKSClient(settings()).send(new DescribeClusterCommand({ name: "c" }))).rejects.toMatchObject(
      denied,
    );
    await expect(new Route53Client(settings()).send(new ListHostedZonesCommand())).rejects.toMatchObject(denied);
    expect(proxy.calls.every(({ applied }) => applied === undefined)).toBe(true);
  });

  test("limits a rate: the burst passes, what is faster is throttled, later it passes again", async () => {
    const ssm = new SSMClient(settings());
    proxy.limit(({ operation }) => operation === "PutParameter");
    const sent = await Promise.allSettled(["/a", "/b", "/c", "/d", "/e"].map((name) => ssm.send(put(name))));
    const refused = sent.flatMap((one) => (one.status === "rejected" ? [one.reason.name] : []));
    // A slow machine may have refilled one of the two by then.
    expect(refused.length).toBeGreaterThanOrEqual(1);
    expect(refused.length).toBeLessThanOrEqual(2);
    expect(new Set(refused)).toEqual(new Set(["ThrottlingException"]));
    await new Promise((done) => setTimeout(done, 400));
    await ssm.send(put("/f"));
  });
});
