import type { Text } from "../text";
import type { CfnInexpressible } from "./cloudformation-kinds";

/** A stack would wait for a record that it can't name, and that nobody sees before the certificate has been asked for. */
const untilValidated: Text = {
  en: "a template cannot name the record that validates a certificate, and the stack would wait for it",
  ja: "証明書の検証用レコードをテンプレートから参照できず、スタックが検証待ちのまま止まってしまいます",
};

/** Names and certificates of the hosts. */
export const cfnDomains: Readonly<Record<string, CfnInexpressible>> = {
  "acm.certificate": { inexpressible: untilValidated },
  "route53.validation-record": { inexpressible: untilValidated },
  "elbv2.listener-certificate": { inexpressible: untilValidated },

  "route53.alias": {
    inexpressible: {
      en: "CloudFormation imports no records, and makes none where one is",
      ja: "CloudFormation はレコードのインポートに対応しておらず、既存のレコードがあると作成に失敗します",
    },
  },
};
