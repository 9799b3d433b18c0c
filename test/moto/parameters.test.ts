import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Aws, openSession } from "../../src/aws/session";
import { environmentOf } from "../../src/commands/environment";
import { hasChanges } from "../../src/engine/plan";
import { ssmParameter } from "../../src/kinds/ssm-parameter";
import { storedValue } from "../../src/kinds/ssm-stored-value";
import { Secret } from "../../src/secret";
import { install } from "../steps/installed";
import { describeOnMoto, type Moto, startMoto } from "./server";

const tags = { "risken-aws:env": "prd", "risken-aws:id": "parameter/x" };

describeOnMoto("queues and parameters on moto", () => {
  let moto: Moto;
  let aws: Aws;
  beforeAll(async () => {
    moto = await startMoto();
  });
  beforeEach(async () => {
    await moto.reset();
    const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
    const settings = { endpoint: moto.url, credentials };
    aws = await openSession({ region: "ap-northeast-1", settings, rated: false });
  });
  afterAll(() => moto?.stop());

  test("are as wanted after they were made", async () => {
    const { look } = await install(aws);
    expect(hasChanges((await look()).plan)).toBe(false);
    const at = { env: "prd", dataSources: ["aws"], kustomize: { env: {} } };
    const { variables } = await environmentOf(aws, at, "aws-portscan");
    expect(variables).toContainEqual(expect.objectContaining({ name: "SQS_ENDPOINT", value: moto.url }));
    const key = { Env: "prd", Variable: "CODE_DATA_KEY", Directories: ["code/common"], Secrets: [] };
    expect((await storedValue.observe(aws, key, { tags }))?.outputs.value).toBeInstanceOf(Secret);
  });

  test("a parameter changes, is marked and goes", async () => {
    const spec = {
      Name: "/prd/common/X",
      Type: "SecureString",
      Value: new Secret("one"),
      KeyId: "alias/aws/ssm",
    } as const;
    const look = () => ssmParameter.observe(aws.fresh(), spec, { tags });
    await ssmParameter.create(aws, spec, tags);
    const before = (await look())!;
    expect(before).toMatchObject({ spec: { Type: "SecureString", KeyId: "alias/aws/ssm", Tier: "Standard" }, tags });
    await ssmParameter.update(aws, { ...spec, Value: new Secret("two") }, before, new Set(["Value"]));
    await ssmParameter.tag!(aws, before, { Owner: "security" });
    const after = (await look())!;
    expect(after.tags).toEqual({ ...tags, Owner: "security" });
    expect((after.spec.Value as Secret).equals(new Secret("two"))).toBe(true);
    await ssmParameter.remove(aws, spec, after);
    expect(await look()).toBeUndefined();
  });
});
