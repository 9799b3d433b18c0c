import { describe, expect, test } from "vitest";
import type { PolicyDocument, Statement } from "../../src/aws/policy-document";
import { withWhatStays } from "../../src/engine/diff";
import type { AnyKind } from "../../src/engine/kind";
import { cognitoUserPoolClient } from "../../src/kinds/cognito-user-pool-client";
import type { Condition } from "../../src/kinds/elbv2-conditions";
import { elbv2ListenerRule } from "../../src/kinds/elbv2-listener-rule";
import { iamRole } from "../../src/kinds/iam-role";

type Fields = Readonly<Record<string, unknown>>;

/** What is written while others move, and what is left of that when nobody does any more. */
function both(kind: AnyKind, wanted: Fields, has: Fields) {
  const meanwhile = withWhatStays(kind, wanted, has, true);
  const later = withWhatStays(kind, wanted, { ...has, ...meanwhile }, false);
  return { meanwhile, later };
}

const document = (...Statement: Statement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });
const allow = (Action: string | string[], Resource: string | string[], more: Partial<Statement> = {}): Statement => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});

describe("a role's policy", () => {
  const policies = (wanted: PolicyDocument, has: Readonly<Record<string, PolicyDocument>>) => {
    const { meanwhile, later } = both(iamRole as AnyKind, { Policies: { risken: wanted } }, { Policies: has });
    // Once it is there it is left alone until somebody tells to remove it.
    expect(later).toEqual(meanwhile);
    return meanwhile.Policies as Readonly<Record<string, PolicyDocument>>;
  };

  test("goes on allowing what it allowed, in a policy of its own that is written first", () => {
    const wanted = document(allow(["sqs:SendMessage"], ["new", "same"]));
    const found = policies(wanted, {
      theirs: document(),
      risken: document(allow(["sqs:SendMessage"], ["old", "same"])),
    });
    expect(Object.keys(found)).toEqual(["risken-before", "theirs", "risken"]);
    expect(found.risken).toEqual(wanted);
    expect(found["risken-before"]).toEqual(document(allow(["sqs:SendMessage"], ["old"])));
  });

  test("keeps nothing that it still allows, however that is put", () => {
    const has = document(
      allow("sqs:SendMessage", "arn:aws:sqs:r:1:one", { Sid: "Send" }),
      allow(["ssm:GetParameter"], ["arn:aws:ssm:r:1:parameter/prd/a"]),
    );
    const wanted = document(
      allow(["SQS:sendmessage", "sqs:ReceiveMessage"], ["arn:aws:sqs:r:1:one"]),
      allow(["ssm:GetParameter"], ["arn:aws:ssm:r:1:parameter/prd/*"]),
    );
    expect(policies(wanted, { risken: has })).toEqual({ risken: wanted });
  });

  test("keeps conditions: one key through one service is not another", () => {
    const via = (service: string) => ({ Condition: { StringEquals: { "kms:ViaService": service } } });
    const found = policies(document(allow("kms:Decrypt", "key", via("ssm"))), {
      risken: document(allow("kms:Decrypt", "key", via("sqs")), allow("kms:Decrypt", "key", via("ssm"))),
    });
    expect(found["risken-before"]).toEqual(document(allow("kms:Decrypt", ["key"], via("sqs"))));
  });

  test("keeps what is from the time before that, once", () => {
    const found = policies(document(allow("sqs:SendMessage", "third")), {
      risken: document(allow("sqs:SendMessage", "second")),
      "risken-before": document(allow("sqs:SendMessage", ["first", "third"]), allow("sqs:SendMessage", ["second"])),
    });
    expect(found["risken-before"]).toEqual(
      document(allow("sqs:SendMessage", ["second"]), allow("sqs:SendMessage", ["first"])),
    );
  });

  test("says it in short where there is no room for more, by the names that it is about", () => {
    const queues = (prefix: string, length: number) =>
      Array.from({ length }, (_, at) => `arn:aws:sqs:r:1:${prefix}-prd-queue-${at}-with-a-name`);
    const has = (length: number) =>
      document(
        allow("sqs:SendMessage", queues("information-security", length)),
        allow("sqs:SendMessage", ["arn:aws:sqs:r:1:a", "arn:aws:sqs:r:1:b"]),
      );
    const resources = (length: number) =>
      policies(document(allow("sqs:SendMessage", queues("security-department", length))), { risken: has(length) })[
        "risken-before"
      ]!.Statement.map(({ Resource }) => Resource);
    expect(resources(60)[0]).toHaveLength(60);
    expect(resources(80)).toEqual([
      ["arn:aws:sqs:r:1:information-security-prd-queue-*"],
      ["arn:aws:sqs:r:1:a", "arn:aws:sqs:r:1:b"],
    ]);
  });

  test("keeps nothing that is as wide as only a slip is", () => {
    const wide = [allow("*", "one"), allow("sqs:*", "one"), allow("sqs:SendMessage", "*")];
    const others: Statement[] = [
      { Effect: "Deny", Action: "sqs:SendMessage", Resource: "one" },
      { Effect: "Allow", NotAction: "iam:*", Resource: "one" },
    ];
    const wanted = document(allow("sqs:SendMessage", "two"));
    expect(policies(wanted, { risken: document(...wide, ...others) })).toEqual({ risken: wanted });
  });
});

