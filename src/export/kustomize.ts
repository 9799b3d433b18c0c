import { Document } from "yaml";
import { overlayEnvIsSecret, overlayEnvShadowsRole, overlayEnvTaken } from "../problems";
import { type CronJob, cronJobs } from "../risken/cron-jobs";
import { addressesIn, findVariable } from "../risken/parameters";
import { type Service, sampleNamespace, sampleServiceAccount, services } from "../risken/services";

export interface OverlayInput {
  readonly env: string;
  readonly region: string;
  readonly namespace: string;
  readonly serviceAccounts: "shared" | "per-service";
  readonly dataSources: readonly string[];
  /** ARN of the role of a service; with shared service accounts the same for all. */
  readonly roleArn: (serviceId: string) => string;
  /** More environment variables of all Deployments but web, which reads none. */
  readonly extraEnv: Readonly<Record<string, string>>;
  /** Path from the folder of the overlay to the base of ca-risken/k8s-sample. */
  readonly base: string;
}

/**
 * An overlay that lets the public sample manifests run on what was made on AWS: file by file, each under its path below the
 * folder of the overlay (`kustomization.yaml`, `deployments/core.yaml`, …).
 *
 * It patches by name, so `kubectl kustomize` refuses a base in which something that it changes has gone.
 *
 * Source of the names: ca-risken/k8s-sample@c0a620c:base.
 *
 * @throws Problem (exit 3) if `extraEnv` has a name that the overlay sets itself, a static AWS key, or a name that RISKEN
 *   treats as a secret: whoever may read a Deployment would read its value.
 */
export function kustomizeOverlay(input: OverlayInput): ReadonlyMap<string, string> {
  refuseUnfitEnv(input.extraEnv);
  const accounts = new Map(
    ownAccounts(input).map((account) => [`service-accounts/${account.metadata.name}.yaml`, account]),
  );
  const patches = new Map<string, object>([
    [`service-accounts/${sampleServiceAccount}.yaml`, sampleAccountPatch(input)],
    ...programs.map((one) => [`deployments/${one.id}.yaml`, deploymentPatch(one, input)] as const),
    ...cronJobs.flatMap((job) => {
      const patch = cronJobPatch(job, input);
      return patch ? [[`cron-jobs/${job.id}.yaml`, patch] as const] : [];
    }),
  ]);
  return new Map([
    ["kustomization.yaml", yaml(kustomization(input, [...accounts.keys()], [...patches.keys()]), header)],
    ...[...accounts, ...patches].map(([path, content]) => [path, yaml(content)] as const),
  ]);
}

const deployed = services.filter(({ standard }) => standard);
/** What env-injector starts, and so all that has a configuration. */
const programs = deployed.filter(({ meta }) => meta !== undefined);

const header = [
  "Written by `risken-aws export kustomize`; the next export writes it anew.",
  "Apply: kubectl apply -k <this folder>",
  "Change: edit risken-aws.yaml and export again. Put changes of your own in another overlay that has this folder as a resource.",
  "",
  "`risken-aws export kustomize` が生成したファイルです。再度エクスポートすると上書きされます。",
  "適用: kubectl apply -k <このフォルダー>",
  "変更: risken-aws.yaml を編集して再度エクスポートしてください。独自の変更は、このフォルダーを resources に指定した別の overlay に書いてください。",
];

const roleAnnotation = "eks.amazonaws.com/role-arn";

function kustomization(input: OverlayInput, accounts: readonly string[], patches: readonly string[]): object {
  const moved = input.namespace !== sampleNamespace;
  return {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    // Renames the base's Namespace, too.
    ...(moved && { namespace: input.namespace }),
    resources: [input.base, ...accounts],
    images: deployed.flatMap(({ image, manifestImage }) =>
      manifestImage ? { name: manifestImage, newName: image } : [],
    ),
    replicas: programs.flatMap(({ id, dataSource }) =>
      dataSource ? { name: id, count: input.dataSources.includes(dataSource) ? 1 : 0 } : [],
    ),
    patches: patches.map((path) => ({ path })),
    ...(moved && { replacements: [jobsCallTheNamespace] }),
  };
}

/**
 * The CronJobs name the namespace in the address that they call: the second part of `core.risken.svc.cluster.local:8080`,
 * which is the third word of the command (once the jobs that call from a shell script are patched).
 */
