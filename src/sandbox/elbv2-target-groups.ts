import type { TargetGroup, TargetHealth } from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Account, type Answers, awsError } from "./account";
import { instancesIn } from "./autoscaling";
import {
  balancersOf,
  type GroupFields,
  groupBy,
  groups,
  notFound,
  type TargetGroupRow,
  tagsFrom,
} from "./elbv2-tables";
import { pageOf } from "./paging";

type Operation =
  | "CreateTargetGroup"
  | "DescribeTargetGroups"
  | "DescribeTargetHealth"
  | "ModifyTargetGroup"
  | "DeleteTargetGroup";

/** How ELB answers about target groups. */
export const targetGroupAnswers: Pick<Answers<"elbv2">, Operation> = {
  CreateTargetGroup({ Name, Tags = [], ...asked }, account) {
    if (!/^(?!internal-|-)[A-Za-z0-9-]{1,32}$/.test(Name!) || Name!.endsWith("-")) {
      throw awsError("ValidationError", `Target group name '${Name}' is not valid`);
    }
    const fields = groupFields({ ...groupDefaults, TargetGroupName: Name, ...given(asked) });
    const there = Object.values(groups(account)).find(({ fields: { TargetGroupName } }) => TargetGroupName === Name);
    if (there) {
      // Tags are no part of the comparison, and those of the request are not written.
      if (JSON.stringify(sorted(there.fields)) === JSON.stringify(sorted(fields))) {
        return { TargetGroups: [shownGroup(there, account)] };
      }
      throw awsError(
        "DuplicateTargetGroupNameException",
        `A target group with the same name '${Name}' exists, but with different settings`,
        { code: "DuplicateTargetGroupName" },
      );
    }
    const arn = account.arn("elasticloadbalancing", `targetgroup/${Name}/${account.hex(16)}`);
    groups(account)[arn] = { arn, fields, tags: tagsFrom(Tags) };
    return { TargetGroups: [shownGroup(groups(account)[arn]!, account)] };
  },

  DescribeTargetGroups({ Names, TargetGroupArns, LoadBalancerArn, Marker, PageSize = 400 }, account) {
    const all = Object.values(groups(account));
    const missing =
      Names?.some((name) => !all.some(({ fields }) => fields.TargetGroupName === name)) ||
      TargetGroupArns?.some((arn) => !groups(account)[arn]);
    if (missing) throw notFound("TargetGroup", "One or more target groups not found");
    const asked = all
      .filter(
        ({ arn, fields }) =>
          (Names ?? [fields.TargetGroupName]).includes(fields.TargetGroupName!) &&
          (TargetGroupArns ?? [arn]).includes(arn),
      )
      .map((row) => shownGroup(row, account))
      .filter(({ LoadBalancerArns = [] }) => !LoadBalancerArn || LoadBalancerArns.includes(LoadBalancerArn));
    const { items, next } = pageOf(asked, PageSize, Marker);
    return { TargetGroups: items, NextMarker: next };
  },

  /** Nothing answers on the nodes of a sandbox, so nothing is healthy unless somebody has written so. */
  DescribeTargetHealth({ TargetGroupArn }, account) {
    const { arn, fields } = groupBy(TargetGroupArn!, account);
    const used = balancersOf(arn, account).length > 0;
    const HealthCheckPort = fields.HealthCheckPort === "traffic-port" ? String(fields.Port) : fields.HealthCheckPort;
    return {
      TargetHealthDescriptions: instancesIn(account, arn).map((Id) => ({
        Target: { Id, Port: fields.Port },
        HealthCheckPort,
        TargetHealth: used ? (targetHealth(account)[`${arn} ${Id}`] ?? unhealthy) : unused,
      })),
    };
  },

  ModifyTargetGroup({ TargetGroupArn, ...asked }, account) {
    const row = groupBy(TargetGroupArn!, account);
    Object.assign(row.fields, groupFields({ ...row.fields, ...given(asked) }));
    return { TargetGroups: [shownGroup(row, account)] };
  },

  DeleteTargetGroup({ TargetGroupArn }, account) {
    const row = groups(account)[TargetGroupArn!];
    if (row && balancersOf(row.arn, account).length > 0) {
      throw awsError(
        "ResourceInUseException",
        `Target group '${row.arn}' is currently in use by a listener or a rule`,
        {
          code: "ResourceInUse",
        },
      );
    }
    // What isn't there is no error.
    delete groups(account)[TargetGroupArn!];
    return {};
  },
};

/** What ELB found out about a target, by `<ARN of the target group> <id of the instance>`. */
export const targetHealth = (account: Account) => account.table<TargetHealth>("elbv2.targetHealth");

const unhealthy: TargetHealth = {
  State: "unhealthy",
  Reason: "Target.FailedHealthChecks",
  Description: "Health checks failed",
};

const unused: TargetHealth = {
  State: "unused",
  Reason: "Target.NotInUse",
  Description: "Target group is not configured to receive traffic from the load balancer",
};

const groupDefaults: GroupFields = {
  ProtocolVersion: "HTTP1",
  TargetType: "instance",
  IpAddressType: "ipv4",
  HealthCheckEnabled: true,
  HealthCheckProtocol: "HTTP",
  HealthCheckPort: "traffic-port",
  HealthCheckPath: "/",
  HealthCheckIntervalSeconds: 30,
  HealthCheckTimeoutSeconds: 5,
  HealthyThresholdCount: 5,
  UnhealthyThresholdCount: 2,
  Matcher: { HttpCode: "200" },
};

function groupFields(fields: GroupFields): GroupFields {
  const bad = (message: string) => awsError("ValidationError", message);
  const { Port, Protocol, VpcId, HealthCheckPath, HealthCheckIntervalSeconds, HealthCheckTimeoutSeconds } = fields;
  if (!Port || Port < 1 || Port > 65_535) throw bad(`Port '${Port}' must be between 1 and 65535`);
  if (!["HTTP", "HTTPS"].includes(Protocol!))
    throw bad(`Protocol '${Protocol}' is not one of an application load balancer`);
  if (!VpcId) throw bad("A VPC ID must be specified");
  if (!HealthCheckPath!.startsWith("/"))
    throw bad(`Health check path '${HealthCheckPath}' must begin with a '/' character`);
  if (HealthCheckIntervalSeconds! < 5 || HealthCheckIntervalSeconds! > 300)
    throw bad("Health check interval must be 5 to 300");
  if (HealthCheckTimeoutSeconds! < 2 || HealthCheckTimeoutSeconds! > 120)
    throw bad("Health check timeout must be 2 to 120");
  if (HealthCheckTimeoutSeconds! >= HealthCheckIntervalSeconds!) {
    throw bad("Health check timeout must be smaller than the interval");
  }
  for (const count of [fields.HealthyThresholdCount!, fields.UnhealthyThresholdCount!]) {
    if (count < 2 || count > 10) throw bad("Health check thresholds must be 2 to 10");
  }
  return fields;
}

const shownGroup = ({ arn, fields }: TargetGroupRow, account: Account): TargetGroup => ({
  TargetGroupArn: arn,
  ...fields,
  LoadBalancerArns: balancersOf(arn, account),
});

const given = <O extends object>(fields: O): O =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as O;
const sorted = (fields: object) => Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1));
