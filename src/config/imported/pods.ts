import type { Found, FoundCluster, FoundRole } from "../../discovery/hand-made";
import { olderNamespaces, services } from "../../risken/services";
import { type Part, part, type Remark, said } from "./part";

const SCAN_ROLE = "RISKEN";

/** The cluster that RISKEN runs on, or undefined where several could be meant. */
export function clusterIn({ clusters, roles }: Found, given: string | undefined): FoundCluster | undefined {
  const trusted = clusters.filter(({ name }) => roles.some(({ cluster }) => cluster === name));
  const candidates = given ? clusters.filter(({ name }) => name === given) : trusted.length > 0 ? trusted : clusters;
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** The cluster, the namespace, and the roles that RISKEN's service accounts have now. */
export function podsPart(found: Found, cluster: FoundCluster | undefined, named: (thing: string) => string): Part {
  const usualPath = `/${named("").replace(`-${found.env}-`, "")}/${found.env}/`;
  const roles = found.roles.filter((one) => one.cluster === cluster?.name);
  const home = homeOf(found, roles);
  const own = rolesIn(home, roles);
  const older = roles.filter(({ accounts }) => accounts.some(isOlder));
  const [first] = own;
  const perService = own.length > 0 && own.every(({ id }) => id !== "risken");
  const section = said({
    ...(cluster ? { name: cluster.name } : {}),
    ...(home && home !== "risken" ? { namespace: home } : {}),
    ...(perService ? { serviceAccounts: "per-service" } : {}),
    ...(first?.role.boundary ? { permissionsBoundary: first.role.boundary } : {}),
    ...(first && first.role.path !== usualPath ? { rolePath: first.role.path } : {}),
    ...scanRoleIn(roles),
  });
  const names = own.map(({ id, role }) => [`role/${id}`, role.name, named(id)] as const);
  return part(
    said({
      cluster: section,
      names: Object.fromEntries(
        names.filter(([, name, ours]) => name !== ours).map(([address, name]) => [address, name]),
      ),
    }),
    { remarks: [...older.map((role) => olderRemark(role, named("risken"))), ...strangers(own, roles, older, home)] },
  );
}

interface Own {
  /** The thing that it is to us: `risken`, or a service. */
  readonly id: string;
  readonly role: FoundRole;
}

/** The namespace that RISKEN's one service account, or those of its services, are in. */
function homeOf({ parameters }: Found, roles: readonly FoundRole[]): string | undefined {
  const addresses = parameters.flatMap(({ variable, text = "" }) => {
    const [, namespace] = /^core\.([a-z0-9-]+)\.svc/.exec(/^CORE_(SVC_)?ADDR$/.test(variable) ? text : "") ?? [];
    return namespace && !olderNamespaces.includes(namespace) ? [namespace] : [];
  });
  if (addresses[0]) return addresses[0];
  const namespaces = new Set(
    roles.flatMap(({ accounts }) => accounts.filter((one) => !isOlder(one)).map((one) => one.split(":")[0]!)),
  );
  return namespaces.size === 1 ? [...namespaces][0] : undefined;
}

/** The roles that are for exactly one service account of RISKEN's. */
function rolesIn(home: string | undefined, roles: readonly FoundRole[]): readonly Own[] {
  const ids = ["risken", ...services.map(({ id }) => id)];
  const own = ids.flatMap((id): readonly Own[] => {
    const its = roles.filter(({ accounts }) => accounts.length === 1 && accounts[0] === `${home}:${id}`);
    return its.length === 1 ? [{ id, role: its[0]! }] : [];
  });
  const shared = own.filter(({ id }) => id === "risken");
  return shared.length > 0 ? shared : own;
}

const isOlder = (account: string): boolean => {
  const [namespace, name] = account.split(":");
  return namespace === name && olderNamespaces.includes(name!);
};

function scanRoleIn(roles: readonly FoundRole[]) {
  const names = new Set(
    roles
      .flatMap(({ assumes }) => assumes)
      .flatMap((arn) => /:role\/(?:.*\/)?([\w+=,.@-]{1,64})$/.exec(arn)?.[1] ?? []),
  );
  const [name] = names;
  return names.size === 1 && name !== SCAN_ROLE ? { scanRole: name } : {};
}

const olderRemark = ({ name, accounts }: FoundRole, ours: string): Remark => ({
  path: "cluster",
  text: {
    en: `${name} serves the service accounts of an older layout (${accounts.join(", ")}) and stays as it is. ${ours} is made beside it, for the account that all pods share today.`,
    ja: `${name} は古い構成のサービスアカウント（${accounts.join("、")}）用のため、そのまま残します。現在の構成のサービスアカウント用に、${ours} を別に作成します。`,
  },
});

/** Roles in RISKEN's namespace that are for more than one account, or one of several for the same. */
const strangers = (
  own: readonly Own[],
  roles: readonly FoundRole[],
  older: readonly FoundRole[],
  home = "risken",
): readonly Remark[] =>
  roles
    .filter((role) => !older.includes(role) && !own.some((one) => one.role === role))
    .filter(({ accounts }) => accounts.some((account) => account.startsWith(`${home}:`)))
    .map(({ name, accounts }) => ({
      path: "cluster",
      text: {
        en: `${name} trusts ${accounts.join(", ")}: not exactly one service account of RISKEN's, so it is left alone.`,
        ja: `${name} は ${accounts.join("、")} を信頼しています。RISKEN のサービスアカウント1つだけのロールではないため、引き継ぎません。`,
      },
    }));