describe("a role's trust", () => {
  const subject = (name: string): Statement => ({
    Effect: "Allow",
    Principal: { Federated: "provider" },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: { "host:sub": name, "host:aud": "sts.amazonaws.com" } },
  });
  const trusted = (wanted: Statement, ...has: Statement[]) => {
    const fields = [wanted, ...has].map((one) => document(one));
    const { meanwhile, later } = both(
      iamRole as AnyKind,
      { AssumeRolePolicyDocument: fields[0] },
      { AssumeRolePolicyDocument: document(...has) },
    );
    expect(later).toEqual(meanwhile);
    return (meanwhile.AssumeRolePolicyDocument as PolicyDocument).Statement;
  };

  test("goes on letting in whom it let in", () => {
    expect(trusted(subject("new"), subject("old"))).toEqual([subject("new"), subject("old")]);
    expect(trusted(subject("same"), subject("same"))).toEqual([subject("same")]);
  });

  test("of nobody in particular doesn't stay", () => {
    const anybody: Statement = { ...subject("x"), Condition: { StringLike: { "host:sub": "*" } } };
    expect(trusted(subject("new"), anybody)).toEqual([subject("new")]);
  });
});

describe("a listener rule", () => {
  const host = (...Values: string[]): Condition => ({ Field: "host-header", HostHeaderConfig: { Values } });
  const path: Condition = { Field: "path-pattern", PathPatternConfig: { Values: ["/api/*"] } };
  const sources: Condition = {
    Field: "source-ip",
    SourceIpConfig: { Values: ["1.0.0.0/8", "2.0.0.0/8", "3.0.0.0/8"] },
  };
  const hosts = (fields: Fields) =>
    (fields.Conditions as readonly Condition[]).flatMap(({ HostHeaderConfig }) => HostHeaderConfig?.Values ?? []);
  const widened = (wanted: readonly Condition[], has: readonly Condition[], elsewhere?: readonly string[]) => {
    const Place = { elsewhere };
    const { meanwhile, later } = both(elbv2ListenerRule as AnyKind, { Conditions: wanted, Place }, { Conditions: has });
    expect(hosts(later)).toEqual(hosts(meanwhile));
    return hosts(meanwhile);
  };

  test("applies to both hosts, and to nothing else of before", () => {
    expect(widened([host("new.example.com"), path], [host("old.example.com"), sources])).toEqual([
      "new.example.com",
      "old.example.com",
    ]);
  });

  test("not to one that has another purpose now", () => {
    const [wanted, has] = [[host("new.example.com")], [host("old.example.com", "api.example.com")]];
    expect(widened(wanted, has, ["api.example.com"])).toEqual(["new.example.com", "old.example.com"]);
  });

  test("as far as it has room", () => {
    const full = [host("new.example.com"), path, sources];
    expect(widened(full, [host("old.example.com"), path, sources])).toEqual(["new.example.com"]);
    expect(widened([host("c.example.com"), path], [host("a.example.com", "b.example.com")])).toHaveLength(3);
  });

  test("of which somebody has changed the host gets its own back at once", () => {
    const kept = withWhatStays(
      elbv2ListenerRule as AnyKind,
      { Conditions: [host("ours.example.com")] },
      { Conditions: [host("theirs.example.com")] },
      false,
    );
    expect(hosts(kept)).toEqual(["ours.example.com"]);
  });
});

describe("an app client", () => {
  const back = (host: string) => `https://${host}.example.com/oauth2/idpresponse`;
  const urls = (wanted: readonly string[], has: readonly string[], whileOthersMove: boolean) =>
    withWhatStays(cognitoUserPoolClient as AnyKind, { CallbackURLs: wanted }, { CallbackURLs: has }, whileOthersMove)
      .CallbackURLs;

  test("lets people come back to both hosts", () => {
    expect(urls([back("new")], [back("old"), "https://other.example.com/"], true)).toEqual([back("new"), back("old")]);
    expect(urls([back("new")], [back("new"), back("old")], false)).toEqual([back("new"), back("old")]);
    expect(urls([back("new")], [back("old")], false)).toEqual([back("new")]);
  });
});
