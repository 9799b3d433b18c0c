import { expect, test } from "vitest";
import { type Endpoint, publishedEndpoint } from "../../src/discovery/oidc";

const issuer = "https://idp.example.com/tenant";
const document = {
  issuer,
  authorization_endpoint: "https://idp.example.com/authorize",
  token_endpoint: "https://idp.example.com/token",
  userinfo_endpoint: "https://graph.example.com/userinfo",
};

function webOf(answer: unknown) {
  const asked: string[] = [];
  const web = async (address: string) => {
    asked.push(address);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { web, asked };
}

test("an endpoint is what the issuer's discovery document says; it is read once", async () => {
  const { web, asked } = webOf(document);
  const endpoints: readonly Endpoint[] = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint"];
  const found = await Promise.all(endpoints.map((one) => publishedEndpoint(web, issuer, one)));
  expect(found.map(({ candidates }) => candidates[0]!.value)).toEqual(endpoints.map((one) => document[one]));
  expect(asked).toEqual(["https://idp.example.com/tenant/.well-known/openid-configuration"]);
});

test("an issuer that ends with a slash has its document below it", async () => {
  const { web, asked } = webOf({ ...document, issuer: `${issuer}/` });
  expect((await publishedEndpoint(web, `${issuer}/`, "token_endpoint")).candidates).toHaveLength(1);
  expect(asked).toEqual(["https://idp.example.com/tenant/.well-known/openid-configuration"]);
});

test("a document of another issuer is not believed, and says whose it is", async () => {
  const { web } = webOf({ ...document, issuer: `${issuer}/` });
  const { candidates, because } = await publishedEndpoint(web, issuer, "token_endpoint");
  expect(candidates).toEqual([]);
  expect(because!.en).toContain(`${issuer}/`);
});

test("where there is none, the reason is said", async () => {
  const { web } = webOf(new Error("HTTP 404"));
  expect(await publishedEndpoint(web, issuer, "token_endpoint")).toMatchObject({
    candidates: [],
    because: { en: expect.stringContaining("HTTP 404") },
  });
});

test.each([
  ["an endpoint that isn't secured", { ...document, token_endpoint: "http://idp.example.com/token" }],
  ["one that is missing", { ...document, token_endpoint: undefined }],
  ["a document that is none", null],
])("%s is no candidate", async (_, answer) => {
  expect((await publishedEndpoint(webOf(answer).web, issuer, "token_endpoint")).candidates).toEqual([]);
});

test.each([undefined, "http://idp.example.com", 7])("nobody is asked about the issuer %j", async (given) => {
  const { web, asked } = webOf(document);
  expect(await publishedEndpoint(web, given, "token_endpoint")).toEqual({ candidates: [] });
  expect(asked).toEqual([]);
});
