import { unless } from "../aws/errors";
import { pages, shared } from "../aws/loader";
import { canonicalPolicy, type PolicyDocument, parsePolicy, withStatementsOf } from "../aws/policy-document";
import type { Aws } from "../aws/session";
import { carries, ENV_TAG, tagList, tagMap } from "../aws/tags";
import type { Kind } from "../engine/kind";
import { withPoliciesBefore, withTrustBefore } from "./iam-role-before";

type Policies = Readonly<Record<string, PolicyDocument>>;

interface Spec {
  /** At most 64 characters; unique in the account whatever the case. */
  readonly RoleName: string;
  /** Begins and ends with a slash. */
  readonly Path: string;
  readonly Description: string;
  /** Seconds, 3,600 to 43,200. */
  readonly MaxSessionDuration: number;
  /** ARN of a managed policy. */
  readonly PermissionsBoundary?: string;
  readonly AssumeRolePolicyDocument: PolicyDocument;
  /** Inline policies by name. All there are: one more is a difference, and an update removes it. */
  readonly Policies: Policies;
  /** Attached policies, all of them too. */
  readonly ManagedPolicyArns: readonly string[];
}

interface Outputs {
  readonly arn: string;
  /** Whether anybody has ever worked with it in the last 400 days. IAM knows after some hours. */
  readonly used: boolean;
}

