import type { TargetHealthDescription } from "@aws-sdk/client-elastic-load-balancing-v2";
import { shared } from "../aws/loader";
import { elbv2TargetGroup } from "../kinds/elbv2-target-group";
import { iamRole } from "../kinds/iam-role";
import { AGENT_ROLE } from "../risken/cloudwatch-agent";
import { type Check, type Detail, type Look, pass } from "./check";
import { allSeen, isMissing, notHere, remedy } from "./seen";

/** Whether the load balancer finds somebody to talk to. */
export const targets: Check = {
  id: "health/targets",
  category: "health",
  title: {
    en: "The load balancer finds healthy targets for the API and the console",
    ja: "ロードバランサーから見て、API と画面のターゲットが正常です",
  },
  why: {
    en: "Without a healthy target everybody gets 503, or a sign-in that ends nowhere. The nodes answer on their NodePorts only while the pods behind them are ready.",
    ja: "正常なターゲットがないと、利用者には 503 が返ります。ノードの NodePort は、その先の Pod が準備できている間だけ応答します。",
  },
  fix: remedy(
    { en: "See why the pods don't answer:", ja: "Pod が応答しない原因を確認してください:" },
    "kubectl -n risken get pods,services",
    "kubectl -n risken describe deployment gateway web",
  ),
  reads: ["elasticloadbalancing:DescribeTargetHealth"],
  key: "ingress.targetGroups",

  async run(look) {
    const groups = await groupsIn(look);
    if (groups.length === 0) return isMissing;
    if (!(await isDeployed(look))) return nothingDeployed;
    const down = groups.filter((group) => !group.targets.some(isHealthy));
    const sick = groups.flatMap((group) => {
      const details = group.targets.filter(isSick).map((target) => detailOf(group.name, target));
      return details.length === 0 && down.includes(group) ? [noTarget(group.name)] : details;
    });
    if (sick.length === 0) return pass;
    const { namespace } = look.target;
    return {
      status: down.length > 0 ? "fail" : "warn",
      found:
        down.length > 0
          ? {
              en: `No target of ${down.map(({ name }) => name).join(" and ")} is healthy.`,
              ja: `${down.map(({ name }) => name).join(" と ")} に正常なターゲットがありません。`,
            }
          : { en: "Some nodes don't answer.", ja: "応答しないノードがあります。" },
      details: sick,
      fix: {
        en: targets.fix.en.replaceAll("-n risken", `-n ${namespace}`),
        ja: targets.fix.ja.replaceAll("-n risken", `-n ${namespace}`),
      },
    };
  },
};

/** What needs pods has nothing to look at before there are any. */
export const nothingDeployed = notHere({
  en: "Nothing is deployed yet: no target is healthy, and no pod has ever used its role.",
  ja: "まだ何もデプロイされていません（正常なターゲットがなく、ロールを使用した Pod もありません）。",
});

/**
 * Whether RISKEN has ever run here. ELB doesn't remember whether a target was ever healthy, but IAM remembers for 400
 * days that a role was used, and every pod uses its role before its program starts.
 */
export async function isDeployed(look: Look): Promise<boolean> {
  const roles = allSeen(look, iamRole).there.filter(({ name }) => name !== AGENT_ROLE);
  if (roles.some(({ is }) => is.outputs.used)) return true;
  return (await groupsIn(look)).some((group) => group.targets.some(isHealthy));
}

interface Group {
  readonly name: string;
  readonly targets: readonly TargetHealthDescription[];
}

function groupsIn(look: Look): Promise<readonly Group[]> {
  const { there, blind } = allSeen(look, elbv2TargetGroup);
  if (blind !== undefined) throw blind;
  return Promise.all(there.map(async ({ name, is }) => ({ name, targets: await healthOf(look.aws, is.outputs.arn) })));
}

const healthOf = shared(
  async (aws, TargetGroupArn): Promise<readonly TargetHealthDescription[]> =>
    (await aws.elbv2.DescribeTargetHealth({ TargetGroupArn })).TargetHealthDescriptions ?? [],
);

const isHealthy = ({ TargetHealth }: TargetHealthDescription) => TargetHealth?.State === "healthy";

/** Those that come, go or are kept out on purpose are neither. */
const isSick = ({ TargetHealth }: TargetHealthDescription) => /^unhealthy/.test(TargetHealth?.State ?? "");

const detailOf = (group: string, { Target, TargetHealth: health }: TargetHealthDescription): Detail => ({
  path: `${group} ${Target?.Id}:${Target?.Port}`,
  expected: "healthy",
  actual: [health?.State, health?.Reason, health?.Description].filter(Boolean).join(", "),
});

const noTarget = (group: string): Detail => ({ path: group, expected: "healthy", actual: 0 });
