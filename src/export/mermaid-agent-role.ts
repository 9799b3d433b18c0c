import { type Drawing, drawingOf } from "./mermaid-drawing";

/** The role of a program that is not RISKEN's. */
export const agentRole = (roleName: string): Drawing =>
  drawingOf(
    [
      {
        id: "agent_role",
        group: "identity",
        shape: "box",
        title: { en: "Role of the CloudWatch agent", ja: "CloudWatch エージェントのロール" },
        items: [roleName],
      },
    ],
    [{ from: "agent_role", to: "provider", label: { en: "trusts", ja: "信頼" }, dotted: true }],
  );

/** What shows how long the agent's logs are kept. */
export const agentLogsWithin = {
  within: { en: "the role of the agent that writes them", ja: "ログを書き込むエージェントのロール" },
};
