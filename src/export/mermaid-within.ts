import type { MermaidWithin } from "./mermaid-kinds";

const onTheWay: MermaidWithin = {
  within: { en: "the rules, which people reach by the hosts' names", ja: "ホスト名でアクセスされるルール" },
};

/** What has no place of its own in the picture, beside what shows it. */
export const shownByOthers: Readonly<Record<string, MermaidWithin>> = {
  "elbv2.own-listener": onTheWay,
  "elbv2.idle-timeout": onTheWay,
  "acm.certificate": onTheWay,
  "route53.validation-record": onTheWay,
  "elbv2.listener-certificate": onTheWay,
  "route53.alias": onTheWay,
  "logs.retention": {
    within: { en: "the role of the agent that writes them", ja: "ログを書き込むエージェントのロール" },
  },
};
