import { unless } from "../aws/errors";
import type { Kind } from "../engine/kind";

interface Spec {
  /** An e-mail address: the pools of ours are signed in to by e-mail. */
  readonly Username: string;
  readonly UserPoolId: string;
}

interface Outputs {
  /** As in `FORCE_CHANGE_PASSWORD` until the first sign-in. */
  readonly status: string;
}

/** A person in a user pool. AWS sends the invitation with a first password; from then on the account is theirs. */
export const cognitoUser: Kind<Spec, Outputs, "Username" | "UserPoolId"> = {
  type: "cognito.user",
  noun: "user",
  title: { en: "user", ja: "ユーザー" },
  key: ["Username", "UserPoolId"],
  relation: "attachment",
  reads: ["cognito-idp:AdminGetUser"],
  writes: ["cognito-idp:AdminCreateUser", "cognito-idp:AdminDeleteUser"],
  removes: ["cognito-idp:AdminDeleteUser"],
  holdsData: true,

  async observe(aws, { Username, UserPoolId }) {
    const found = await unless(
      ["UserNotFound", "ResourceNotFound"],
      aws.cognito.AdminGetUser({ Username, UserPoolId }),
    );
    return found && { spec: {}, outputs: { status: found.UserStatus! } };
  },

  async create(aws, { Username, UserPoolId }) {
    await unless(
      // The answer to a first try was lost, or somebody was faster: the person is there, which is all we want.
      "UsernameExists",
      aws.cognito.AdminCreateUser({
        Username,
        UserPoolId,
        // Marked as verified: a forgotten password can only be reset through a verified address.
        UserAttributes: [
          { Name: "email", Value: Username },
          { Name: "email_verified", Value: "true" },
        ],
        DesiredDeliveryMediums: ["EMAIL"],
      }),
    );
    return undefined;
  },

  // Nothing of it is ours to change.
  async update() {},

  async remove(aws, { Username, UserPoolId }) {
    await unless(["UserNotFound", "ResourceNotFound"], aws.cognito.AdminDeleteUser({ Username, UserPoolId }));
  },
};
