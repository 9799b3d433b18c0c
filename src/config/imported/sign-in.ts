import type { Found, FoundSignIn } from "../../discovery/hand-made";
import { type Part, part, type Remark, said } from "./part";
import type { Door } from "./way-in";

const SEVEN_DAYS = 604_800;

/** What RISKEN's gateway reads where nothing is stored. */
const READ_BY_DEFAULT = "preferred_username";

/** How people sign in now. */
export function signInPart(
  { pools, parameters, env }: Pick<Found, "pools" | "parameters" | "env">,
  door: Door | undefined,
  named: (thing: string) => string,
): Part {
  const signIn = door?.rules.find((rule) => rule.signIn)?.signIn;
  if (!signIn) return part({});
  const stored = parameters.find(({ variable }) => variable === "USER_IDP_KEY")?.text;
  const userKey = stored ?? READ_BY_DEFAULT;
  const ours = signIn.type === "cognito" ? "email" : "preferred_username";
  const { data, remarks } = signIn.type === "cognito" ? cognito(signIn, pools, env, named) : oidc(signIn);
  const { names, ...section } = data;
  return part(
    said({
      auth: said({
        type: signIn.type,
        ...(userKey === ours ? {} : { userKey }),
        ...(signIn.sessionTimeout === SEVEN_DAYS ? {} : { sessionTimeout: signIn.sessionTimeout }),
        ...section,
      }),
      names,
    }),
    { remarks: [...remarks, ...(stored === undefined && userKey !== ours ? [unstored] : [])] },
  );
}

type Cognito = Extract<FoundSignIn, { type: "cognito" }>;
type Oidc = Extract<FoundSignIn, { type: "oidc" }>;

/** A pool that risken-aws has made for this env before is its own; any other is used and left alone. */
function cognito(
  { userPoolId, clientId }: Cognito,
  pools: Found["pools"],
  env: string,
  named: (thing: string) => string,
): Part {
  const pool = pools.get(userPoolId);
  const client = pool?.clients.get(clientId);
  const names = client && client !== named("console") ? { "user-pool-client/console": client } : {};
  if (pool?.env === env && pool.domain) {
    const mfa = pool.mfa.toLowerCase();
    return part({ cognito: { domainPrefix: pool.domain, ...(mfa === "optional" ? {} : { mfa }) }, names });
  }
  return part({ cognito: { userPoolId }, names }, { remarks: [usedOnly] });
}

const usedOnly: Remark = {
  path: "auth.cognito.userPoolId",
  text: {
    en: "The pool is used and never changed. To have its settings looked after too, say names.user-pool/users instead.",
    ja: "このプールは参照するだけで、変更しません。設定も管理対象にする場合は、代わりに names の user-pool/users で指定してください。",
  },
};

function oidc({ type: _, sessionTimeout: _s, ...provider }: Oidc): Part {
  return part(
    { oidc: { ...provider, clientSecret: { env: "RISKEN_OIDC_CLIENT_SECRET" } } },
    {
      remarks: [
        {
          path: "auth.oidc.clientSecret",
          text: {
            en: "AWS keeps the secret to itself. While the variable is empty, the load balancer goes on with the one it has.",
            ja: "クライアントシークレットは AWS から読み取れません。環境変数が空の間は、ロードバランサーに保存済みの値をそのまま使います。",
          },
        },
      ],
    },
  );
}

const unstored: Remark = {
  path: "auth.userKey",
  text: {
    en: "A guess: no USER_IDP_KEY is stored, and this is what RISKEN reads then.",
    ja: "推測: USER_IDP_KEY が保存されていないため、RISKEN の既定値です。",
  },
};
