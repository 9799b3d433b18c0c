import {
  type Found,
  type FoundCluster,
  type FoundEntrance,
  type FoundRule,
  type FoundTargetGroup,
  nodePorts,
} from "../../discovery/hand-made";
import { type Part, part, type Remark, said } from "./part";

/** Where people come in: a listener, and the host that they type. */
export interface Door {
  readonly entrance: FoundEntrance;
  readonly host: string;
  /** Its rules, in the order in which they are tried. */
  readonly rules: readonly FoundRule[];
}

/** What the config means where it says nothing. */
const USUAL = { first: 1000, last: 1099 };
/** Numbers that a band has at least. */
const BAND = 100;
const LAST = 50_000;

/** Every door that makes people sign in before RISKEN. */
export function doorsIn({ entrances }: Pick<Found, "entrances">): readonly Door[] {
  return entrances.flatMap((entrance) => {
    const guarded = entrance.rules.filter((rule) => rule.signIn && targetOf(rule, entrance));
    const hosts = new Set(guarded.flatMap(({ hosts: all }) => all.slice(0, 1)));
    return [...hosts].map((host) => ({ entrance, host, rules: guarded.filter((rule) => rule.hosts[0] === host) }));
  });
}

/** The door that is meant: the given one, the one that notifications link to, or the only one. */
export function doorOf(
  doors: readonly Door[],
  given: string | undefined,
  baseUrl: string | undefined,
): Door | undefined {
  const linked = baseUrl && URL.canParse(baseUrl) ? new URL(baseUrl).hostname.toLowerCase() : undefined;
  const named = doors.find(({ host }) => host === (given?.toLowerCase() ?? linked));
  return named ?? (doors.length === 1 && !given ? doors[0] : undefined);
}

/** The listener, the hosts, the target groups and the nodes behind them. */
export function wayInPart(
  { nodes }: Pick<Found, "nodes">,
  doors: readonly Door[],
  door: Door | undefined,
  cluster: FoundCluster | undefined,
  named: (thing: string) => string,
): Part {
  if (!door) return part({}, { warnings: doors.length > 1 ? [several(doors)] : [] });
  const { entrance, host, rules } = door;
  const groups = {
    api: groupOf(rules, entrance, "/api/*"),
    web: groupOf(rules, entrance, "/*"),
  };
  const tokens = tokenRules(entrance, host, groups.api);
  const sources = tokens.every(({ sources }) => sources.length > 0) ? tokens.flatMap((rule) => rule.sources) : [];
  const [kept, brought] = [usable(groups, true), usable(groups, false)];
  const remarks: readonly (Remark | undefined)[] = [
    ...rules.filter((rule) => !isOurs(rule)).map(unlikeRemark),
    tokens[0] ? undefined : noApi,
    ...brought.map(([name, group]) => broughtRemark(name, group)),
  ];
  return part(
    said({
      ingress: said({
        loadBalancer: entrance.loadBalancer,
        ...(entrance.obvious ? {} : { listenerArn: entrance.listenerArn }),
        consoleHost: host,
        ...(tokens[0] ? { apiHost: tokens[0].hosts[0], apiSourceIps: [...new Set(sources)] } : {}),
        targetGroups: Object.fromEntries(brought.map(([name, { arn }]) => [name, arn])),
        priorities: bandAround([...rules, ...tokens]),
        nodes: nodesIn(nodes.get(entrance.listenerArn), cluster),
      }),
      names: Object.fromEntries(
        kept
          .filter(([name, group]) => group.name !== named(name))
          .map(([name, group]) => [`target-group/${name}`, group.name]),
      ),
    }),
    { remarks: remarks.filter((one) => one !== undefined) },
  );
}

type Groups = Readonly<Record<"api" | "web", FoundTargetGroup | undefined>>;

/** Those that are as ours would be, or those that aren't: they are used where they stand. */
const usable = (groups: Groups, ours: boolean) =>
  (["api", "web"] as const).flatMap((name) => {
    const group = groups[name];
    return group && (group.usual && group.port === nodePorts[name]) === ours ? [[name, group] as const] : [];
  });

