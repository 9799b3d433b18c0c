import { afterAll, beforeAll, expect, test } from "vitest";
import { openSession } from "../../src/aws/session";
import { type Given, wayIn } from "../steps/way-in";
import { seedAccount } from "./seed";
import { describeOnMoto, type Moto, startMoto } from "./server";

describeOnMoto("the way in on moto", () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto?.stop());

  test("is as wanted after it was made, grows by a host, and shrinks again", async () => {
    const seeded = await seedAccount({ endpoint: moto.url });
    const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
    const aws = await openSession({ region: seeded.region, settings: { endpoint: moto.url, credentials } });
    const { apply, actions } = wayIn(aws, { loadBalancer: seeded.alb.name, cluster: seeded.eks.name });
    const more: Given = {
      apiHost: "api.example.com",
      apiSourceIps: ["203.0.113.0/24"],
      defaultAction: "not-found",
    };
    await apply();
    expect(await actions()).toEqual([]);
    await apply(more);
    expect(await actions(more)).toEqual([]);
    expect((await actions()).sort()).toEqual([
      "delete rule/api-forged-identity",
      "delete rule/api-not-found",
      "delete rule/api-token-1",
    ]);
    await apply({}, true);
    expect(await actions()).toEqual([]);
  });
});
