import type { Look } from "../../src/checks/check";
import { driftIn } from "../../src/checks/drift";
import { exitOf, reportOf } from "../../src/checks/report";
import type { Result } from "../../src/checks/result";
import { ownershipOf } from "../../src/commands/ownership";
import { carryOut } from "../../src/engine/carry-out";
import type { AnyKind } from "../../src/engine/kind";
import { planFor } from "../../src/engine/plan";
import { Initially, resolve } from "../../src/engine/ref";
import type { Resource } from "../../src/engine/resource";
import { keyOf, lookIn, type Survey } from "../../src/engine/survey";
import type { Account } from "../../src/sandbox/account";
import { addAutoScalingGroup } from "../../src/sandbox/autoscaling";
import { listeners } from "../../src/sandbox/elbv2-tables";
import { putKey } from "../../src/sandbox/kms";
import { type Installed, installed, type Variation } from "../checks/installed";
import { strangers } from "./autoscaling-attachment";
import { differencesOf, dumpOf } from "./dump";
import { handsIn } from "./hands";
import type { Spoiling, Thing } from "./mutation";

const tags = { Owner: "security" };
const owner = ownershipOf("prd", tags);
const adopting = ownershipOf("prd", tags, { all: true, addresses: [] });

/** What else is in the account: things that a mutation names. */
function prepare(account: Account): void {
  putKey(account, "alias/risken");
  putKey(account, "alias/somebody-elses");
  addAutoScalingGroup(account, strangers);
}

/** The standard installation as it comes. */
export const standard: Variation = { prepare };

