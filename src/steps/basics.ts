import * as z from "zod";
import { type DataSource, dataSources } from "../risken/services";
import { asked } from "./asked";
import { names } from "./names";
import { says } from "./says";

const envName = /^(?!aws|ssm)[a-z][a-z0-9-]{0,10}$/;
const prefix = /^(?!internal-)[a-z][a-z0-9-]{0,15}$/;
const regionName = /^[a-z]{2,}(-[a-z]+)+-\d+$/;
const reservedTag = /^(aws|risken-aws):/i;

/** The keys at the top of the config, which belong to no section: every step is told them. */
export const basics = {
  version: z.literal(1).default(1),

  env: asked(
    z
      .string()
      .regex(
        envName,
        says({
          en: "must be 1 to 11 lower-case letters, digits and hyphens, begin with a letter, and not begin with aws or ssm",
          ja: "英小文字で始まる11文字以内の英小文字・数字・ハイフンで指定してください（aws と ssm で始まる名前は使えません）",
        }),
      )
      .default("prd"),
    {
      en: "Name of this environment (the first segment of every parameter path)",
      ja: "環境の名前（すべてのパラメータパスの先頭になります）",
    },
    { flag: "env" },
  ),

  region: asked(
    z.string().regex(
      regionName,
      says({
        en: "must be the name of an AWS region, as in ap-northeast-1",
        ja: "AWS リージョン名で指定してください（例: ap-northeast-1）",
      }),
    ),
    { en: "AWS region", ja: "AWS リージョン" },
    { flag: "region" },
  ),

  account: z
    .string()
    .regex(
      /^\d{12}$/,
      says({
        en: "must be the 12 digits of an AWS account, in quotes",
        ja: "AWS アカウント ID（12桁の数字）を引用符で囲んで指定してください",
      }),
    )
    .optional(),

  namePrefix: z
    .string()
    .regex(
      prefix,
      says({
        en: "must be 1 to 16 lower-case letters, digits and hyphens, begin with a letter, and not begin with internal-",
        ja: "英小文字で始まる16文字以内の英小文字・数字・ハイフンで指定してください（internal- で始まる名前は使えません）",
      }),
    )
    .default("risken"),

  tags: z
    .record(
      z
        .string()
        .min(1)
        .max(128)
        .refine(
          (key) => !reservedTag.test(key),
          says({
            en: "must not begin with aws: or risken-aws:, which are reserved",
            ja: "aws: と risken-aws: は予約されているため、タグのキーの先頭には使えません",
          }),
        ),
      z.string().max(256),
    )
    .default({}),

  dataSources: asked(
    z.array(z.enum(dataSources as readonly [DataSource, ...DataSource[]])).default([...dataSources]),
    { en: "Data sources to scan", ja: "スキャンするデータソース" },
    { flag: "data-sources" },
  ),

  names: names.prefault({}),

  ignore: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        field: z.string().min(1).optional(),
        reason: z.string().min(1),
        until: z
          .string()
          .regex(
            /^\d{4}-\d{2}-\d{2}$/,
            says({ en: "must be a day, as in 2027-03-31", ja: "日付を 2027-03-31 のように指定してください" }),
          )
          .optional(),
      }),
    )
    .default([]),

  kustomize: z
    .strictObject({
      env: z
        .record(
          z.string().regex(
            /^[A-Za-z_][A-Za-z0-9_]*$/,
            says({
              en: "must be the name of an environment variable",
              ja: "環境変数名として使える名前にしてください",
            }),
          ),
          z.string(),
        )
        .default({}),
    })
    .prefault({}),
} as const;

/** What {@link basics} has been parsed to. */
export type Basics = z.output<z.ZodObject<typeof basics, z.core.$strict>>;
