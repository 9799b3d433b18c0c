import { type Account, type Answers, awsError } from "./account";
import { checkInline, checkTrust, spaceless } from "./iam-policies";
import { simulationAnswers } from "./iam-simulation";
import { absent, roleArn as arnOf, percentEncoded, type Role, refused, roles } from "./iam-tables";
import { pageOf as page } from "./paging";

interface Provider {
  /** Without `https://`, as IAM hands it back. */
  readonly url: string;
  readonly clientIds: string[];
  readonly thumbprints: string[];
  readonly created: string;
  readonly tags: Record<string, string>;
}

type Pairs = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];

/** By ARN. */
const providers = (account: Account) => account.table<Provider>("iam.oidc-providers");

/** Quotas: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html. */
const INLINE_SUM = 10_240;
const ATTACHED = 10;
const TAGS = 50;

/** Roles and OIDC providers (https://docs.aws.amazon.com/IAM/latest/APIReference/). */
export const answers: Answers<"iam"> = {
  ...simulationAnswers,

  CreateRole(input, account) {
    const { RoleName, Path = "/", Description = "", MaxSessionDuration = 3600, PermissionsBoundary } = input;
    must(/^[\w+=,.@-]{1,64}$/.test(RoleName!), "roleName", RoleName, "at most 64 characters of [\\w+=,.@-]");
    must(/^\/([!-~]+\/)?$/.test(Path) && Path.length <= 512, "path", Path, "a path that begins and ends with /");
    checkDescription(Description);
    checkDuration(MaxSessionDuration);
    checkTrust(input.AssumeRolePolicyDocument!);
    const tags = addTags({}, input.Tags ?? []);
    if (PermissionsBoundary !== undefined) checkPolicyArn(PermissionsBoundary);
    if (roles(account)[RoleName!.toLowerCase()]) {
      throw refused("EntityAlreadyExists", `Role with name ${RoleName} already exists.`, 409);
    }
    const role: Role = {
      name: RoleName!,
      id: `AROA${account.hex(17).toUpperCase()}`,
      path: Path,
      created: account.now().toISOString(),
      description: Description,
      maxSessionDuration: MaxSessionDuration,
      trust: input.AssumeRolePolicyDocument!,
      ...(PermissionsBoundary === undefined ? {} : { boundary: PermissionsBoundary }),
      policies: {},
      attached: [],
      tags,
    };
    roles(account)[role.name.toLowerCase()] = role;
    return { Role: inFull(account, role) };
  },

  GetRole: ({ RoleName }, account) => ({ Role: inFull(account, roleOf(account, RoleName)) }),

  ListRoles({ PathPrefix = "/", MaxItems = 100, Marker }, account) {
    const found = Object.values(roles(account))
      .filter(({ path }) => path.startsWith(PathPrefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, ...rest } = pageOf(found, MaxItems, Marker);
    // Listings have neither tags nor boundary.
    return { Roles: items.map((role) => inShort(account, role)), ...rest };
  },

  UpdateRole({ RoleName, Description = "", MaxSessionDuration = 3600 }, account) {
    const role = roleOf(account, RoleName);
    checkDescription(Description);
    checkDuration(MaxSessionDuration);
    role.description = Description;
    role.maxSessionDuration = MaxSessionDuration;
    return {};
  },

  UpdateAssumeRolePolicy({ RoleName, PolicyDocument }, account) {
    const role = roleOf(account, RoleName);
    checkTrust(PolicyDocument!);
    role.trust = PolicyDocument!;
    return {};
  },

  PutRolePermissionsBoundary({ RoleName, PermissionsBoundary }, account) {
    const role = roleOf(account, RoleName);
    checkPolicyArn(PermissionsBoundary!);
    role.boundary = PermissionsBoundary!;
    return {};
  },

  DeleteRole({ RoleName }, account) {
    const role = roleOf(account, RoleName);
    if (role.attached.length > 0) {
      throw refused("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409);
    }
    if (Object.keys(role.policies).length > 0) {
      throw refused("DeleteConflict", "Cannot delete entity, must delete policies first.", 409);
    }
    delete roles(account)[role.name.toLowerCase()];
    return {};
  },

  PutRolePolicy({ RoleName, PolicyName, PolicyDocument }, account) {
    const role = roleOf(account, RoleName);
    must(/^[\w+=,.@-]{1,128}$/.test(PolicyName!), "policyName", PolicyName, "at most 128 characters of [\\w+=,.@-]");
    checkInline(PolicyDocument!);
    const all = { ...role.policies, [PolicyName!]: PolicyDocument! };
    const size = Object.values(all).reduce((sum, text) => sum + spaceless(text).length, 0);
    if (size > INLINE_SUM) {
      throw refused("LimitExceeded", `Maximum policy size of ${INLINE_SUM} bytes exceeded for role ${role.name}`, 409);
    }
    role.policies[PolicyName!] = PolicyDocument!;
    return {};
  },

  GetRolePolicy({ RoleName, PolicyName }, account) {
    const role = roleOf(account, RoleName);
    const document = role.policies[PolicyName!];
    if (document === undefined) throw absent(`The role policy with name ${PolicyName} cannot be found.`);
    return { RoleName: role.name, PolicyName: PolicyName!, PolicyDocument: percentEncoded(document) };
  },

  ListRolePolicies({ RoleName, MaxItems = 100, Marker }, account) {
    const { items, ...rest } = pageOf(Object.keys(roleOf(account, RoleName).policies).sort(), MaxItems, Marker);
    return { PolicyNames: [...items], ...rest };
  },

  DeleteRolePolicy({ RoleName, PolicyName }, account) {
    const { policies } = roleOf(account, RoleName);
    if (!(PolicyName! in policies)) throw absent(`The role policy with name ${PolicyName} cannot be found.`);
    delete policies[PolicyName!];
    return {};
  },

  AttachRolePolicy({ RoleName, PolicyArn }, account) {
    const { attached } = roleOf(account, RoleName);
    checkPolicyArn(PolicyArn!);
    if (attached.includes(PolicyArn!)) return {};
    if (attached.length >= ATTACHED) {
      throw refused("LimitExceeded", `Cannot exceed quota for PoliciesPerRole: ${ATTACHED}`, 409);
    }
    attached.push(PolicyArn!);
    return {};
  },

  ListAttachedRolePolicies({ RoleName, MaxItems = 100, Marker }, account) {
    const { items, ...rest } = pageOf(roleOf(account, RoleName).attached, MaxItems, Marker);
    return {
      AttachedPolicies: items.map((PolicyArn) => ({ PolicyArn, PolicyName: PolicyArn.split("/").at(-1)! })),
      ...rest,
    };
  },

  DetachRolePolicy({ RoleName, PolicyArn }, account) {
    const { attached } = roleOf(account, RoleName);
    const at = attached.indexOf(PolicyArn!);
    if (at < 0) throw absent(`Policy ${PolicyArn} was not found.`);
    attached.splice(at, 1);
    return {};
  },

  TagRole({ RoleName, Tags = [] }, account) {
    addTags(roleOf(account, RoleName).tags, Tags);
    return {};
  },

  UntagRole({ RoleName, TagKeys = [] }, account) {
    removeTags(roleOf(account, RoleName).tags, TagKeys);
    return {};
  },

  CreateOpenIDConnectProvider({ Url, ClientIDList = [], ThumbprintList = [], Tags = [] }, account) {
    must(/^https:\/\/[^/?#]+/.test(Url!) && Url!.length <= 255, "url", Url, "a URL that begins with https://");
    const url = Url!.replace("https://", "").replace(/\/$/, "");
    const arn = account.arn("iam", `oidc-provider/${url}`, { region: "" });
    if (providers(account)[arn]) {
      throw refused("EntityAlreadyExists", `Provider with url ${Url} already exists.`, 409);
    }
    const tags = addTags({}, Tags);
    providers(account)[arn] = {
      url,
      clientIds: [...ClientIDList],
      thumbprints: ThumbprintList.length > 0 ? [...ThumbprintList] : [account.hex(40)],
      created: account.now().toISOString(),
      tags,
    };
    return { OpenIDConnectProviderArn: arn, Tags: pairs(tags) };
  },

  GetOpenIDConnectProvider({ OpenIDConnectProviderArn }, account) {
    const { url, clientIds, thumbprints, created, tags } = providerOf(account, OpenIDConnectProviderArn);
    return {
      Url: url,
      ClientIDList: [...clientIds],
      ThumbprintList: [...thumbprints],
      CreateDate: new Date(created),
      Tags: pairs(tags),
    };
  },

  AddClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID }, account) {
    const { clientIds } = providerOf(account, OpenIDConnectProviderArn);
    if (!clientIds.includes(ClientID!)) clientIds.push(ClientID!);
    return {};
  },

  TagOpenIDConnectProvider({ OpenIDConnectProviderArn, Tags = [] }, account) {
    addTags(providerOf(account, OpenIDConnectProviderArn).tags, Tags);
    return {};
  },

  UntagOpenIDConnectProvider({ OpenIDConnectProviderArn, TagKeys = [] }, account) {
    removeTags(providerOf(account, OpenIDConnectProviderArn).tags, TagKeys);
    return {};
  },

  /** Silent where there is none, and never asks who still trusts it. */
  DeleteOpenIDConnectProvider({ OpenIDConnectProviderArn }, account) {
    delete providers(account)[OpenIDConnectProviderArn!];
    return {};
  },
};

/**
 * The roles that a cluster and its nodes run with. The cluster's OIDC provider is left out: making it is part of what a
 * newcomer sees.
 */
export function freshIam(account: Account): void {
  const cluster = ["AmazonEKSClusterPolicy"];
  const nodes = ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"];
  serviceRole(account, freshRoles.cluster, "eks.amazonaws.com", cluster);
  serviceRole(account, freshRoles.nodes, `ec2.${account.dnsSuffix}`, nodes);
}

export const freshRoles = { cluster: "risken-eks-cluster", nodes: "risken-eks-nodes" } as const;

function serviceRole(account: Account, RoleName: string, Service: string, policies: readonly string[]): void {
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }],
  };
  answers.CreateRole({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }, account);
  for (const name of policies) {
    answers.AttachRolePolicy({ RoleName, PolicyArn: `arn:${account.partition}:iam::aws:policy/${name}` }, account);
  }
}

