import { expect, test } from "vitest";
import { sts } from "../../src/checks/health-sts";
import { routeTables, vpcEndpoints } from "../../src/sandbox/ec2-routes";
import { nodegroups } from "../../src/sandbox/eks";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { type Installed, installed } from "./installed";

const { privateSubnetIds, publicSubnetIds, vpcId } = freshIds;

const told = async (here: Installed) => sts.run(await here.look());

/** The table that the private subnets get, which name none. */
const mainTable = ({ account }: Installed) => Object.values(routeTables(account)).find(({ main }) => main)!;

/** Takes the way out of a table. */
const close = ({ routes }: ReturnType<typeof mainTable>) => {
  routes.splice(
    routes.findIndex(({ DestinationCidrBlock }) => DestinationCidrBlock === "0.0.0.0/0"),
    1,
  );
};

test("passes where the nodes' subnets lead out, and says what it hasn't seen", async () => {
  const here = await installed();
  expect(await told(here)).toMatchObject({ status: "pass", found: { en: expect.stringContaining("firewalls") } });
});

test("warns of subnets without a way out, not of other subnets", async () => {
  const here = await installed();
  close(mainTable(here));
  expect(await told(here)).toMatchObject({
    status: "warn",
    details: privateSubnetIds.map((path) => ({ path, expected: "0.0.0.0/0" })),
    found: { en: expect.stringContaining("aws-guardduty, aws-accessanalyzer, aws-portscan call STS in us-east-1") },
  });
  for (const group of Object.values(nodegroups(here.account))) Object.assign(group, { subnetIds: publicSubnetIds });
  expect((await told(here)).status).toBe("pass");
});

test("a route that ends nowhere is none", async () => {
  const here = await installed();
  for (const route of mainTable(here).routes) route.State = "blackhole";
  expect((await told(here)).status).toBe("warn");
});

test("nodes of nobody's group stand where the cluster does", async () => {
  const nodes = { nodes: { autoScalingGroups: [freshIds.autoScalingGroupName] } };
  const here = await installed({ config: { ingress: nodes } });
  for (const id of Object.keys(nodegroups(here.account))) delete nodegroups(here.account)[id];
  expect((await told(here)).status).toBe("pass");
  close(mainTable(here));
  expect((await told(here)).status).toBe("warn");
});

test("an endpoint for STS helps in its own region alone", async () => {
  const here = await installed();
  close(mainTable(here));
  const endpoint = { id: "vpce-1", vpcId, service: "com.amazonaws.us-east-1.sts", privateDns: true };
  vpcEndpoints(here.account)[endpoint.id] = endpoint;
  const look = await here.look();
  expect((await sts.run(look)).status).toBe("warn");
  const virginia = { ...look, aws: { ...look.aws, region: "us-east-1" } };
  expect((await sts.run(virginia)).status).toBe("pass");
  vpcEndpoints(here.account)[endpoint.id] = { ...endpoint, privateDns: false };
  expect((await sts.run(virginia)).status).toBe("warn");
});

test("elsewhere than in the main partition these scanners can't work at all", async () => {
  const here = await installed();
  const look = await here.look();
  const target = { ...look.target, partition: "aws-us-gov" };
  expect(await sts.run({ ...look, target })).toMatchObject({
    status: "warn",
    found: { en: expect.stringContaining("can't work in aws-us-gov") },
  });
});

test("there is nothing to it where AWS is not scanned", async () => {
  const here = await installed({ config: { dataSources: ["code"] } });
  close(mainTable(here));
  expect(await told(here)).toMatchObject({ status: "skip", notApplicable: true });
});

test("says which permission it lacks", async () => {
  const here = await installed({
    refuse: ({ operation }) => {
      if (operation === "DescribeRouteTables") throw Object.assign(new Error("no"), { name: "UnauthorizedOperation" });
    },
  });
  const said = (await here.results()).find(({ id }) => id === sts.id);
  expect(said).toMatchObject({ status: "skip", lacks: "ec2:DescribeRouteTables" });
});