/** Every service with an account and a role of its own; and what the standard leaves open is said, so that it is declared. */
export const perService: Variation = {
  prepare: (account) => prepare(account),
  config: {
    cluster: { serviceAccounts: "per-service", permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary" },
    parameters: { kmsKey: "alias/risken" },
    ingress: { defaultAction: "not-found" },
  },
};

/** A key that the tool makes. */
export const withOwnKey: Variation = {
  prepare: (account) => prepare(account),
  config: { parameters: { kmsKey: "create" } },
};

/** Secrets in Secrets Manager. */
export const withSecrets: Variation = {
  prepare: (account) => prepare(account),
  config: { parameters: { store: "secrets-manager" } },
};

/** Names and certificates of the hosts too. */
export const withDomain: Variation = {
  prepare: (account) => prepare(account),
  config: { ingress: { hostedZone: "example.com", certificate: "create" } },
};

/** A load balancer without any listener: we make them. */
export const withOwnListener: Variation = {
  prepare: (account) => {
    prepare(account);
    const all = listeners(account);
    for (const arn of Object.keys(all)) delete all[arn];
  },
  config: {
    ingress: {
      hostedZone: "example.com",
      certificate: "create",
      listener: "create",
      redirectHttp: true,
      idleTimeout: 120,
    },
  },
};

/** Alarms and tracing too; on few queues, because all are alike. */
export const withAlarms: Variation = {
  prepare: (account) => prepare(account),
  config: { dataSources: ["osint"], observability: { alarms: true, xray: true, logRetention: 90 } },
};

/** People sign in with an identity provider of their own. */
export const withOidc: Variation = {
  prepare: (account) => prepare(account),
  config: {
    auth: {
      type: "oidc",
      cognito: undefined,
      oidc: {
        issuer: "https://idp.example.com",
        authorizationEndpoint: "https://idp.example.com/authorize",
        tokenEndpoint: "https://idp.example.com/token",
        userInfoEndpoint: "https://idp.example.com/userinfo",
        clientId: "risken",
        clientSecret: { env: "AZURE_SECRET" },
      },
    },
  },
};

/** The user pool federates the company's providers, and says how passwords and groups are. */
export const federated = {
  prepare: (account) => prepare(account),
  config: {
    auth: {
      cognito: {
        domain: "auth.example.com",
        certificate: "arn:aws:acm:us-east-1:123456789012:certificate/auth",
        loginPages: "managed",
        passwordPolicy: { minimumLength: 14, temporaryPasswordDays: 3 },
        groups: [{ name: "analysts", description: "Who reads findings", precedence: 10 }],
        identityProviders: [
          {
            name: "Okta",
            type: "oidc",
            issuer: "https://idp.example.com",
            clientId: "risken",
            clientSecret: { env: "AZURE_SECRET" },
            endpoints: {
              authorization: "https://idp.example.com/a",
              token: "https://idp.example.com/t",
              userInfo: "https://idp.example.com/u",
              keys: "https://idp.example.com/k",
            },
          },
          { name: "EntraID", type: "saml", metadataUrl: "https://idp.example.com/metadata" },
          { name: "Partner", type: "saml", metadataFile: "test/fixtures/saml-metadata.xml" },
        ],
      },
    },
  },
} satisfies Variation;

/** One thing of an installation, before anybody has touched it. */
export interface Subject {
  readonly resource: Resource<AnyKind>;
  readonly thing: Thing;
  /** The fields that are read back. */
  readonly fields: readonly string[];
}

const looks = new Map<Variation, Promise<Look>>();

/** An installation as nobody has touched it. */
function untouched(variation: Variation): Promise<Look> {
  const look = looks.get(variation) ?? installed(variation).then((world) => world.look());
  looks.set(variation, look);
  return look;
}

export const subjectsOf = async (variation: Variation): Promise<readonly Subject[]> =>
  subjectsIn(await untouched(variation));

/** Everything that is there and as it should be. */
export function subjectsIn({ plan, survey: { seen } }: Pick<Look, "plan" | "survey">): readonly Subject[] {
  return plan.changes.map(({ resource, current, action }) => {
    if (action !== "none" || !current) throw new Error(`${resource.address}: ${action} before anybody touched it`);
    const key = resolve(keyOf(resource), lookIn(seen)) as Readonly<Record<string, unknown>>;
    const { spec, outputs } = current;
    return { resource, thing: { spec: { ...key, ...spec }, outputs }, fields: Object.keys(spec) };
  });
}

/** Whether the installation says anything about a field: what it doesn't declare, and what counts only at birth, is not ours to say. */
export const isOurs = ({ resource }: Subject, field: string): boolean =>
  resource.spec[field] !== undefined && !(resource.spec[field] instanceof Initially);

export interface Expected {
  /** Where it is found: the path of a detail begins with it. Nothing: the whole thing is missing. */
  readonly field?: string;
  /** Other fields of it that may be found as well. */
  readonly along?: readonly string[];
  /** Other things that may be found as well. */
  readonly others?: (address: string, look: Look) => boolean;
  /** Nobody's to repair until somebody adopts it. */
  readonly blocked?: "adopt" | "for good";
  readonly prune?: true;
  /** It stays until `--prune` takes it away. */
  readonly added?: true;
  /** It is told, and stays: nobody can change it. */
  readonly kept?: true;
  /** Part of a path in the account that stays as it was left. */
  readonly leaves?: string;
}

/** Spoils one thing, and says all that is not as it should be with how it is found and repaired; empty when all is well. */
export async function tried(
  variation: Variation,
  { resource, thing }: Subject,
  spoil: Spoiling<Thing>["by"],
  expected: Expected,
): Promise<readonly string[]> {
  const world = await installed(variation);
  const before = dumpOf(world.account.state);
  await spoil(handsIn(world.account), thing);
  if (differencesOf(before, dumpOf(world.account.state)).length === 0) return ["it changes nothing"];
  const look = await world.look();
  const wrong = notFound(driftIn(look.plan), resource.address, expected, look);
  if (expected.blocked === "for good" || expected.kept) return wrong;
  return [...wrong, ...(await notRepaired(variation, world, look, before, expected))];
}

function notFound(results: readonly Result[], address: string, expected: Expected, look: Look): readonly string[] {
  const { field, along = [], others = () => false, kept } = expected;
  const report = reportOf(results, { only: [], skip: [], ignore: [], today: "2026-11-23" });
  const found = report.results.filter(({ status }) => status !== "pass");
  const it = found.find(({ id }) => id === address);
  const paths = it?.details.map(({ path }) => path) ?? [];
  const isIn = (path: string, name: string) =>
    path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`);
  const elsewhere = paths.filter((path) => ![field ?? "", ...along].some((name) => isIn(path, name)));
  const strangers = found.filter(({ id }) => id !== address && !others(id, look)).map(({ id }) => id);
  return [
    ...(it?.status === (kept ? "warn" : "fail") ? [] : [`is ${it?.status ?? "not found"}`]),
    ...(report.status === (kept ? "healthy" : "drift") ? [] : [`the report says ${report.status}`]),
    ...(exitOf(report, false) === (kept ? 0 : 2) ? [] : [`the exit code is ${exitOf(report, false)}`]),
    ...(field !== undefined && !paths.some((path) => isIn(path, field)) ? [`${field} is not among ${paths}`] : []),
    ...(field === undefined && paths.length > 0 ? [`is missing and has ${paths}`] : []),
    ...elsewhere.map((path) => `also found: ${path}`),
    ...strangers.map((id) => `also found: ${id}`),
  ];
}

async function notRepaired(
  variation: Variation,
  world: Installed,
  { survey: seen, plan, aws }: Look,
  before: unknown,
  { blocked, prune, added, leaves }: Expected,
): Promise<readonly string[]> {
  const isBlocked = plan.changes.some((change) => change.blocked);
  if (isBlocked !== (blocked !== undefined)) return [isBlocked ? "is blocked" : "is not blocked"];
  const whose = blocked ? adopting : owner;
  const carried = blocked ? planFor(seen, whose, aws.region) : plan;
  if (added) {
    const spoilt = dumpOf(world.account.state);
    await carryOut(carried, seen, aws, { owner: whose, prune: false });
    const touched = differencesOf(spoilt, dumpOf(world.account.state));
    if (touched.length > 0) return [`changed without --prune: ${touched}`];
  }
  const { outcomes } = await carryOut(carried, seen, aws, { owner: whose, prune: prune === true || added === true });
  const undone = outcomes
    .filter(({ status }) => status !== "done")
    .map(({ change, error }) => `${change.resource.address} is not done: ${error}`);
  const changed = differencesOf(before, dumpOf(world.account.state));
  // An account that is what it was looks as it did.
  if (changed.length === 0) return undone;
  const again = await world.look();
  const left = driftIn(again.plan).filter(({ status }) => status !== "pass");
  const renamed = renamedIn((await untouched(variation)).survey, again.survey);
  const stays = differencesOf(before, dumpOf(world.account.state, renamed)).filter(
    (path) => leaves === undefined || !path.includes(leaves),
  );
  return [...undone, ...left.map(({ id }) => `still found: ${id}`), ...stays.map((path) => `not as it was: ${path}`)];
}

/** Identifiers of what was made anew, with those that it had before. */
function renamedIn(before: Survey, after: Survey): ReadonlyMap<string, string> {
  const pairs = [...after.seen].flatMap(([address, now]) => {
    const then = before.seen.get(address);
    if (now.state !== "present" || then?.state !== "present") return [];
    const [has, had] = [now.outputs as Row, then.outputs as Row];
    return Object.keys(has).map((field) => [has[field], had[field]] as const);
  });
  return new Map(
    pairs.filter(
      (pair): pair is readonly [string, string] =>
        typeof pair[0] === "string" && typeof pair[1] === "string" && pair[0] !== pair[1],
    ),
  );
}

type Row = Readonly<Record<string, unknown>>;
