import * as z from "zod";

/** What the JSON documents promise to those who read them. Fields may be added, none may go or change its meaning. */

const error = z.strictObject({ code: z.string(), message: z.string().min(1), fix: z.string().optional() });

const action = z.enum(["create", "update", "replace", "delete", "adopt", "none"]);

const field = z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() });

const change = z.object({
  id: z.string().regex(/^[a-z0-9-]+\/\S+$/),
  kind: z.string().regex(/^[a-z0-9]+\.[a-z0-9-]+$/),
  name: z.string(),
  action,
  status: z.enum(["planned", "blocked", "done", "failed", "skipped"]),
  fields: z.array(field),
  kept: z.array(field).optional(),
  stays: z.array(z.string()).optional(),
  notCompared: z.array(z.string()).optional(),
  because: z.string().optional(),
  error: error.optional(),
});

const count = z.number().int().min(0);

const outputs = z.object({
  roleArns: z.record(z.string(), z.string().regex(/^arn:/)),
  queueUrls: z.record(z.string(), z.url()),
  scanPrincipals: z.array(z.string().regex(/^arn:/)),
  userPoolId: z.string().optional(),
  signInDomain: z.strictObject({ host: z.string(), target: z.string() }).optional(),
  consoleUrl: z.url(),
  apiUrl: z.url().optional(),
});

/** `plan`, `apply`, `init` and `destroy`. */
export const runDocument = z.object({
  command: z.enum(["plan", "apply", "init", "destroy"]),
  env: z.string(),
  account: z.string().regex(/^\d{12}$/),
  region: z.string(),
  status: z.enum(["ok", "changes", "blocked", "failed"]),
  changes: z.array(change),
  summary: z.strictObject({
    create: count,
    update: count,
    replace: count,
    delete: count,
    adopt: count,
    none: count,
    failed: count,
    skipped: count,
  }),
  outputs: outputs.optional(),
  warnings: z.array(z.string()).optional(),
  error: error.optional(),
});
export type RunDocument = z.output<typeof runDocument>;

const environmentVariable = z.strictObject({
  name: z.string(),
  value: z.string(),
  secret: z.boolean(),
  source: z.enum(["manifest", "image", "parameter", "secret", "default"]),
  from: z.string().nullable(),
  read: z.boolean(),
  unused: z.literal(true).optional(),
});

/** `env`. */
export const envDocument = z.object({
  command: z.literal("env"),
  service: z.string(),
  metaConfig: z.string().nullable(),
  variables: z.array(environmentVariable),
});
export type EnvDocument = z.output<typeof envDocument>;

/** What any command says that came to nothing. */
export const failureDocument = z.object({
  command: z.string(),
  account: z.string().nullable().optional(),
  region: z.string().nullable().optional(),
  error,
});
