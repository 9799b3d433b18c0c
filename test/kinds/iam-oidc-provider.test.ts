import { expect, test } from "vitest";
import { differences } from "../../src/engine/diff";
import { iamOidcProvider } from "../../src/kinds/iam-oidc-provider";
import { obeysTheLaws } from "../laws";
import { sandboxed } from "../sandboxed";

const spec = {
  Url: "https://oidc.eks.ap-northeast-1.amazonaws.com/id/A1B2C3D4E5F60718293A4B5C6D7E8F90",
  ClientIDList: ["sts.amazonaws.com"],
};

obeysTheLaws(iamOidcProvider, {
  spec,
  changed: spec,
  fixed: ["ClientIDList"],
  same: [{ ...spec, ClientIDList: ["sts.amazonaws.com", "somebody-else"] }],
});

test("our audience is added to a provider that others have made, and theirs stays", async () => {
  const { aws } = await sandboxed();
  await aws.iam.CreateOpenIDConnectProvider({ Url: spec.Url, ClientIDList: ["somebody-else"] });
  const seen = (await iamOidcProvider.observe(aws.fresh(), spec, { tags: {} }))!;
  expect(differences(iamOidcProvider, spec, seen.spec as never).fields).toEqual([
    { path: "ClientIDList", before: [], after: ["sts.amazonaws.com"] },
  ]);
  await iamOidcProvider.update(aws, spec, seen, new Set(["ClientIDList"]));
  const after = (await iamOidcProvider.observe(aws.fresh(), spec, { tags: {} }))!;
  expect(after.spec.ClientIDList).toEqual(["somebody-else", "sts.amazonaws.com"]);
  expect(differences(iamOidcProvider, spec, after.spec as never).fields).toEqual([]);
});

test("its ARN is made of the issuer", async () => {
  const { aws } = await sandboxed();
  await iamOidcProvider.create(aws, spec, {});
  const { outputs } = (await iamOidcProvider.observe(aws.fresh(), spec, { tags: {} }))!;
  expect(outputs.arn).toBe(
    "arn:aws:iam::123456789012:oidc-provider/oidc.eks.ap-northeast-1.amazonaws.com/id/A1B2C3D4E5F60718293A4B5C6D7E8F90",
  );
});
