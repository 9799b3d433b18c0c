import { Problem } from "./problem";

// Alarms

export const topicNotForAlarms = ({ arn }: { readonly arn: string }): Problem =>
  new Problem(
    "topic-not-for-alarms",
    3,
    {
      en: `The SNS topic ${arn} is encrypted with AWS's own key alias/aws/sns, which CloudWatch may not use: no alarm would arrive.`,
      ja: `SNS トピック ${arn} は AWS マネージドキー（alias/aws/sns）で暗号化されています。CloudWatch はこのキーを使えないため、アラームの通知が届きません。`,
    },
    {
      en: "Encrypt it with a key of your own whose policy lets cloudwatch.amazonaws.com in (kms:Decrypt, kms:GenerateDataKey*), or name another topic.",
      ja: "カスタマーマネージドキーで暗号化し、キーポリシーで cloudwatch.amazonaws.com に kms:Decrypt と kms:GenerateDataKey* を許可するか、別のトピックを指定してください。",
    },
  );
