import * as z from "zod";
import { type PolicyDocument, policyOf } from "../aws/policy-document";
import { clusters } from "../discovery/clusters";
import { type Address, Ref } from "../engine/ref";
import { existing, output, type Resource, resource } from "../engine/resource";
import { eksCluster } from "../kinds/eks-cluster";
import { eksNodes } from "../kinds/eks-nodes";
import { AUDIENCE, iamOidcProvider } from "../kinds/iam-oidc-provider";
import { iamRole } from "../kinds/iam-role";
import { AGENT_ROLE, AGENT_SUBJECT, agentPolicyArn } from "../risken/cloudwatch-agent";
import { sampleServiceAccount, services } from "../risken/services";
import { asked } from "./asked";
import { policyFrom } from "./role-policy";
import { says } from "./says";
import { type Permission, step, type Target } from "./step";

const CLUSTER = "cluster";
const NODES = "nodes";
const PROVIDER = "cluster";
/** The role of the one service account that all share. */
export const SHARED_ROLE = "risken";
const POLICY = "risken";

/** URL of the cluster's OIDC issuer. */
export const clusterIssuer = () => output(eksCluster, CLUSTER, "issuer");
/** The cluster's VPC; an emulator may not know it. */
export const clusterVpc = () => output(eksCluster, CLUSTER, "vpcId");
/** Ids of the security groups that the nodes of managed node groups wear. */
export const nodeSecurityGroups = () => output(eksCluster, CLUSTER, "securityGroupIds");
/** Names of the Auto Scaling groups of all managed node groups. */
export const nodeGroups = () => output(eksNodes, NODES, "autoScalingGroups");

/** ARN of the role that a service's pods run with. `web` has none beside accounts of their own. */
export const roleArn = (serviceId: string, serviceAccounts: Target["serviceAccounts"]): Ref<string> =>
  output(iamRole, serviceAccounts === "shared" ? SHARED_ROLE : serviceId, "arn");

/** Addresses of the roles that these services' pods run with. */
export const rolesOf = (services: readonly string[], accounts: Target["serviceAccounts"]): readonly Address[] => [
  ...new Set(services.flatMap((id) => roleArn(id, accounts).sources.map(({ address }) => address))),
];

/**
 * The cluster that is there, and what lets RISKEN's pods act in AWS. Built after all the other steps, because the roles
 * allow what those have published.
 */
