import { expect, test } from "vitest";
import { webBy } from "../../src/discovery/web";

const at = "https://idp.example.com/.well-known/openid-configuration";

function answering(answer: Response | Error) {
  const asked: { url: string; init: RequestInit }[] = [];
  const web = webBy((async (url: string, init: RequestInit) => {
    asked.push({ url, init });
    if (answer instanceof Error) throw answer;
    return answer;
  }) as typeof fetch);
  return { web, asked };
}

test("what an address says is read, from that address alone and not for ever", async () => {
  const { web, asked } = answering(Response.json({ issuer: "https://idp.example.com" }));
  expect(await web(at)).toEqual({ issuer: "https://idp.example.com" });
  expect(asked).toMatchObject([{ url: at, init: { redirect: "error" } }]);
  expect(asked[0]!.init.signal).toBeInstanceOf(AbortSignal);
});

test("nothing but https is asked", async () => {
  const { web, asked } = answering(Response.json({}));
  await expect(web("http://idp.example.com/")).rejects.toThrow("https");
  expect(asked).toEqual([]);
});

test.each([
  ["a refusal", new Response("no", { status: 404 }), "HTTP 404"],
  ["a page for people", new Response("<html>"), "JSON"],
  ["more than anybody would write", new Response(`"${"x".repeat(1_000_000)}"`), "too long"],
  ["no network", new Error("fetch failed"), "fetch failed"],
])("%s is an error", async (_, answer, message) => {
  await expect(answering(answer).web(at)).rejects.toThrow(message);
});
