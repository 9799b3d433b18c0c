import { unless } from "../aws/errors";
import type { Aws } from "../aws/session";
import { ENV_TAG, ID_TAG } from "../aws/tags";
import type { Kind } from "../engine/kind";
import { fromTheRead } from "./cognito-live";
import { membersOf } from "./cognito-members";
import { clientsOfPool, cognitoUserPoolClient } from "./cognito-user-pool-client";

interface Spec {
  readonly UserPoolId: string;
  readonly ClientId: string;
}

interface Outputs {
  readonly id: string;
}

/**
 * How the pages of managed login look for an app client: at first as AWS has them, then as whoever designs them likes. Without any
 * they are not there at all (https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-branding.html).
 */
export const cognitoBranding: Kind<Spec, Outputs, "UserPoolId" | "ClientId"> = {
  type: "cognito.managed-login-branding",
  noun: "login-pages",
  title: { en: "look of the sign-in pages", ja: "サインイン画面のデザイン" },
  key: ["UserPoolId", "ClientId"],
  through: "ClientId",
  reads: ["cognito-idp:DescribeManagedLoginBrandingByClient", "cognito-idp:ListUserPoolClients", "tag:GetResources"],
  writes: ["cognito-idp:CreateManagedLoginBranding", "cognito-idp:DeleteManagedLoginBranding"],
  removes: ["cognito-idp:DeleteManagedLoginBranding"],

  async observe(aws, key) {
    const id = await brandingOf(aws, key);
    return id === undefined ? undefined : { spec: {}, outputs: { id } };
  },

  async create(aws, { UserPoolId, ClientId }) {
    await unless(
      // The answer to a first try was lost, or somebody was faster: they have a look, which is all we want.
      "ManagedLoginBrandingExists",
      fromTheRead(aws, () =>
        aws.cognito.CreateManagedLoginBranding({ UserPoolId, ClientId, UseCognitoProvidedValues: true }),
      ),
    );
    return undefined;
  },

  // What they look like is the owner's.
  async update() {},

  async remove(aws, { UserPoolId }, { outputs: { id } }) {
    await unless(
      "ResourceNotFound",
      fromTheRead(aws, () => aws.cognito.DeleteManagedLoginBranding({ UserPoolId, ManagedLoginBrandingId: id })),
    );
  },

  async owned(aws, tags) {
    const clients = await membersOf(aws, tags, cognitoUserPoolClient.noun, async (id) => [
      ...(await clientsOfPool(aws, id)).keys(),
    ]);
    const keys = clients.map(({ key: { name, UserPoolId } }) => ({ UserPoolId, ClientId: name }));
    const found = await Promise.all(keys.map((key) => brandingOf(aws, key)));
    const id = { [ENV_TAG]: tags[ENV_TAG]!, [ID_TAG]: "login-pages/console" };
    return keys.filter((_, at) => found[at]).map((key) => ({ key, tags: id }));
  },
};

const brandingOf = async (aws: Aws, { UserPoolId, ClientId }: Spec): Promise<string | undefined> =>
  (await unless("ResourceNotFound", aws.cognito.DescribeManagedLoginBrandingByClient({ UserPoolId, ClientId })))
    ?.ManagedLoginBranding?.ManagedLoginBrandingId;
