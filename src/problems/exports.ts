import { Problem } from "./problem";

// Exports of the resources themselves.

export const exportFileTaken = (at: { file: string }): Problem =>
  new Problem(
    "file-taken",
    4,
    {
      en: `${at.file} is there, and risken-aws did not write it.`,
      ja: `${at.file} は既に存在し、risken-aws が出力したものではありません。`,
    },
    {
      en: "Name another folder with --out, or remove the file.",
      ja: "--out で別のフォルダーを指定するか、ファイルを削除してください。",
    },
  );
