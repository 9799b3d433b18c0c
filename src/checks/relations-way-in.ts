import { autoscalingAttachment } from "../kinds/autoscaling-attachment";
import { cognitoUserPoolClient } from "../kinds/cognito-user-pool-client";
import { canonicalActions } from "../kinds/elbv2-actions";
import { elbv2ListenerRule } from "../kinds/elbv2-listener-rule";
import { elbv2TargetGroup } from "../kinds/elbv2-target-group";
import type { Check, Detail, Look, Verdict } from "./check";
import { fixOurs } from "./remedies";
import { allSeen, isMissing, notHere, unlessNothing } from "./seen";

/** Whether load balancer, user pool and nodes speak of each other. */
export const wayInRelations: readonly Check[] = [
  {
    id: "boot/callback-url",
    category: "boot",
    title: {
      en: "People come back from the sign-in to the console's host",
      ja: "サインイン後の戻り先は、コンソールのホストです",
    },
    why: {
      en: "The load balancer sends people to Cognito with its own address, in small letters, as the one to come back to. If the app client does not list it letter for letter, nobody can sign in (redirect_mismatch).",
      ja: "ロードバランサーは、小文字の自分の URL を戻り先としてユーザーを Cognito へ送ります。アプリクライアントに完全に一致する URL がないと、誰もサインインできません（redirect_mismatch）。",
    },
    fix: fixOurs,
    key: "ingress.consoleHost",
    run: callbackUrl,
  },
  {
    id: "boot/user-pool-region",
    category: "boot",
    title: {
      en: "The user pool is in the region of the load balancer",
      ja: "ユーザープールは、ロードバランサーと同じリージョンにあります",
    },
    why: {
      en: "A load balancer signs people in only with a user pool of its own region, and the gateway looks for the key of its signatures there.",
      ja: "ロードバランサーが認証に使えるのは、同じリージョンのユーザープールだけです。gateway も、署名を検証する公開鍵をそのリージョンから取得します。",
    },
    fix: fixOurs,
    key: "auth.cognito.userPoolId",
    run: poolRegion,
  },
  {
    id: "health/rule-targets",
    category: "health",
    title: {
      en: "The rules forward to the target groups that the nodes are in",
      ja: "リスナールールの転送先は、ノードが登録されているターゲットグループです",
    },
    why: {
      en: "A target group that no Auto Scaling group fills has no targets: the load balancer answers 503. Replacing a node group loses the attachment, because EKS does not know of it.",
      ja: "Auto Scaling グループが紐付いていないターゲットグループにはターゲットがなく、ロードバランサーは 503 を返します。ノードグループを作り直すと、EKS が関知しないこの紐付けは失われます。",
    },
    fix: fixOurs,
    key: "ingress.targetGroups",
    run: ruleTargets,
  },
];

const noAppClient = notHere({
  en: "People do not sign in with Cognito here.",
  ja: "サインインに Cognito は使われていません。",
});

function callbackUrl(look: Look): Verdict {
  const isWanted = look.survey.graph.resources.some(({ kind }) => kind.type === cognitoUserPoolClient.type);
  if (!isWanted) return noAppClient;
  const { there, blind } = allSeen(look, cognitoUserPoolClient);
  if (there.length === 0 && blind === undefined) return isMissing;
  const expected = `https://${look.target.consoleHost.toLowerCase()}/oauth2/idpresponse`;
  const wrong = there.filter(({ is }) => !is.spec.CallbackURLs.includes(expected));
  return unlessNothing(
    {
      status: "fail",
      found: {
        en: `The app client does not list ${expected}.`,
        ja: `アプリクライアントに ${expected} が登録されていません。`,
      },
      details: wrong.map(({ key, is }) => ({
        path: `${key.ClientName} CallbackURLs`,
        expected,
        actual: is.spec.CallbackURLs.join(", "),
      })),
    },
    blind,
  );
}

/** `arn:aws:<service>:<region>:…` */
const regionOf = (arn: string): string => arn.split(":")[3]!;

function poolRegion(look: Look): Verdict {
  const { there, blind } = allSeen(look, elbv2ListenerRule);
  const details = there.flatMap(({ address, is }) =>
    is.spec.Actions.flatMap(({ AuthenticateCognitoConfig: cognito }): readonly Detail[] => {
      const expected = regionOf(is.outputs.arn);
      if (!cognito || regionOf(cognito.UserPoolArn) === expected) return [];
      return [{ path: `${address} UserPoolArn`, expected, actual: cognito.UserPoolArn }];
    }),
  );
  return unlessNothing(
    {
      status: "fail",
      found: {
        en: "The rules sign people in with a user pool of another region.",
        ja: "リスナールールが、別のリージョンのユーザープールで認証しています。",
      },
      details,
    },
    blind,
  );
}

function ruleTargets(look: Look): Verdict {
  const rules = allSeen(look, elbv2ListenerRule);
  const attached = allSeen(look, autoscalingAttachment);
  const groups = allSeen(look, elbv2TargetGroup);
  // One that could not be read may be the very one that a rule forwards to.
  const unread = attached.blind ?? groups.blind;
  if (unread !== undefined) throw unread;
  const filled = attached.there.map(({ key }) => key.TargetGroupARN);
  const isMade = (address: string) => look.survey.graph.at.get(address)?.wanted === "made";
  // Who brings a target group brings its targets too.
  const brought = groups.there.filter(({ address }) => !isMade(address)).map(({ is }) => is.outputs.arn);
  const details = rules.there.flatMap(({ address, is }) =>
    canonicalActions(is.spec.Actions)
      .flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? [])
      .filter(({ TargetGroupArn: arn }) => !filled.includes(arn) && !brought.includes(arn))
      .map(({ TargetGroupArn }): Detail => ({ path: address, expected: filled.join(", "), actual: TargetGroupArn })),
  );
  return unlessNothing(
    {
      status: "fail",
      found: {
        en: "Rules forward to a target group that no nodes are in.",
        ja: "ノードが登録されていないターゲットグループに転送するルールがあります。",
      },
      details,
    },
    rules.blind,
  );
}
