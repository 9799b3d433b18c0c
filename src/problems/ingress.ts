import type { Text } from "../text";
import { Problem } from "./problem";

// Ingress: load balancer, listener, rules.

export const ownedByController = (at: { name: string; tag: string; value: string }): Problem =>
  new Problem(
    "owned-by-controller",
    4,
    {
      en: `The AWS Load Balancer Controller owns ${at.name} (tag ${at.tag}=${at.value}). It deletes rules that it did not make.`,
      ja: `${at.name} は AWS Load Balancer Controller が管理しています（タグ ${at.tag}=${at.value}）。コントローラーは自身が作成していないルールを削除します。`,
    },
    {
      en: "Name another load balancer in ingress.loadBalancer: one that no Ingress of the cluster has made.",
      ja: "クラスタの Ingress が作成したものではない、別のロードバランサーを ingress.loadBalancer に指定してください。",
    },
  );

export const notAnApplicationLoadBalancer = (at: { name: string; type: string }): Problem =>
  new Problem(
    "not-an-application-load-balancer",
    3,
    {
      en: `${at.name} is a load balancer of type ${at.type}. Only an application load balancer can sign people in.`,
      ja: `${at.name} のタイプは ${at.type} です。ユーザー認証ができるのは Application Load Balancer だけです。`,
    },
    {
      en: "Name an application load balancer in ingress.loadBalancer.",
      ja: "ingress.loadBalancer に Application Load Balancer を指定してください。",
    },
  );

export const noHttpsListener = (at: { loadBalancer: string }): Problem =>
  new Problem(
    "no-https-listener",
    3,
    {
      en: `${at.loadBalancer} has no HTTPS listener. People can only sign in over HTTPS.`,
      ja: `${at.loadBalancer} に HTTPS リスナーがありません。ユーザー認証は HTTPS でのみ利用できます。`,
    },
    {
      en: "Let risken-aws make one (ingress.listener: create, ingress.certificate: create), add one with a certificate for the console host, or name another load balancer in ingress.loadBalancer.",
      ja: "ingress.listener: create と ingress.certificate: create で作成するか、コンソールのホスト名の証明書を持つ HTTPS リスナーを追加するか、ingress.loadBalancer に別のロードバランサーを指定してください。",
    },
  );

export const severalHttpsListeners = (at: { loadBalancer: string; listeners: readonly string[] }): Problem =>
  new Problem(
    "several-https-listeners",
    3,
    {
      en: `${at.loadBalancer} has several HTTPS listeners: ${at.listeners.join(", ")}.`,
      ja: `${at.loadBalancer} に HTTPS リスナーが複数あります: ${at.listeners.join("、")}`,
    },
    { en: "Name one of them in ingress.listenerArn.", ja: "ingress.listenerArn でいずれか1つを指定してください。" },
  );

export const notItsHttpsListener = (at: { loadBalancer: string; listenerArn: string }): Problem =>
  new Problem(
    "not-its-https-listener",
    3,
    {
      en: `${at.listenerArn} is not an HTTPS listener of ${at.loadBalancer}.`,
      ja: `${at.listenerArn} は ${at.loadBalancer} の HTTPS リスナーではありません。`,
    },
    {
      en: "Correct ingress.listenerArn, or leave it out where there is only one HTTPS listener.",
      ja: "ingress.listenerArn を修正してください。HTTPS リスナーが1つだけの場合は省略できます。",
    },
  );

export const severalOfOurs = (at: { title: Text; id: string; arns: readonly string[] }): Problem =>
  new Problem(
    "several-of-ours",
    4,
    {
      en: `More than one ${at.title.en} carries the tag risken-aws:id=${at.id}: ${at.arns.join(", ")}.`,
      ja: `タグ risken-aws:id=${at.id} を持つ${at.title.ja}が複数あります: ${at.arns.join("、")}`,
    },
    { en: "Remove all but one of them, or their tags.", ja: "1つを残して削除するか、タグを外してください。" },
  );