const jobsCallTheNamespace = {
  source: { kind: "Service", name: "core", fieldPath: "metadata.namespace" },
  targets: [
    {
      select: { kind: "CronJob" },
      fieldPaths: ["spec.jobTemplate.spec.template.spec.containers.0.command.2"],
      options: { delimiter: ".", index: 1 },
    },
  ],
};

/** One account for each program; none for web, which never calls AWS. */
function ownAccounts({ serviceAccounts, namespace, roleArn }: OverlayInput) {
  if (serviceAccounts === "shared") return [];
  return programs.map(({ id }) => ({
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: id, namespace, annotations: { [roleAnnotation]: roleArn(id) } },
  }));
}

/** The base names a role that doesn't exist. Beside accounts of their own, CronJobs and web keep this one without any role. */
function sampleAccountPatch({ serviceAccounts, roleArn }: OverlayInput): object {
  const role = serviceAccounts === "shared" ? roleArn(programs[0]!.id) : null;
  return patchOf("v1", "ServiceAccount", sampleServiceAccount, {
    metadata: { annotations: { [roleAnnotation]: role } },
  });
}

function deploymentPatch({ id, meta }: Service, input: OverlayInput): object {
  const env = {
    // env-injector is content with the first, datasource-api signs for the second only; and since the base sets one of them,
    // EKS adds neither.
    AWS_DEFAULT_REGION: input.region,
    AWS_REGION: input.region,
    ENV_INJECTOR_META_CONFIG: `/${input.env}/${meta}`,
    ...input.extraEnv,
  };
  return patchOf("apps/v1", "Deployment", id, {
    spec: {
      template: {
        spec: {
          serviceAccountName: input.serviceAccounts === "shared" ? sampleServiceAccount : id,
          containers: [{ name: id, env: Object.entries(env).map(([name, value]) => ({ name, value })) }],
        },
      },
    },
  });
}

/** What is wrong with a job of the base, if anything: it scans what nobody wants scanned, or it runs on arm64 only. */
function cronJobPatch(job: CronJob, { dataSources, namespace }: OverlayInput): object | undefined {
  const suspended = job.dataSource !== undefined && !dataSources.includes(job.dataSource);
  if (!suspended && !job.arm64Only) return undefined;
  return patchOf("batch/v1", "CronJob", job.id, {
    spec: {
      ...(suspended && { suspend: true }),
      ...(job.arm64Only && {
        jobTemplate: { spec: { template: { spec: { containers: [containerOfTheOtherJobs(job, namespace)] } } } },
      }),
    },
  });
}

/** All other jobs run this image, which is there for arm64 and x86_64 and downloads nothing. */
function containerOfTheOtherJobs({ id, target, method }: CronJob, namespace: string): object {
  const addresses = addressesIn(namespace);
  const address = target === "core" ? addresses.CORE_ADDR : addresses.DATA_SOURCE_API_SVC_ADDR;
  return {
    name: id,
    image: "fullstorydev/grpcurl",
    command: ["grpcurl", "-plaintext", address, method],
    args: null,
  };
}

/** A strategic merge patch. It finds its resource as the base has it, so it says the base's namespace wherever that ends up. */
function patchOf(apiVersion: string, kind: string, name: string, patch: { metadata?: object; spec?: object }): object {
  const { metadata, ...rest } = patch;
  return { apiVersion, kind, metadata: { name, namespace: sampleNamespace, ...metadata }, ...rest };
}

function refuseUnfitEnv(extraEnv: Readonly<Record<string, string>>): void {
  const setBy: Readonly<Record<string, string>> = {
    AWS_DEFAULT_REGION: "region",
    AWS_REGION: "region",
    ENV_INJECTOR_META_CONFIG: "env",
  };
  for (const name of Object.keys(extraEnv)) {
    const key = Object.hasOwn(setBy, name) ? setBy[name] : undefined;
    if (key) throw overlayEnvTaken({ name, key });
    const variable = findVariable(name);
    if (variable?.need === "never") throw overlayEnvShadowsRole({ name });
    if (variable?.secret) throw overlayEnvIsSecret({ name });
  }
}

function yaml(content: object, comment: readonly string[] = []): string {
  // Kubernetes reads YAML 1.1, to which `yes` and `010` are no strings.
  const document = new Document(content, { version: "1.1" });
  if (comment.length > 0) document.commentBefore = comment.map((line) => line && ` ${line}`).join("\n");
  return document.toString({ directives: false, lineWidth: 0 });
}
