import { Problem } from "./problem";

// What RISKEN, or AWS, can't do outside of AWS's main partition.

export const noTokenVerification = (at: { region: string; partition: string }): Problem =>
  new Problem(
    "no-token-verification",
    3,
    {
      en: `Nobody could sign in: RISKEN's gateway fetches the load balancer's public keys from public-keys.auth.elb.${at.region}.amazonaws.com, and ${at.partition} keeps them elsewhere.`,
      ja: `サインインできない構成です。RISKEN の gateway はロードバランサーの公開鍵を public-keys.auth.elb.${at.region}.amazonaws.com から取得しますが、${at.partition} では別の場所にあります。`,
    },
    {
      en: 'RISKEN has no setting for that place. What it has is to sign people in without checking the load balancer\'s signature, which locks out those whose claims have certain characters, and leaves the security groups alone to guard the gateway. To accept that, set VERIFY_ID_TOKEN: "false" under parameters.values, in gateway/gateway.',
      ja: '取得先を変更する設定は RISKEN にありません。代わりに、署名を検証せずにサインインさせることはできますが、クレームに特定の文字を含むユーザーはサインインできず、gateway を守るものはセキュリティグループだけになります。これを受け入れる場合は、parameters.values の gateway/gateway に VERIFY_ID_TOKEN: "false" を設定してください。',
    },
  );

export const noUserPools = (at: { partition: string }): Problem =>
  new Problem(
    "no-user-pools",
    3,
    {
      en: `Cognito has no user pools in ${at.partition}.`,
      ja: `${at.partition} では Cognito ユーザープールを利用できません。`,
    },
    {
      en: "Sign people in with another provider: auth.type: oidc.",
      ja: "他の IdP を使ってください（auth.type: oidc）。",
    },
  );
