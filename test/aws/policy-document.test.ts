import { describe, expect, test } from "vitest";
import { policyOf, type Statement, withStatementsOf } from "../../src/aws/policy-document";

const named: Statement = { Sid: "Send", Effect: "Allow", Action: ["sqs:SendMessage"], Resource: "arn:q" };
const nameless: Statement = {
  Effect: "Allow",
  Principal: { Federated: "arn:provider" },
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: { StringEquals: { "issuer:sub": "risken" } },
};
const foreign: Statement = { Effect: "Allow", Principal: { AWS: "999999999999" }, Action: "sts:AssumeRole" };

const kept = (ours: readonly Statement[], theirs: readonly Statement[]) =>
  withStatementsOf(policyOf(...ours), policyOf(...theirs)).Statement;

describe("what others have added to a policy is kept", () => {
  test("beside ours, however those are spelt there", () => {
    const spelt = { ...named, Action: "SQS:SendMessage" };
    expect(kept([named], [foreign, spelt])).toEqual([named, foreign]);
  });

  test("also when ours are gone", () => {
    expect(kept([named], [foreign])).toEqual([named, foreign]);
  });

  test("but not one of ours that was rewritten under its name", () => {
    expect(kept([named], [{ ...named, Resource: "*" }, foreign])).toEqual([named, foreign]);
  });

  test("nor one without a name that does the same in the place of ours", () => {
    const { Condition: _, ...open } = nameless;
    expect(kept([nameless], [open, foreign])).toEqual([nameless, foreign]);
  });

  test("one more that does the same stays where ours is untouched", () => {
    const another = { ...nameless, Principal: { Federated: "arn:other" } };
    expect(kept([nameless], [nameless, another])).toEqual([nameless, another]);
  });

  test("without another document there is nothing to keep", () => {
    expect(withStatementsOf(policyOf(named), undefined)).toEqual(policyOf(named));
  });
});
