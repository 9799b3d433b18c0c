import type { PolicyDocument, Statement } from "../../src/aws/policy-document";
import { iamRole } from "../../src/kinds/iam-role";
import type { Hands } from "./hands";
import { atBirth, mutations } from "./mutation";

interface Role {
  readonly spec: {
    readonly AssumeRolePolicyDocument: PolicyDocument;
    readonly Policies: Readonly<Record<string, PolicyDocument>>;
    readonly Description: string;
    readonly MaxSessionDuration: number;
  };
  readonly outputs: { readonly arn: string };
}

const nameOf = ({ outputs }: Role) => outputs.arn.split("/").at(-1)!;
const tagsOf = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const trust = (by: Hands, role: Role, change: (has: readonly Statement[]) => readonly object[]) => {
  const { Version, Statement } = role.spec.AssumeRolePolicyDocument;
  const PolicyDocument = JSON.stringify({ Version, Statement: change([Statement].flat()) });
  return by.iam.UpdateAssumeRolePolicy({ RoleName: nameOf(role), PolicyDocument });
};

/** Writes one of its inline policies anew. */
const rewrite = (by: Hands, role: Role, change: (has: PolicyDocument) => object) => {
  const [PolicyName, document] = Object.entries(role.spec.Policies)[0]!;
  return by.iam.PutRolePolicy({ RoleName: nameOf(role), PolicyName, PolicyDocument: JSON.stringify(change(document)) });
};

const everything = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

export const iamRoleMutations = mutations(iamRole, {
  fields: {
    Path: atBirth,
    Description: {
      "other words": (by, role) =>
        by.iam.UpdateRole({
          RoleName: nameOf(role),
          Description: "Somebody's note",
          MaxSessionDuration: role.spec.MaxSessionDuration,
        }),
    },
    MaxSessionDuration: {
      "another figure": (by, role) =>
        by.iam.UpdateRole({
          RoleName: nameOf(role),
          Description: role.spec.Description,
          MaxSessionDuration: 7200,
        }),
    },
    PermissionsBoundary: {
      "another one": (by, role) =>
        by.iam.PutRolePermissionsBoundary({
          RoleName: nameOf(role),
          PermissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
        }),
      "taken away": (by, role) => by.iam.DeleteRolePermissionsBoundary({ RoleName: nameOf(role) }),
    },
    AssumeRolePolicyDocument: {
      "a principal added": {
        added: true,
        by: (by, role) =>
          trust(by, role, (has) => [
            ...has,
            { Effect: "Allow", Principal: { AWS: "999999999999" }, Action: "sts:AssumeRole" },
          ]),
      },
      "open to the whole cluster": (by, role) => trust(by, role, (has) => has.map(({ Condition: _, ...rest }) => rest)),
      "another service account": (by, role) =>
        trust(by, role, (has) => JSON.parse(JSON.stringify(has).replaceAll("system:serviceaccount:", "$&other-"))),
    },
    Policies: {
      "one added": {
        added: true,
        by: (by, role) =>
          by.iam.PutRolePolicy({
            RoleName: nameOf(role),
            PolicyName: "by-hand",
            PolicyDocument: JSON.stringify(everything),
          }),
      },
      "a statement written into ours": (by, role) =>
        rewrite(by, role, ({ Version, Statement }) => ({
          Version,
          Statement: [...Statement, ...everything.Statement],
        })),
      "a statement gone": {
        of: ({ spec }) => Object.values(spec.Policies)[0]!.Statement.length > 1,
        by: (by, role) => rewrite(by, role, ({ Version, Statement }) => ({ Version, Statement: Statement.slice(1) })),
      },
      "allowed more": (by, role) =>
        rewrite(by, role, ({ Version, Statement: [first, ...rest] }) => ({
          Version,
          Statement: [{ ...first, Resource: "*" }, ...rest],
        })),
      deleted: (by, role) =>
        by.iam.DeleteRolePolicy({ RoleName: nameOf(role), PolicyName: Object.keys(role.spec.Policies)[0] }),
    },
    ManagedPolicyArns: {
      "one attached": {
        added: true,
        by: (by, role) =>
          by.iam.AttachRolePolicy({
            RoleName: nameOf(role),
            PolicyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
          }),
      },
    },
  },

  gone: async (by, role) => {
    for (const PolicyName of Object.keys(role.spec.Policies))
      await by.iam.DeleteRolePolicy({ RoleName: nameOf(role), PolicyName });
    await by.iam.DeleteRole({ RoleName: nameOf(role) });
  },

  tags: {
    set: (by, role, tags) => by.iam.TagRole({ RoleName: nameOf(role), Tags: tagsOf(tags) }),
    unset: (by, role, TagKeys) => by.iam.UntagRole({ RoleName: nameOf(role), TagKeys: [...TagKeys] }),
  },

  same: {
    "its words and figures sent again": (by, role) =>
      by.iam.UpdateRole({
        RoleName: nameOf(role),
        Description: role.spec.Description,
        MaxSessionDuration: role.spec.MaxSessionDuration,
      }),
    "the trust in another order, with lists for single values": (by, role) =>
      trust(by, role, (has) =>
        has.map(({ Action, Principal, Condition, ...rest }) => ({
          Condition: Object.fromEntries(
            Object.entries(Condition!).map(([operator, keys]) => [
              operator,
              Object.fromEntries(
                Object.entries(keys)
                  .reverse()
                  .map(([key, value]) => [key, [value].flat()]),
              ),
            ]),
          ),
          Action: [Action!].flat(),
          ...rest,
          Principal: Object.fromEntries(
            Object.entries(Principal as Readonly<Record<string, string>>).map(([type, who]) => [type, [who]]),
          ),
        })),
      ),
    "the policy in another order, with single values for lists": (by, role) =>
      rewrite(by, role, ({ Version, Statement }) => ({
        Statement: [...Statement].reverse().map((one) =>
          Object.fromEntries(
            Object.entries(one)
              .reverse()
              .map(([key, value]) => {
                if (!Array.isArray(value)) return [key, value];
                const back = [...(value as string[])].reverse();
                const spelt = key === "Action" ? back.map((action) => action.toUpperCase()) : back;
                return [key, spelt.length === 1 ? spelt[0] : spelt];
              }),
          ),
        ),
        Version,
      })),
    "a tag of somebody else's": (by, role) =>
      by.iam.TagRole({ RoleName: nameOf(role), Tags: tagsOf({ CostCenter: "42" }) }),
  },
});
