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