function roleOf(account: Account, name: string | undefined): Role {
  const role = roles(account)[name!.toLowerCase()];
  if (!role) throw absent(`The role with name ${name} cannot be found.`);
  return role;
}

function providerOf(account: Account, arn: string | undefined): Provider {
  const provider = providers(account)[arn!];
  if (!provider) throw absent(`OpenIDConnect Provider not found for arn ${arn}`);
  return provider;
}

function inShort(account: Account, role: Role) {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: arnOf(account, role),
    CreateDate: new Date(role.created),
    AssumeRolePolicyDocument: percentEncoded(role.trust),
    ...(role.description ? { Description: role.description } : {}),
    MaxSessionDuration: role.maxSessionDuration,
  };
}

function inFull(account: Account, role: Role) {
  const boundary = role.boundary && {
    PermissionsBoundaryType: "PermissionsBoundaryPolicy" as const,
    PermissionsBoundaryArn: role.boundary,
  };
  return {
    ...inShort(account, role),
    ...(boundary ? { PermissionsBoundary: boundary } : {}),
    Tags: pairs(role.tags),
    RoleLastUsed: role.lastUsed ? { LastUsedDate: new Date(role.lastUsed), Region: account.region } : {},
  };
}

/** Also in AWS a page may be cut short; `IsTruncated` tells. */
function pageOf<Item>(all: readonly Item[], most: number, marker: string | undefined) {
  const { items, next } = page(all, most, marker);
  return { items, IsTruncated: next !== undefined, ...(next === undefined ? {} : { Marker: next }) };
}

