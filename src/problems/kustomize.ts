import { Problem } from "./problem";

// The kustomize overlay.

export const overlayEnvTaken = (at: { name: string; key: string }): Problem =>
  new Problem(
    "overlay-env-taken",
    3,
    {
      en: `kustomize.env sets ${at.name}, which the overlay takes from ${at.key}.`,
      ja: `kustomize.env で ${at.name} が設定されていますが、この値は ${at.key} から決まります。`,
    },
    {
      en: `Remove ${at.name} from kustomize.env, and change ${at.key} if the value is wrong.`,
      ja: `kustomize.env から ${at.name} を削除してください。値を変えたい場合は ${at.key} を変更してください。`,
    },
  );

export const overlayEnvShadowsRole = (at: { name: string }): Problem =>
  new Problem(
    "overlay-env-shadows-role",
    3,
    {
      en: `kustomize.env sets ${at.name}, which the pods would use instead of their IAM role.`,
      ja: `kustomize.env で ${at.name} が設定されていますが、Pod 単位の IAM ロールよりこの値が優先されてしまいます。`,
    },
    {
      en: `Remove ${at.name} from kustomize.env: the pods get their credentials through their service account.`,
      ja: `kustomize.env から ${at.name} を削除してください。Pod の認証情報はサービスアカウント経由で取得されます。`,
    },
  );

export const overlayEnvIsSecret = (at: { name: string }): Problem =>
  new Problem(
    "overlay-env-is-secret",
    3,
    {
      en: `kustomize.env sets ${at.name}, which is a secret: everybody who may read the Deployments would see it.`,
      ja: `kustomize.env で ${at.name} が設定されていますが、これは秘密の値です。Deployment を参照できる全員に見えてしまいます。`,
    },
    {
      en: `Move ${at.name} to parameters.values, as a reference such as { env: NAME }.`,
      ja: `${at.name} は parameters.values に移し、{ env: NAME } のような参照で指定してください。`,
    },
  );
