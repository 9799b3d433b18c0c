import { expect, test } from "vitest";
import { certificates, hostedZones } from "../../src/discovery/domains";
import { addCertificate } from "../../src/sandbox/acm";
import { freshAccount } from "../../src/sandbox/fresh";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { addHostedZone } from "../../src/sandbox/route53";
import { sandboxed } from "../sandboxed";

const loadBalancer = freshIds.loadBalancerName;

test("offers public zones that one of the hosts can stand in, by their ids where two have the name", async () => {
  let second = "";
  const { aws } = await sandboxed((account) => {
    freshAccount(account);
    addHostedZone(account, { name: "example.net" });
    addHostedZone(account, { name: "console.example.com", isPrivate: true });
    second = addHostedZone(account, { name: "console.example.com" });
    addHostedZone(account, { name: "console.example.com", id: "Z1OTHER" });
  });
  const found = await hostedZones(aws, ["console.example.com"]);
  expect(found).toHaveLength(3);
  expect(found).toContainEqual({ value: "example.com", hint: freshIds.hostedZoneId });
  expect(found).toContainEqual({ value: second, hint: "console.example.com" });
  expect(found).toContainEqual({ value: "Z1OTHER", hint: "console.example.com" });
  expect(await hostedZones(aws, ["console.example.org"])).toEqual([]);
});

test("offers a new certificate or one for a host, and nothing where the listener has all that they need", async () => {
  let theirs = "";
  const { aws } = await sandboxed((account) => {
    freshAccount(account);
    theirs = addCertificate(account, ["*.risken.example.com"], "theirs");
    addCertificate(account, ["www.example.com"], "other");
  });
  const hosts = ["console.risken.example.com"];
  expect(await certificates(aws, { loadBalancer, hosts })).toEqual([
    { value: "create" },
    { value: theirs, hint: "*.risken.example.com" },
  ]);
  expect(await certificates(aws, { loadBalancer, hosts: ["console.example.com"] })).toEqual([]);
  expect(await certificates(aws, { loadBalancer: undefined, hosts })).toHaveLength(2);
});
