import * as z from "zod";
import { asked } from "../../src/steps/asked";
import { basics } from "../../src/steps/basics";
import { says } from "../../src/steps/says";
import { generatedSecretInput, secretInput } from "../../src/steps/secret-input";

/** A config of every sort of field, small enough to see at once. */
export const aSchema = z.strictObject({
  ...basics,
  cluster: z.strictObject({
    name: asked(
      z.string().min(1).max(100),
      { en: "EKS cluster", ja: "EKS クラスター" },
      {
        flag: "cluster",
        find: async (aws) => (await aws.eks.ListClusters({})).clusters!.map((value) => ({ value, hint: "v1.33" })),
      },
    ),
    namespace: z.string().default("risken"),
    rolePath: z.string().optional(),
  }),
  database: z
    .strictObject({
      source: asked(z.enum(["rds", "external"]).default("rds"), { en: "Database", ja: "データベース" }, { flag: "db" }),
      masterHost: asked(
        z.string().optional(),
        { en: "Host of the database", ja: "データベースのホスト" },
        { when: ({ database }) => (database as { source?: string }).source === "external" },
      ),
      port: z.number().int().min(1).max(65_535).default(3306),
      password: asked(z.union([secretInput(), z.strictObject({ rds: z.literal("managed") })]).optional(), {
        en: "Password of the database",
        ja: "データベースのパスワード",
      }),
    })
    .refine((given) => given.source === "rds" || given.masterHost !== undefined, {
      path: ["masterHost"],
      error: says({ en: "is needed for an external database", ja: "外部データベースでは必須です" }),
    })
    .prefault({}),
  ingress: z
    .strictObject({
      loadBalancer: z.string().optional(),
      apiSourceIps: z.array(z.string()).optional(),
      mfa: asked(z.boolean().default(false), { en: "MFA?", ja: "MFA を使いますか" }),
      targetGroups: z
        .strictObject({ api: z.union([z.literal("create"), z.string().startsWith("arn:")]).default("create") })
        .prefault({}),
    })
    .prefault({}),
  parameters: z
    .strictObject({
      values: z
        .record(z.string().regex(/^[a-z/]+$/), z.record(z.string(), z.union([z.string(), generatedSecretInput()])))
        .default({}),
      list: z.array(z.strictObject({ secret: secretInput().optional() })).optional(),
    })
    .prefault({}),
});
