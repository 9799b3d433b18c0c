import { afterAll, beforeAll, expect, test } from "vitest";
import { parsePolicy } from "../../src/aws/policy-document";
import { type Context, decide } from "../../src/aws/policy-evaluation";
import { type Aws, openSession } from "../../src/aws/session";
import { runHere } from "../end-to-end/run-here";
import { describeOnMoto, type Moto, startMoto } from "./server";

const risken = "123456789012";
const scanned = ["111111111111", "222222222222"];
const externalId = "Xk2/risken-4711";

describeOnMoto("the role that risken-aws scan-role prints, rolled out by StackSets", () => {
  let moto: Moto;

  beforeAll(async () => {
    moto = await startMoto();
    const { stdout: TemplateBody } = await runHere(["scan-role", "--set", `account=${risken}`]);
    await cloudFormation({
      Action: "CreateStackSet",
      StackSetName: "risken-scan-role",
      TemplateBody,
      "Capabilities.member.1": "CAPABILITY_NAMED_IAM",
      // The only parameter that has to be given.
      "Parameters.member.1.ParameterKey": "ExternalId",
      "Parameters.member.1.ParameterValue": externalId,
    });
    await cloudFormation({
      Action: "CreateStackInstances",
      StackSetName: "risken-scan-role",
      "Regions.member.1": "ap-northeast-1",
      ...Object.fromEntries(scanned.map((account, at) => [`Accounts.member.${at + 1}`, account])),
    });
  }, 60_000);
  afterAll(() => moto?.stop());

  /** The query protocol by hand: nothing else needs a client of CloudFormation. */
  async function cloudFormation(input: Readonly<Record<string, string>>): Promise<void> {
    const scope = `${risken}/20260101/ap-northeast-1/cloudformation/aws4_request`;
    const answer = await fetch(moto.url, {
      method: "POST",
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` },
      body: new URLSearchParams({ Version: "2010-05-15", ...input }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }

  /** Temporary keys of another account, as an administrator of that account has them. */
  async function inside(account: string): Promise<Aws> {
    const form = { Action: "AssumeRole", Version: "2011-06-15", RoleArn: `arn:aws:iam::${account}:role/admin` };
    const answer = await fetch(moto.url, {
      method: "POST",
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${risken}/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: new URLSearchParams({ ...form, RoleSessionName: "test" }),
    });
    const text = await answer.text();
    const value = (name: string) => new RegExp(`<${name}>([^<]*)<`).exec(text)![1]!;
    const credentials = {
      accessKeyId: value("AccessKeyId"),
      secretAccessKey: value("SecretAccessKey"),
      sessionToken: value("SessionToken"),
    };
    return openSession({ region: "ap-northeast-1", settings: { endpoint: moto.url, credentials } });
  }

  test.each(scanned)(
    "is in account %s, trusts RISKEN's roles with the external ID and nobody else",
    async (account) => {
      const aws = await inside(account);
      expect(aws.account).toBe(account);
      const { Role } = await aws.iam.GetRole({ RoleName: "RISKEN" });
      expect(Role!.Arn).toBe(`arn:aws:iam::${account}:role/RISKEN`);
      const trust = parsePolicy(Role!.AssumeRolePolicyDocument!);
      const asked = (role: string, id: string | null, from = risken) => {
        const context: Context = { "sts:ExternalId": id, "aws:PrincipalArn": `arn:aws:iam::${from}:role${role}` };
        const principal = { AWS: `arn:aws:iam::${from}:root` };
        return decide({ identity: [trust] }, { action: "sts:AssumeRole", resource: Role!.Arn!, context, principal });
      };
      expect(asked("/risken/prd/risken-prd-risken", externalId)).toBe("allowed");
      expect(asked("/risken/prd/risken-prd-aws-portscan", externalId)).toBe("allowed");
      expect(asked("/risken/prd/risken-prd-risken", "another")).toBe("implicitDeny");
      expect(asked("/risken/prd/risken-prd-risken", null)).toBe("implicitDeny");
      expect(asked("/risken/stg/risken-stg-risken", externalId)).toBe("implicitDeny");
      expect(asked("/admin", externalId)).toBe("implicitDeny");
      expect(asked("/risken/prd/risken-prd-risken", externalId, "999999999999")).toBe("implicitDeny");
    },
  );

  // What these policies say is the business of the template's own test: moto attaches none of AWS's, and tells of the other
  // only its name.
  test.each(scanned)("may read what RISKEN reads beyond an auditor, in account %s", async (account) => {
    const { iam } = await inside(account);
    expect((await iam.ListRolePolicies({ RoleName: "RISKEN" })).PolicyNames).toEqual(["RISKEN"]);
  });
});
