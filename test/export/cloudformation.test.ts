import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { cloudFormationTemplate } from "../../src/export/cloudformation";
import { cfnKinds } from "../../src/export/cloudformation-kinds";
import { referable } from "../../src/export/facts";
import { isMarked } from "../../src/export/marks";
import { kinds } from "../../src/kinds";
import { settlementOf, variations } from "./settlements";

test("every kind is written in CloudFormation, or says why it is not", () => {
  expect(kinds.map(({ type }) => type).filter((type) => !(type in cfnKinds))).toEqual([]);
  expect(Object.keys(cfnKinds).filter((type) => !kinds.some((kind) => kind.type === type))).toEqual([]);
  // And what it is called where others refer to it, but for what CloudFormation needs nobody to refer to.
  const unneeded = ["acm.certificate proofName", "acm.certificate proofValue"];
  const unnamed = referable.filter((name) => {
    if (unneeded.includes(name)) return false;
    const [type, output] = name.split(" ");
    const kind = cfnKinds[type!]!;
    return "inexpressible" in kind || !(output! in kind.attributes);
  });
  expect(unnamed).toEqual([]);
});

describe.each(Object.entries(variations))("the template of a config: %s", (_, values) => {
  const templateOf = async (account?: string) =>
    cloudFormationTemplate({ env: "prd", settlement: await settlementOf(values, account), lookups: {} });

  test("has everything that is wanted, but for what it says", async () => {
    const { made } = await settlementOf(values);
    const { text, leftOut } = await templateOf();
    const resources = Object.keys(read(text).Resources).length;
    // Policies of queues and topics are resources of their own; beside its addresses, each host has a record that says whose they are.
    const more = made.filter(({ kind }) => ["sqs.queue", "sns.topic", "route53.alias"].includes(kind.type)).length;
    expect(resources).toBe(made.length - leftOut.length + more);
    for (const { name, because } of leftOut) expect(text).toContain(`#   ${name}: ${because.ja}`);
  });

  test("leaves no reference open, with and without an account", async () => {
    for (const account of [undefined, "123456789012"]) {
      const { text } = await templateOf(account);
      expect(isMarked(text)).toBe(false);
      expect(text).not.toContain("undefined");
      expect(text.includes("AWS::AccountId")).toBe(account === undefined);
    }
  });

  test("keeps what holds data", async () => {
    const { Resources } = read((await templateOf()).text);
    const kept = Object.values(Resources).filter(({ DeletionPolicy }) => DeletionPolicy === "Retain");
    expect(new Set(kept.map(({ Type }) => Type))).toEqual(
      new Set([
        "AWS::SQS::Queue",
        "AWS::IAM::OIDCProvider",
        ...("SecretCodeCommon" in Resources ? ["AWS::SecretsManager::Secret"] : []),
        ...("UserPoolUsers" in Resources ? ["AWS::Cognito::UserPool"] : []),
        ...("UserGroupAnalysts" in Resources ? ["AWS::Cognito::UserPoolGroup"] : []),
        ...("TopicAlarms" in Resources ? ["AWS::SNS::Topic"] : []),
        ...("KeyEncryption" in Resources ? ["AWS::KMS::Key"] : []),
      ]),
    );
    for (const { DeletionPolicy, UpdateReplacePolicy } of Object.values(Resources)) {
      // An import refuses resources that do not say what becomes of them.
      expect(DeletionPolicy).toBeDefined();
      expect(UpdateReplacePolicy).toBe(DeletionPolicy);
    }
  });

  test("fits what CloudFormation takes", async () => {
    const { text } = await templateOf();
    const { Resources, Parameters } = read(text);
    expect(Object.keys(Resources).length).toBeLessThanOrEqual(500);
    expect(Object.keys(Parameters).length).toBeLessThanOrEqual(200);
    // More than a request takes, and less than a bucket may hold.
    expect(Buffer.byteLength(text)).toBeGreaterThan(51_200);
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    expect(Object.keys(Resources).filter((id) => !/^[A-Za-z0-9]{1,255}$/.test(id))).toEqual([]);
    for (const { Description } of Object.values(Parameters)) expect(Description).toMatch(/^[ -~]+$/);
  });
});

test("a pool's providers are handed in without what is nobody's to read", async () => {
  const settlement = await settlementOf(variations.federated!);
  const { text } = cloudFormationTemplate({ env: "prd", settlement, lookups: { OktaClientSecret: "{{resolve:…}}" } });
  const { Parameters, Resources } = read(text) as {
    Parameters: object;
    Resources: Record<string, { Properties: object }>;
  };
  expect(Object.keys(Parameters)).toContain("PartnerMetadata");
  expect(Object.keys(Parameters)).not.toContain("OktaClientSecret");
  expect(Resources.IdentityProviderOkta!.Properties).toMatchObject({
    ProviderName: "Okta",
    ProviderType: "OIDC",
    ProviderDetails: { client_id: "abc", client_secret: "{{resolve:…}}", oidc_issuer: "https://idp.example.com" },
  });
  expect(Resources.UserPoolUsers!.Properties).toMatchObject({
    UserPoolTags: { "risken-aws:members": "true", "risken-aws:id": "user-pool/users" },
    Policies: { PasswordPolicy: { MinimumLength: 12 } },
  });
});

interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Description: string }>>;
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly DeletionPolicy: string;
        readonly UpdateReplacePolicy: string;
        readonly Properties: object;
      }
    >
  >;
}

/** The template with its intrinsic functions as plain text. */
function read(text: string): Template {
  const document = parseDocument(text, { logLevel: "silent" });
  expect(document.errors).toEqual([]);
  return document.toJS() as Template;
}