/** A role of IAM with its inline policies. */
export const iamRole: Kind<Spec, Outputs, "RoleName"> = {
  type: "iam.role",
  noun: "role",
  title: { en: "IAM role", ja: "IAM ロール" },
  key: ["RoleName"],
  reads: ["iam:GetRole", "iam:ListRolePolicies", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRoles"],
  writes: [
    "iam:CreateRole",
    "iam:PutRolePolicy",
    "iam:DeleteRolePolicy",
    "iam:AttachRolePolicy",
    "iam:DetachRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:TagRole",
    "iam:DeleteRole",
  ],
  removes: ["iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:DeleteRole", "iam:UntagRole"],
  immutable: ["Path"],
  means: {
    Path: {
      en: "Only who lists roles by path misses it. If cluster.rolePath says where it stands, nothing differs.",
      ja: "パスを指定した一覧に表示されないだけで、動作に影響はありません。cluster.rolePath に現在のパスを指定すると、差分はなくなります。",
    },
  },
  // Trust policies elsewhere keep its id, not its name: the roles of all scanned accounts would turn a new one away.
  irreplaceable: true,

  canonical(spec) {
    const { AssumeRolePolicyDocument: trust, Policies, ManagedPolicyArns } = spec;
    return {
      ...spec,
      ...(trust && { AssumeRolePolicyDocument: canonicalPolicy(trust) }),
      ...(Policies && { Policies: canonicalPolicies(Policies) }),
      ...(ManagedPolicyArns && { ManagedPolicyArns: [...ManagedPolicyArns].sort() }),
    };
  },

  keeping({ AssumeRolePolicyDocument: trust, Policies, ManagedPolicyArns }, has) {
    return {
      ...(trust && { AssumeRolePolicyDocument: withStatementsOf(trust, has.AssumeRolePolicyDocument) }),
      ...(Policies && { Policies: { ...has.Policies, ...Policies } }),
      ...(ManagedPolicyArns && { ManagedPolicyArns: [...new Set([...ManagedPolicyArns, ...has.ManagedPolicyArns])] }),
    };
  },

  widened({ AssumeRolePolicyDocument: trust, Policies, ManagedPolicyArns }, has) {
    return {
      ...(trust && { AssumeRolePolicyDocument: withTrustBefore(trust, has.AssumeRolePolicyDocument) }),
      ...(Policies && { Policies: withPoliciesBefore(Policies, has.Policies) }),
      ...(ManagedPolicyArns && { ManagedPolicyArns: [...new Set([...ManagedPolicyArns, ...has.ManagedPolicyArns])] }),
    };
  },

  async observe(aws, { RoleName }) {
    const [role, Policies, ManagedPolicyArns] = await Promise.all([
      roleNamed(aws, RoleName),
      inlinePolicies(aws, RoleName),
      attachedPolicies(aws, RoleName),
    ]);
    if (!role) return undefined;
    return {
      spec: {
        Path: role.Path!,
        Description: role.Description ?? "",
        MaxSessionDuration: role.MaxSessionDuration ?? 3600,
        PermissionsBoundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
        AssumeRolePolicyDocument: parsePolicy(role.AssumeRolePolicyDocument!),
        Policies,
        ManagedPolicyArns,
      },
      outputs: { arn: role.Arn!, used: role.RoleLastUsed?.LastUsedDate !== undefined },
      tags: tagMap(role.Tags),
    };
  },

  async create(aws, spec, tags) {
    const { RoleName, Path, Description, MaxSessionDuration, PermissionsBoundary, AssumeRolePolicyDocument } = spec;
    await aws.iam.CreateRole({
      RoleName,
      Path,
      Description,
      MaxSessionDuration,
      // Here and not afterwards: who may only make roles within a boundary can't make one without it first.
      PermissionsBoundary,
      AssumeRolePolicyDocument: JSON.stringify(AssumeRolePolicyDocument),
      Tags: tagList(tags),
    });
    await writePolicies(aws, spec, {});
    for (const PolicyArn of spec.ManagedPolicyArns) await aws.iam.AttachRolePolicy({ RoleName, PolicyArn });
    return undefined;
  },

  async update(aws, spec, current, changed) {
    const { RoleName } = spec;
    if (changed.has("AssumeRolePolicyDocument")) {
      const PolicyDocument = JSON.stringify(spec.AssumeRolePolicyDocument);
      await aws.iam.UpdateAssumeRolePolicy({ RoleName, PolicyDocument });
    }
    if (changed.has("Description") || changed.has("MaxSessionDuration")) {
      // Both, always: what is left out goes back to its default.
      const { Description, MaxSessionDuration } = spec;
      await aws.iam.UpdateRole({ RoleName, Description, MaxSessionDuration });
    }
    if (changed.has("PermissionsBoundary")) {
      await aws.iam.PutRolePermissionsBoundary({ RoleName, PermissionsBoundary: spec.PermissionsBoundary });
    }
    if (changed.has("Policies")) await writePolicies(aws, spec, current.spec.Policies);
    if (changed.has("ManagedPolicyArns")) {
      const [wanted, has] = [spec.ManagedPolicyArns, current.spec.ManagedPolicyArns];
      for (const PolicyArn of without(wanted, has)) await aws.iam.AttachRolePolicy({ RoleName, PolicyArn });
      await detach(aws, RoleName, without(has, wanted));
    }
  },

  async remove(aws, { RoleName }) {
    // A role that still has policies can't be deleted, so what is there now counts and not what was seen before.
    const [inline, attached] = await Promise.all([policyNames(aws, RoleName), attachedPolicies(aws, RoleName)]);
    await deletePolicies(aws, RoleName, inline);
    await detach(aws, RoleName, attached);
    await unless("NoSuchEntityException", aws.iam.DeleteRole({ RoleName }));
  },

  async tag(aws, { outputs }, tags) {
    await aws.iam.TagRole({ RoleName: outputs.arn.split("/").at(-1), Tags: tagList(tags) });
  },

  async untag(aws, { outputs }, keys) {
    await aws.iam.UntagRole({ RoleName: outputs.arn.split("/").at(-1), TagKeys: [...keys] });
  },

  /**
   * No index knows the tags of roles, so all roles are listed and those are asked whose path or name has the env in it, as ours
   * have: asking every role of an account would take hundreds of calls.
   */
  async owned(aws, tags) {
    const env = tags[ENV_TAG];
    const near = (await allRoles(aws, "/")).filter(
      ({ Path, RoleName }) => !env || Path!.split("/").includes(env) || `-${RoleName}-`.includes(`-${env}-`),
    );
    const roles = await Promise.all(near.map(({ RoleName }) => roleNamed(aws, RoleName!)));
    return roles
      .map((role) => ({ key: { RoleName: role?.RoleName ?? "" }, tags: tagMap(role?.Tags) }))
      .filter((role) => carries(role.tags, tags));
  },
};

/** A role with its tags and its boundary, which no listing has. */
const roleNamed = shared(
  async (aws, RoleName) => (await unless("NoSuchEntityException", aws.iam.GetRole({ RoleName })))?.Role,
);

/** All roles of the account below a path, without tags. */
export const allRoles = shared((aws, PathPrefix) =>
  pages(
    (Marker) => aws.iam.ListRoles({ PathPrefix, MaxItems: 1000, Marker }),
    (page) => page.Roles,
    (page) => page.Marker,
  ),
);

async function inlinePolicies(aws: Aws, RoleName: string): Promise<Policies> {
  const found = await Promise.all(
    (await policyNames(aws, RoleName)).map((PolicyName) =>
      unless("NoSuchEntityException", aws.iam.GetRolePolicy({ RoleName, PolicyName })),
    ),
  );
  return Object.fromEntries(
    found.filter((one) => one !== undefined).map((one) => [one.PolicyName!, parsePolicy(one.PolicyDocument!)]),
  );
}

async function policyNames(aws: Aws, RoleName: string): Promise<readonly string[]> {
  const names = pages(
    (Marker) => aws.iam.ListRolePolicies({ RoleName, Marker }),
    (page) => page.PolicyNames,
    (page) => page.Marker,
  );
  return (await unless("NoSuchEntityException", names)) ?? [];
}

async function attachedPolicies(aws: Aws, RoleName: string): Promise<readonly string[]> {
  const attached = pages(
    (Marker) => aws.iam.ListAttachedRolePolicies({ RoleName, Marker }),
    (page) => page.AttachedPolicies,
    (page) => page.Marker,
  );
  return ((await unless("NoSuchEntityException", attached)) ?? []).map(({ PolicyArn }) => PolicyArn!);
}

/** What is wanted is written before what is not wanted goes, so that nobody is without a permission in between. */
async function writePolicies(aws: Aws, { RoleName, Policies }: Spec, has: Policies): Promise<void> {
  const [wanted, there] = [canonicalPolicies(Policies), canonicalPolicies(has)];
  for (const [PolicyName, document] of Object.entries(Policies)) {
    if (JSON.stringify(wanted[PolicyName]) === JSON.stringify(there[PolicyName])) continue;
    await aws.iam.PutRolePolicy({ RoleName, PolicyName, PolicyDocument: JSON.stringify(document) });
  }
  await deletePolicies(aws, RoleName, without(Object.keys(has), Object.keys(Policies)));
}

async function deletePolicies(aws: Aws, RoleName: string, names: readonly string[]): Promise<void> {
  for (const PolicyName of names) {
    await unless("NoSuchEntityException", aws.iam.DeleteRolePolicy({ RoleName, PolicyName }));
  }
}

async function detach(aws: Aws, RoleName: string, arns: readonly string[]): Promise<void> {
  for (const PolicyArn of arns) {
    await unless("NoSuchEntityException", aws.iam.DetachRolePolicy({ RoleName, PolicyArn }));
  }
}

const canonicalPolicies = (policies: Policies): Policies =>
  Object.fromEntries(Object.entries(policies).map(([name, document]) => [name, canonicalPolicy(document)]));

const without = (all: readonly string[], those: readonly string[]) => all.filter((one) => !those.includes(one));
