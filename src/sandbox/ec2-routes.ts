import type { Filter, Route, State } from "@aws-sdk/client-ec2";
import { type Account, type Answers, awsError } from "./account";
import { freshIds } from "./fresh-ids";
import { pageOf } from "./paging";

interface RouteTableRow {
  readonly id: string;
  readonly vpcId: string;
  /** Takes every subnet of its VPC that names no other table. */
  readonly main: boolean;
  readonly subnetIds: string[];
  readonly routes: Route[];
}

interface EndpointRow {
  readonly id: string;
  readonly vpcId: string;
  readonly service: string;
  readonly privateDns: boolean;
}

/** By id. */
export const routeTables = (account: Account) => account.table<RouteTableRow>("ec2.routeTables");
/** By id. */
export const vpcEndpoints = (account: Account) => account.table<EndpointRow>("ec2.vpcEndpoints");

/** How packets find their way, which the tool only reads. */
export const routeAnswers: Pick<Answers<"ec2">, "DescribeRouteTables" | "DescribeVpcEndpoints"> = {
  DescribeRouteTables({ Filters, MaxResults = 100, NextToken }, account) {
    const found = Object.values(routeTables(account)).filter((row) => passes(Filters, { "vpc-id": row.vpcId }));
    const { items, next } = pageOf(found, MaxResults, NextToken);
    return { RouteTables: items.map((row) => shown(row, account)), NextToken: next };
  },

  DescribeVpcEndpoints({ Filters, MaxResults = 1000, NextToken }, account) {
    const found = Object.values(vpcEndpoints(account)).filter((row) =>
      passes(Filters, { "vpc-id": row.vpcId, "service-name": row.service }),
    );
    const { items, next } = pageOf(found, MaxResults, NextToken);
    return {
      VpcEndpoints: items.map(({ id, vpcId, service, privateDns }) => ({
        VpcEndpointId: id,
        VpcEndpointType: "Interface",
        VpcId: vpcId,
        ServiceName: service,
        // On the wire it is in small letters, whatever the SDK's types say.
        State: "available" as State,
        PrivateDnsEnabled: privateDns,
      })),
      NextToken: next,
    };
  },
};

function passes(filters: readonly Filter[] | undefined, row: Readonly<Record<string, string>>): boolean {
  return (filters ?? []).every(({ Name, Values = [] }) => {
    const value = row[Name!];
    if (value === undefined) throw awsError("InvalidParameterValue", `The filter '${Name}' is invalid`);
    return Values.includes(value);
  });
}

function shown({ id, vpcId, main, subnetIds, routes }: RouteTableRow, account: Account) {
  const association = (n: string) => `rtbassoc-${id.slice("rtb-".length, -1)}${n}`;
  return {
    RouteTableId: id,
    VpcId: vpcId,
    OwnerId: account.id,
    Associations: [
      ...(main ? [{ Main: true, RouteTableId: id, RouteTableAssociationId: association("f") }] : []),
      ...subnetIds.map((SubnetId, at) => ({
        Main: false,
        RouteTableId: id,
        RouteTableAssociationId: association(String(at)),
        SubnetId,
      })),
    ],
    Routes: [...routes],
  };
}

/** Public subnets lead out through the gateway of the VPC, and all the others through a NAT gateway in one of them. */
export function freshRoutes(account: Account): void {
  const { vpcId, publicSubnetIds } = freshIds;
  const local: Route = {
    DestinationCidrBlock: "10.20.0.0/16",
    GatewayId: "local",
    Origin: "CreateRouteTable",
    State: "active",
  };
  const out = (gateway: Route): Route => ({
    DestinationCidrBlock: "0.0.0.0/0",
    ...gateway,
    Origin: "CreateRoute",
    State: "active",
  });
  const add = (row: RouteTableRow) => {
    routeTables(account)[row.id] = row;
  };
  add({
    id: "rtb-0a1b00000000000a1",
    vpcId,
    main: true,
    subnetIds: [],
    routes: [local, out({ NatGatewayId: "nat-0a1b00000000000a1" })],
  });
  add({
    id: "rtb-0a1b00000000000b2",
    vpcId,
    main: false,
    subnetIds: [...publicSubnetIds],
    routes: [local, out({ GatewayId: "igw-0a1b00000000000a1" })],
  });
}
