import { describe, expect, test } from "vitest";
import { canonicalPolicy, type PolicyDocument } from "../../src/aws/policy-document";
import { decide } from "../../src/aws/policy-evaluation";
import { graphOf } from "../../src/engine/graph";
import { kmsKey } from "../../src/kinds/kms-key";
import { keyArn, keyResources } from "../../src/steps/encryption";
import { keyPolicy } from "../../src/steps/key-policy";
import type { Target } from "../../src/steps/step";
import { aTarget } from "./a-target";

describe("the key of queues, parameters and secrets", () => {
  test("AWS's own needs nothing", () => {
    expect(keyResources(aTarget())).toEqual([]);
    expect(keyArn(aTarget())).toBeUndefined();
  });

  test("one that is there is looked at", () => {
    const [one, ...others] = keyResources(aTarget({ kmsKey: "alias/risken" }));
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      address: "key/encryption",
      wanted: "existing",
      kind: { type: "kms.existing-key" },
      spec: { KeyId: "alias/risken" },
    });
  });

  test("one of our own rotates and has a name", () => {
    const target = aTarget({ kmsKey: "create", env: "stg", namePrefix: "acme" });
    const graph = graphOf(keyResources(target));
    expect(graph.at.get("key/encryption")).toMatchObject({
      wanted: "made",
      kind: { type: kmsKey.type },
      spec: { Description: "acme-stg-encryption", EnableKeyRotation: true },
    });
    expect(graph.at.get("key-alias/encryption")!.spec).toMatchObject({ AliasName: "alias/acme-stg" });
    expect(graph.dependsOn("key-alias/encryption")).toEqual(["key/encryption"]);
  });
});

describe("its policy", () => {
  const root = "arn:aws:iam::123456789012:root";
  const role = (name: string, path = "/risken/prd/") => `arn:aws:iam::123456789012:role${path}${name}`;
  const person = role("admin", "/aws-reserved/sso.amazonaws.com/");

  /** Whether the policy lets somebody of the account, whose IAM policies allow everything. */
  const may = (action: string, who: string, via: string | null, policy = keyPolicy(aTarget({ kmsKey: "create" }))) =>
    decide(
      { identity: [policy] },
      {
        action: `kms:${action}`,
        resource: "arn:aws:kms:ap-northeast-1:123456789012:key/1",
        principal: { AWS: root },
        context: {
          "aws:PrincipalArn": who,
          "kms:ViaService": via && `${via}.ap-northeast-1.amazonaws.com`,
        },
      },
    ) === "allowed";

  const services = ["ssm", "secretsmanager", "sqs"];

  test("names nobody but the account, so that nobody has to be there first", () => {
    const { Statement } = keyPolicy(aTarget({ kmsKey: "create" }));
    expect(new Set(Statement.map(({ Principal }) => JSON.stringify(Principal)))).toEqual(
      new Set([JSON.stringify({ AWS: root })]),
    );
  });

  test.each(["risken-prd-risken", "risken-prd-core", "risken-prd-aws-portscan"])(
    "%s decrypts through the three services and nothing else",
    (name) => {
      for (const path of ["/risken/prd/", "/", "/somebody/elses/"]) {
        for (const via of services) expect(may("Decrypt", role(name, path), via)).toBe(true);
        for (const via of ["s3", "rds", null]) expect(may("Decrypt", role(name, path), via)).toBe(false);
        for (const via of services) expect(may("Encrypt", role(name, path), via)).toBe(false);
      }
    },
  );

  test("who sends messages generates data keys for queues alone", () => {
    for (const name of ["risken-prd-datasource-api", "risken-prd-risken"]) {
      expect(may("GenerateDataKey", role(name), "sqs")).toBe(true);
      for (const via of ["ssm", "secretsmanager", null]) expect(may("GenerateDataKey", role(name), via)).toBe(false);
    }
    for (const via of services) expect(may("GenerateDataKey", role("risken-prd-core"), via)).toBe(false);
  });

  test("people store and read through the services, and administer", () => {
    for (const action of ["Encrypt", "Decrypt", "GenerateDataKey"]) {
      for (const via of services) expect(may(action, person, via)).toBe(true);
      expect(may(action, person, null)).toBe(false);
    }
    for (const action of ["PutKeyPolicy", "ScheduleKeyDeletion", "EnableKeyRotation", "CreateAlias", "TagResource"]) {
      expect(may(action, person, null)).toBe(true);
    }
    expect(may("CreateGrant", person, null)).toBe(false);
  });

  test("a role that the config calls otherwise is one of RISKEN's all the same", () => {
    const nameOf: Target["nameOf"] = (_, thing) => (thing === "risken" ? "our-old-role" : `risken-prd-${thing}`);
    const policy = keyPolicy(aTarget({ kmsKey: "create", nameOf }));
    expect(may("Decrypt", role("our-old-role"), "ssm", policy)).toBe(true);
    expect(may("GenerateDataKey", role("our-old-role"), "sqs", policy)).toBe(true);
    expect(may("Encrypt", role("our-old-role"), "ssm", policy)).toBe(false);
  });

  test("in China its services have China's names", () => {
    const target = aTarget({ kmsKey: "create", partition: "aws-cn", region: "cn-north-1" });
    const text = JSON.stringify(keyPolicy(target));
    expect(text).toContain("sqs.cn-north-1.amazonaws.com.cn");
    expect(text).toContain("arn:aws-cn:iam::123456789012:root");
  });

  test("fits, and says the same in canonical form", () => {
    const policy: PolicyDocument = keyPolicy(aTarget({ kmsKey: "create" }));
    expect(JSON.stringify(policy).length).toBeLessThan(8_000);
    expect(canonicalPolicy(policy).Statement).toHaveLength(policy.Statement.length);
  });
});
