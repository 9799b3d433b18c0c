import type { Answers } from "./account";

export const answers: Answers<"sts"> = {
  GetCallerIdentity: (_, account) => ({
    Account: account.id,
    UserId: "AIDASANDBOX",
    Arn: account.arn("iam", "user/sandbox", { region: "" }),
  }),
};
