import { unless } from "../aws/errors";
import type { Kind } from "../engine/kind";
import { fromTheRead, inputsOf } from "./cognito-live";
import { inPool, membersOf } from "./cognito-members";

interface Spec {
  readonly GroupName: string;
  readonly UserPoolId: string;
  readonly Description?: string;
  /** The lowest counts most. */
  readonly Precedence?: number;
}

interface Outputs {
  readonly name: string;
  readonly pool: string;
}

/** A group of people in a user pool. Who is in it is not ours to say. */
export const cognitoGroup: Kind<Spec, Outputs, "GroupName" | "UserPoolId"> = {
  type: "cognito.group",
  noun: "user-group",
  title: { en: "group of the user pool", ja: "ユーザープールのグループ" },
  key: ["GroupName", "UserPoolId"],
  through: "UserPoolId",
  reads: ["cognito-idp:GetGroup", "cognito-idp:ListGroups", "cognito-idp:ListUsersInGroup", "tag:GetResources"],
  writes: ["cognito-idp:CreateGroup", "cognito-idp:UpdateGroup", "cognito-idp:DeleteGroup"],
  removes: ["cognito-idp:DeleteGroup"],
  holdsData: true,

  async observe(aws, { GroupName, UserPoolId }) {
    const live = (await unless("ResourceNotFound", aws.cognito.GetGroup({ GroupName, UserPoolId })))?.Group;
    if (!live) return undefined;
    return {
      spec: { Description: live.Description, Precedence: live.Precedence },
      outputs: { name: GroupName, pool: UserPoolId },
    };
  },

  async create(aws, spec) {
    await fromTheRead(aws, () => aws.cognito.CreateGroup(spec));
    return undefined;
  },

  async update(aws, spec) {
    const { GroupName, UserPoolId } = spec;
    await fromTheRead(aws, async () => {
      const live = (await aws.cognito.GetGroup({ GroupName, UserPoolId })).Group!;
      await aws.cognito.UpdateGroup({
        GroupName,
        UserPoolId,
        ...inputsOf({ ...live, ...inputsOf(spec, ["Description", "Precedence"]) }, [
          "Description",
          "Precedence",
          "RoleArn",
        ]),
      });
    });
  },

  async remove(aws, { GroupName, UserPoolId }) {
    await unless("ResourceNotFound", aws.cognito.DeleteGroup({ GroupName, UserPoolId }));
  },

  async isEmpty(aws, { outputs: { name, pool } }) {
    const answer = await aws.cognito.ListUsersInGroup({ GroupName: name, UserPoolId: pool, Limit: 1 });
    return (answer.Users ?? []).length === 0;
  },

  async owned(aws, tags) {
    const found = await membersOf(aws, tags, "user-group", (UserPoolId) =>
      inPool(
        (NextToken) => aws.cognito.ListGroups({ UserPoolId, Limit: 60, NextToken }),
        (page) => page.Groups?.map(({ GroupName }) => GroupName!),
        (page) => page.NextToken,
      ),
    );
    return found.map(({ key: { name, UserPoolId }, tags }) => ({ key: { GroupName: name, UserPoolId }, tags }));
  },
};