export const noRoomForRules = (at: { band: string; rules: number }): Problem =>
  new Problem(
    "no-room-for-rules",
    3,
    {
      en: `The listener has no room for ${at.rules} rules in the right order at the priorities ${at.band}.`,
      ja: `リスナーの優先度 ${at.band} に、${at.rules} 件のルールを正しい順序で追加する空きがありません。`,
    },
    {
      en: "Give a wider band in ingress.priorities, as in 2000-2099.",
      ja: "ingress.priorities にもっと広い範囲を指定してください（例: 2000-2099）。",
    },
  );

/** @param at.key the config key that names it; left out where it is ours */
export const targetGroupInOtherVpc = (at: { name: string; vpc: string; wanted: string; key?: string }): Problem =>
  new Problem(
    "target-group-in-other-vpc",
    3,
    {
      en: `The target group ${at.name} is in ${at.vpc}, but the load balancer is in ${at.wanted}.`,
      ja: `ターゲットグループ「${at.name}」は ${at.vpc} にありますが、ロードバランサーは ${at.wanted} にあります。`,
    },
    at.key
      ? {
          en: `Name one of ${at.wanted} in ${at.key}, or leave it to create.`,
          ja: `${at.key} に ${at.wanted} のターゲットグループを指定するか、create を指定してください。`,
        }
      : {
          en: "Delete the rules that forward to it and the target group itself, then run again: a new one is made.",
          ja: "転送元のルールとターゲットグループを削除してから再度実行してください。新しいものを作成します。",
        },
  );

/** @param at.backend `api` or `web` */
export const targetGroupWithoutNodes = (at: { name: string; arn: string; type: string; backend: string }): Problem =>
  new Problem(
    "target-group-without-nodes",
    3,
    {
      en: `The targets of the target group ${at.name} are of the type ${at.type}, so nodes cannot be registered in it.`,
      ja: `ターゲットグループ「${at.name}」のターゲットタイプは ${at.type} のため、ノードを登録できません。`,
    },
    {
      en: `To use it with the targets that it has: ingress.targetGroups.${at.backend}: ${at.arn}`,
      ja: `登録済みのターゲットのまま使う場合は、次のように指定してください。ingress.targetGroups.${at.backend}: ${at.arn}`,
    },
  );

/** @param at.key the config key that names it; left out where it is ours */
export const targetGroupInUse = (at: { name: string; loadBalancers: readonly string[]; key?: string }): Problem =>
  new Problem(
    "target-group-in-use",
    4,
    {
      en: `The target group ${at.name} already serves ${at.loadBalancers.join(", ")}, and it can serve only one load balancer.`,
      ja: `ターゲットグループ「${at.name}」は既に ${at.loadBalancers.join("、")} で使われています。1つのロードバランサーでしか使えません。`,
    },
    at.key
      ? {
          en: `Name another one in ${at.key}, or leave it to create.`,
          ja: `${at.key} に別のターゲットグループを指定するか、create を指定してください。`,
        }
      : {
          en: "Delete the rules that forward to it there, then run again.",
          ja: "そのロードバランサーから転送しているルールを削除してから、再度実行してください。",
        },
  );

export const noNodeGroups = (): Problem =>
  new Problem(
    "no-node-groups",
    3,
    {
      en: "The cluster has no managed node group, so it is unknown which nodes the load balancer should reach.",
      ja: "クラスタにマネージドノードグループがないため、ロードバランサーの転送先ノードを特定できません。",
    },
    {
      en: "Name the nodes' Auto Scaling groups in ingress.nodes.autoScalingGroups, or target groups that have their targets in ingress.targetGroups.",
      ja: "ノードの Auto Scaling グループを ingress.nodes.autoScalingGroups に指定するか、ターゲット登録済みのターゲットグループを ingress.targetGroups に指定してください。",
    },
  );
