import { expect, test } from "vitest";
import { mayMeet } from "../../src/checks/added-overlap";

const host = (...Values: string[]) => ({ Field: "host-header", HostHeaderConfig: { Values } });
const path = (...Values: string[]) => ({ Field: "path-pattern", PathPatternConfig: { Values } });
const from = (...Values: string[]) => ({ Field: "source-ip", SourceIpConfig: { Values } });
const method = (...Values: string[]) => ({ Field: "http-request-method", HttpRequestMethodConfig: { Values } });
const header = (HttpHeaderName: string, ...Values: string[]) => ({
  Field: "http-header",
  HttpHeaderConfig: { HttpHeaderName, Values },
});

test.each([
  ["a host, whatever its case", [host("Console.example.com")], [host("console.example.com"), path("/*")], true],
  ["other hosts", [host("shop.example.com")], [host("console.example.com")], false],
  ["one of several hosts", [host("a.com", "b.com")], [host("b.com")], true],
  ["no host at all", [path("/.well-known/*")], [host("console.example.com"), path("/*")], true],
  ["other paths", [path("/static/*")], [path("/api/*")], false],
  ["a range within", [from("203.0.113.7/32")], [from("203.0.113.0/26")], true],
  ["a range around", [from("0.0.0.0/0")], [from("203.0.113.0/26")], true],
  ["ranges apart", [from("203.0.113.64/26")], [from("203.0.113.0/26")], false],
  ["addresses of another family", [from("::/0")], [from("203.0.113.0/26")], false],
  ["ranges of IPv6", [from("2001:db8::/32")], [from("2001:db8:1::/48")], true],
  ["methods apart", [method("GET")], [method("POST")], false],
  ["the same header with other values", [header("x-a", "1")], [header("x-a", "2*")], false],
  ["another header", [header("x-b", "1")], [header("x-a", "2")], true],
  ["a pattern of another sort", [{ Field: "host-header", HostHeaderConfig: {} as never }], [host("a.com")], true],
  ["a sort of condition that is not known yet", [{ Field: "moon-phase" }], [{ Field: "moon-phase" }], true],
])("%s", (_, one, other, meet) => {
  expect(mayMeet(one, other)).toBe(meet);
  expect(mayMeet(other, one)).toBe(meet);
});