/** Keys differ by more than their case: `team` over `Team` replaces it. */
function addTags(has: Record<string, string>, more: Pairs): Record<string, string> {
  const keys = more.map(({ Key }) => Key!.toLowerCase());
  if (new Set(keys).size < keys.length) {
    throw refused("InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive.", 400);
  }
  for (const { Key, Value = "" } of more) {
    const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
    must(allowed.test(Key!) && Key!.length <= 128 && !/^aws:/i.test(Key!), "tags.key", Key, "a tag key");
    must(allowed.test(Value) && Value.length <= 256, "tags.value", Value, "a tag value");
  }
  const next = Object.entries(has).filter(([key]) => !keys.includes(key.toLowerCase()));
  if (next.length + more.length > TAGS) {
    throw refused("LimitExceeded", `The number of tags has exceeded the maximum limit: ${TAGS}`, 409);
  }
  for (const key of Object.keys(has)) if (keys.includes(key.toLowerCase())) delete has[key];
  for (const { Key, Value = "" } of more) has[Key!] = Value;
  return has;
}

function removeTags(has: Record<string, string>, keys: readonly string[]): void {
  const lower = keys.map((key) => key.toLowerCase());
  for (const key of Object.keys(has)) if (lower.includes(key.toLowerCase())) delete has[key];
}

const pairs = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

function checkDescription(text: string): void {
  must(/^[\t\n\r -~¡-ÿ]{0,1000}$/.test(text), "description", text, "at most 1000 characters of Latin-1");
}

function checkDuration(seconds: number): void {
  must(seconds >= 3600 && seconds <= 43_200, "maxSessionDuration", seconds, "3600 to 43200");
}

function checkPolicyArn(arn: string): void {
  must(/^arn:[\w-]+:iam::(\d{12}|aws):policy\/.+$/.test(arn), "policyArn", arn, "the ARN of a policy");
}

function must(valid: boolean, field: string, value: unknown, constraint: string): void {
  if (valid) return;
  const text = `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: ${constraint}`;
  throw awsError("ValidationError", text);
}
