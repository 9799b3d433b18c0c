import { expect, test } from "vitest";
import { loadBalancers } from "../../src/discovery/load-balancers";
import { addListener, addLoadBalancer, freshElbv2 } from "../../src/sandbox/elbv2";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { sandboxed } from "../sandboxed";

test("offers application load balancers with an HTTPS listener that no controller owns", async () => {
  const { aws } = await sandboxed((account) => {
    freshElbv2(account);
    addListener(account, addLoadBalancer(account, { name: "theirs", tags: { "elbv2.k8s.aws/cluster": "risken" } }));
    addListener(account, addLoadBalancer(account, { name: "plain" }), { protocol: "HTTP", port: 80 });
    addLoadBalancer(account, { name: "network", type: "network" });
  });
  expect(await loadBalancers(aws)).toEqual([
    { value: freshIds.loadBalancerName, hint: `internet-facing, HTTPS 443, ${freshIds.vpcId}` },
  ]);
});

test("asks for tags of twenty at a time", async () => {
  const { aws } = await sandboxed((account) => {
    for (let one = 1; one <= 21; one++) addListener(account, addLoadBalancer(account, { name: `alb-${one}` }));
  });
  expect(await loadBalancers(aws)).toHaveLength(21);
});

test("offers nothing where there is nothing", async () => {
  const { aws } = await sandboxed();
  expect(await loadBalancers(aws)).toEqual([]);
});