const targetOf = ({ target }: FoundRule, { targetGroups }: FoundEntrance): FoundTargetGroup | undefined =>
  targetGroups.find(({ arn }) => arn === target);

function groupOf(rules: readonly FoundRule[], entrance: FoundEntrance, path: string): FoundTargetGroup | undefined {
  const rule = rules.find(({ paths }) => paths.join() === path) ?? (path === "/*" ? rules.find(isCatchAll) : undefined);
  return rule && targetOf(rule, entrance);
}

/** A host alone means every path too. */
const isCatchAll = ({ paths }: FoundRule): boolean => paths.length === 0;

/** Whether a rule has exactly the conditions of one of ours, so that it can be taken over. */
const isOurs = ({ hosts, paths, sources, more }: FoundRule): boolean =>
  hosts.length === 1 && (paths.join() === "/api/*" || paths.join() === "/*") && sources.length === 0 && !more;

/** The rules by which programs call with access tokens: another host, the same target group, nobody signs in. */
function tokenRules(entrance: FoundEntrance, host: string, api: FoundTargetGroup | undefined): readonly FoundRule[] {
  const open = entrance.rules.filter(
    ({ signIn, target, hosts, paths }) =>
      !signIn && api && target === api.arn && hosts.length === 1 && hosts[0] !== host && paths.join() === "/api/*",
  );
  return open.filter(({ hosts }) => hosts[0] === open[0]?.hosts[0]);
}

/** A band in which the rules keep the numbers that they have; undefined where that is the usual one. */
function bandAround(rules: readonly FoundRule[]): string | undefined {
  const numbers = rules.map(({ priority }) => priority);
  if (numbers.every((number) => number >= USUAL.first && number <= USUAL.last)) return undefined;
  const first = Math.min(...numbers);
  return `${first}-${Math.min(LAST, Math.max(first + BAND - 1, ...numbers))}`;
}

function nodesIn(found: ReturnType<Found["nodes"]["get"]>, cluster: FoundCluster | undefined) {
  if (!found) return {};
  const { autoScalingGroups, securityGroups } = found;
  const expected = cluster?.autoScalingGroups ?? [];
  const differ = autoScalingGroups.length > 0 && autoScalingGroups.join() !== expected.join();
  const isKnown = cluster?.securityGroup !== undefined && securityGroups.includes(cluster.securityGroup);
  return said({
    ...(differ ? { autoScalingGroups } : {}),
    ...(securityGroups.length > 0 && !isKnown ? { securityGroups } : {}),
  });
}

const several = (doors: readonly Door[]) => {
  const hosts = doors.map(({ host }) => host).join(", ");
  return {
    en: `Several hosts could be RISKEN's console: ${hosts}. Say which with --console-host.`,
    ja: `RISKEN の画面のホストの候補が複数あります（${hosts}）。--console-host で指定してください。`,
  };
};

const unlikeRemark = ({ priority, arn }: FoundRule): Remark => ({
  path: "ingress.priorities",
  text: {
    en: `Rule ${priority} has other conditions than RISKEN's documentation, so a rule of ours is made beside it. Remove it when that stands: ${arn}`,
    ja: `優先度 ${priority} のルールは RISKEN のドキュメントと条件が異なるため、別にルールを作成します。作成後に削除してください: ${arn}`,
  },
});

const noApi: Remark = {
  path: "ingress.consoleHost",
  text: {
    en: "No rule lets calls with access tokens in; ingress.apiHost would.",
    ja: "アクセストークン用のルールはありません。必要な場合は ingress.apiHost を指定してください。",
  },
};

const broughtRemark = (name: string, group: FoundTargetGroup): Remark => ({
  path: `ingress.targetGroups.${name}`,
  text: {
    en: `${group.name} is not as RISKEN's documentation has it, so it is used and left to you.`,
    ja: `${group.name} は RISKEN のドキュメントの構成と異なるため、変更せずそのまま使います。`,
  },
});