export const cluster = step({
  section: "cluster",
  title: { en: "EKS cluster", ja: "EKS クラスタ" },

  inputs: z.strictObject({
    name: asked(
      z
        .string()
        .regex(
          /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/,
          says({ en: "must be the name of an EKS cluster", ja: "EKS クラスタの名前を指定してください" }),
        ),
      { en: "EKS cluster that RISKEN runs on", ja: "RISKEN を動かす EKS クラスタ" },
      { flag: "cluster", find: (aws) => clusters(aws) },
    ),
    namespace: z
      .string()
      .regex(
        /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
        says({
          en: "must be the name of a Kubernetes namespace",
          ja: "Kubernetes の名前空間として使える名前を指定してください",
        }),
      )
      .default("risken"),
    serviceAccounts: z.enum(["shared", "per-service"]).default("shared"),
    permissionsBoundary: z
      .string()
      .regex(
        /^arn:[a-z-]+:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/,
        says({ en: "must be the ARN of an IAM policy", ja: "IAM ポリシーの ARN を指定してください" }),
      )
      .optional(),
    rolePath: z
      .string()
      .max(512)
      .regex(
        /^\/([\w+=,.@-]+\/)*$/,
        says({
          en: "must begin and end with a slash, as in /risken/prd/",
          ja: "スラッシュで始まりスラッシュで終わるパスを指定してください（例: /risken/prd/）",
        }),
      )
      .optional(),
    scanRole: z
      .string()
      .regex(
        /^[\w+=,.@-]{1,64}$/,
        says({
          en: "must be the name of an IAM role, without a path",
          ja: "IAM ロールの名前（パスを除く）を指定してください",
        }),
      )
      .default("RISKEN"),
  }),

  build(inputs, target) {
    const permissions = [...target.built.permissions, ...scanPermissions(inputs.scanRole, target)];
    const pods =
      inputs.serviceAccounts === "shared"
        ? [{ id: SHARED_ROLE, account: sampleServiceAccount, whose: "RISKEN's pods", pods: programs }]
        : programs.map((id) => ({ id, account: id, whose: `RISKEN's ${id}`, pods: [id] }));
    const roles = [
      ...pods.map(({ id, account, whose, pods }) => ({
        id,
        whose,
        subject: `system:serviceaccount:${inputs.namespace}:${account}`,
        inline: inlinePolicies(permissions, pods),
        attached: [],
      })),
      ...(target.agentRole
        ? [
            {
              id: AGENT_ROLE,
              whose: "the CloudWatch agent",
              subject: AGENT_SUBJECT,
              inline: {},
              attached: [agentPolicyArn(target.partition)],
            },
          ]
        : []),
    ];
    return {
      resources: [
        existing(eksCluster, CLUSTER, { name: inputs.name }),
        // By what the cluster says its name is: where there is no cluster, nobody asks for its nodes.
        existing(eksNodes, NODES, { clusterName: output(eksCluster, CLUSTER, "name") }),
        resource(iamOidcProvider, PROVIDER, { Url: clusterIssuer(), ClientIDList: [AUDIENCE] }),
        ...roles.map(
          ({ id, whose, subject, inline, attached }): Resource =>
            resource(iamRole, id, {
              RoleName: target.nameOf(iamRole, id),
              Path: inputs.rolePath ?? `/${target.namePrefix}/${target.env}/`,
              Description: `What ${whose} may do in AWS (${target.env})`,
              MaxSessionDuration: 3600,
              PermissionsBoundary: inputs.permissionsBoundary,
              AssumeRolePolicyDocument: trustIn(subject),
              Policies: inline,
              ManagedPolicyArns: attached,
            }),
        ),
      ],
    };
  },
});

/** Ids of what env-injector starts: everything but web, which never calls AWS. */
export const programs = services.filter(({ standard, meta }) => standard && meta !== undefined).map(({ id }) => id);

/**
 * One service account of one cluster and nobody else: an issuer's tokens are good for all its pods unless the subject is
 * compared exactly (https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html).
 */
function trustIn(subject: string): Ref<PolicyDocument> {
  return Ref.all([output(iamOidcProvider, PROVIDER, "arn"), clusterIssuer()]).map(([provider, issuer]) => {
    const host = issuer.replace("https://", "");
    return policyOf({
      Effect: "Allow",
      Principal: { Federated: provider },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { [`${host}:sub`]: subject, [`${host}:aud`]: AUDIENCE } },
    });
  });
}

/** What any of these pods has to be allowed. */
function inlinePolicies(
  permissions: readonly Permission[],
  pods: readonly string[],
): Readonly<Record<string, Ref<PolicyDocument>>> {
  const theirs = permissions.filter((one) => one.services.some((id) => pods.includes(id)));
  return theirs.length > 0 ? { [POLICY]: policyFrom(theirs) } : {};
}

/** Ids of the services that look at AWS accounts: the scanners of AWS, and datasource-api for its attack flows. */
const scanners = services.filter(({ assumesScanRole }) => assumesScanRole).map(({ id }) => id);

/** Addresses of the roles that enter scanned accounts; none where no AWS account is scanned. */
export const scanPrincipals = ({ serviceAccounts, dataSources }: Pick<Target, "serviceAccounts" | "dataSources">) =>
  dataSources.includes("aws") ? rolesOf(scanners, serviceAccounts) : [];

/** RISKEN looks at AWS accounts through a role in each of them, whose name is the same everywhere. */
export function scanPermissions(
  scanRole: string,
  { dataSources, partition }: Pick<Target, "dataSources" | "partition">,
): readonly Permission[] {
  if (!dataSources.includes("aws")) return [];
  return [
    {
      services: scanners,
      statement: {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Resource: `arn:${partition}:iam::*:role/${scanRole}`,
      },
    },
  ];
}
