import { same, type Text } from "../text";

/** Something in a picture. */
export interface Node {
  /** Letters, digits and underscores. Nodes with the same one are drawn as one. */
  readonly id: string;
  /** The id of its {@link Group}. */
  readonly group: string;
  readonly shape: "box" | "round" | "person" | "store" | "queue";
  readonly title: Text;
  /** Lines below the title. */
  readonly items: readonly string[];
  /** A program that loads parameters and works with a role. */
  readonly isProgram?: true;
}

/** An arrow: whoever it starts from asks or tells. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label?: Text;
  /** Reads what it needs to work, or proves who it is. */
  readonly dotted?: true;
}

export interface Drawing {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

export interface Group {
  readonly id: string;
  readonly title: Text;
}

/** A part of a picture. Arrows to what nobody draws are left out. */
export const drawingOf = (nodes: readonly Node[] = [], edges: readonly Edge[] = []): Drawing => ({ nodes, edges });

/** Boxes around nodes, in the order in which requests pass them. */
export const groups: readonly Group[] = [
  { id: "people", title: { en: "People and programs", ja: "利用者" } },
  { id: "way_in", title: { en: "Load balancer", ja: "ロードバランサー" } },
  { id: "sign_in", title: { en: "Sign-in", ja: "サインイン" } },
  { id: "pods", title: { en: "Pods on the EKS cluster", ja: "EKS クラスタの Pod" } },
  { id: "queues", title: { en: "Scan queues (SQS)", ja: "スキャンキュー（SQS）" } },
  { id: "parameters", title: { en: "Parameters and secrets", ja: "パラメータとシークレット" } },
  { id: "data", title: { en: "Database", ja: "データベース" } },
  { id: "identity", title: same("IAM, KMS") },
  { id: "observability", title: same("CloudWatch, SNS") },
  { id: "scanned", title: { en: "What is scanned", ja: "スキャン対象" } },
];

/** An id out of anything, as in `dir_aws_common`. */
export const idOf = (...words: readonly string[]): string =>
  words
    .join("_")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase();
