import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { isMap, Pair, parseDocument, Scalar, visit } from "yaml";
import { scanQueues } from "../../src/risken/queues";
import { clientsAt } from "../moto/seed/clients";
import { describeOnMoto } from "../moto/server";
import { saveConfig, standardConfig, standardSecrets } from "./config";
import { type RunDocument, runDocument } from "./documents";
import { type Stage, setStage } from "./stage";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const clientSecret = "client-secret-of-the-test";

const oidc = {
  type: "oidc",
  oidc: {
    issuer: "https://idp.example.com",
    authorizationEndpoint: "https://idp.example.com/authorize",
    tokenEndpoint: "https://idp.example.com/token",
    userInfoEndpoint: "https://idp.example.com/userinfo",
    clientId: "abc",
    clientSecret: { env: "RISKEN_OIDC_CLIENT_SECRET" },
  },
};

const configs = [
  { name: "standard", changes: {}, parameters: {} },
  { name: "oidc", changes: { auth: oidc }, parameters: { OidcClientSecret: clientSecret } },
] as const;

type Parameters = Readonly<Record<string, string>>;

describeOnMoto("the exported template, deployed to a moto server's CloudFormation", () => {
  describe.each(configs)("with the config $name", ({ name, changes, parameters }) => {
    let stage: Stage;
    let template: string;
    let plan: RunDocument;

    beforeAll(async () => {
      stage = await setStage(standardSecrets);
      await trustCluster(stage);
      await saveConfig(stage.folder, { ...standardConfig(stage.seeded), ...changes });
      const exported = await stage.run(["export", "cloudformation", "--out", "stack"]);
      expect(exported, exported.stderr).toMatchObject({ code: 0 });
      template = await readFile(join(stage.folder, "stack/template.yaml"), "utf8");
      await deploy(stage, asMotoTakesIt(template), parameters);
      plan = runDocument.parse((await stage.run(["plan", "--json", "--adopt-all"])).json);
    });
    afterAll(() => stage?.stop());

    const idsOf = (kind: string) => plan.changes.filter((one) => one.kind === kind).map(({ id }) => id);
    /** What a plan would change beside tags, by path. */
    const changedIn = (id: string) => {
      const { action, fields } = plan.changes.find((one) => one.id === id)!;
      return [...(action === "create" ? [action] : []), ...fields.map(({ path }) => path)].filter(
        (path) => !path.startsWith("Tags."),
      );
    };
    const differing = (kind: string) => idsOf(kind).filter((id) => changedIn(id).length > 0);

    test("an account in which nothing is yet has nothing to import", async () => {
      const map = await readFile(join(stage.folder, "stack/resources-to-import.json"), "utf8");
      expect(JSON.parse(map)).toEqual([]);
    });

    test("no secret is in it", () => {
      for (const secret of Object.values(standardSecrets)) expect(template).not.toContain(secret);
      expect(template).not.toContain(clientSecret);
    });

    test("what somebody else has made for all is not made again", () => {
      expect(
        parseDocument(template, { logLevel: "silent" }).getIn(["Parameters", "MakeOidcProviderCluster", "Default"]),
      ).toBe("false");
      expect(idsOf("iam.oidc-provider").map(changedIn)).toEqual([[]]);
    });

    test("roles, target groups and openings are as they are planned", () => {
      for (const kind of ["iam.role", "elbv2.target-group", "ec2.security-group-rule"]) {
        expect(idsOf(kind).length, kind).toBeGreaterThan(0);
        expect(differing(kind), kind).toEqual([]);
      }
      expect(plan.summary.failed).toBe(0);
    });

    test("queues are as they are planned, but for their policies, which moto makes none of", () => {
      expect(idsOf("sqs.queue")).toHaveLength(2 * scanQueues.length);
      for (const id of idsOf("sqs.queue")) expect(changedIn(id), id).toEqual(["Policy"]);
    });

    test("parameters are as they are planned, but for the addresses of queues, which are AWS's in the template", () => {
      const different = idsOf("ssm.parameter").filter((id) => changedIn(id).some((path) => path !== "create"));
      const changed = different.filter((id) => !changedIn(id).includes("create"));
      expect(changed.sort()).toEqual(
        [
          "parameter/common/SQS_ENDPOINT",
          ...scanQueues.map(({ dataSource, variable }) => `parameter/${dataSource}/common/${variable}_QUEUE_URL`),
        ].sort(),
      );
      for (const id of changed) {
        const { fields } = plan.changes.find((one) => one.id === id)!;
        const [value, ...others] = fields.filter(({ path }) => !path.startsWith("Tags."));
        expect(others).toEqual([]);
        expect(value!.before).toBe(
          value!.after!.replace(stage.proxy.url, `https://sqs.${stage.seeded.region}.amazonaws.com`),
        );
      }
    });

    test("only what CloudFormation or moto makes nothing of is missing", () => {
      const missing = plan.changes.filter(({ action }) => action === "create").map(({ id }) => id);
      const leftOut = [...template.matchAll(/^# {3}(\S+): CloudFormation makes/gm)].map(([, path]) => path!);
      expect(missing.sort()).toEqual(
        [
          ...leftOut.map((path) => path.replace(/^\/prd\//, "parameter/")),
          "node-attachment/api",
          "node-attachment/web",
          ...(name === "standard" ? ["user-pool-client/console", "user-pool-domain/console", "user-pool/users"] : []),
        ].sort(),
      );
    });

    test("rules are as they are planned, but for what moto makes nothing of", () => {
      const signingIn = ["rule/console-api", "rule/console-web"];
      expect(idsOf("elbv2.listener-rule").length).toBeGreaterThan(signingIn.length);
      expect(differing("elbv2.listener-rule")).toEqual(name === "standard" ? signingIn : []);
    });
  });
});

/** Somebody else has made the provider of the cluster's tokens: moto's CloudFormation makes none. */
const trustCluster = ({ moto, seeded }: Stage) =>
  clientsAt(moto.url, seeded.region).iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: seeded.eks.issuer, ClientIDList: ["sts.amazonaws.com"] }),
  );

/** In CloudFormation's own protocol, for which the tests need no client. */
async function deploy({ moto, seeded }: Stage, body: string, parameters: Parameters): Promise<void> {
  const scope = `20260101/${seeded.region}/cloudformation/aws4_request`;
  const given = Object.entries(parameters).flatMap(([key, value], at) => [
    [`Parameters.member.${at + 1}.ParameterKey`, key] as const,
    [`Parameters.member.${at + 1}.ParameterValue`, value] as const,
  ]);
  const answer = await fetch(moto.url, {
    method: "POST",
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=testing/${scope}, SignedHeaders=host, Signature=none` },
    body: new URLSearchParams({
      Action: "CreateStack",
      Version: "2010-05-15",
      StackName: "risken-prd",
      TemplateBody: body,
      "Capabilities.member.1": "CAPABILITY_NAMED_IAM",
      ...Object.fromEntries(given),
    }),
  });
  expect(answer.status, (await answer.text()) + moto.log()).toBe(200);
}

/**
 * What moto's CloudFormation misunderstands, said so that it understands: it takes a parameter's tags as a list, where AWS
 * takes a map, keeps the policies of roles only as text, and knows no name or attribute of what it doesn't make.
 */
function asMotoTakesIt(template: string): string {
  const document = parseDocument(template, { logLevel: "silent" });
  visit(document, {
    Map(_, map) {
      const tags = map.getIn(["Properties", "Tags"]);
      if (map.get("Type") === "AWS::SSM::Parameter" && isMap(tags)) {
        const list = tags.items.map(({ key, value }) => ({ Key: String(key), Value: String(value) }));
        map.setIn(["Properties", "Tags"], document.createNode(list));
      }
    },
    Pair(_, { key, value }) {
      if (String(key) !== "PolicyDocument" || !isMap(value)) return undefined;
      visit(value, {
        Scalar(_, scalar) {
          if (/^!(Ref|GetAtt)$/.test(scalar.tag ?? "")) scalar.value = `\${${scalar.value}}`;
        },
      });
      const text = new Scalar(JSON.stringify(value.toJS(document)));
      text.tag = "!Sub";
      return new Pair(key, text);
    },
    Scalar(_, scalar) {
      if (/^UserPool/.test(String(scalar.value)) && /^!(Ref|GetAtt)$/.test(scalar.tag ?? "")) scalar.tag = undefined;
    },
  });
  return document.toString({ lineWidth: 0 });
}
