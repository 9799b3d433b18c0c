import { closest, distance } from "fastest-levenshtein";
import type { Text } from "../text";
import { Problem } from "./problem";

// The environment of a service

export const noSuchService = (at: { id: string; known: readonly string[] }): Problem => {
  const nearest = closest(at.id, at.known);
  return new Problem(
    "no-such-service",
    3,
    { en: `RISKEN has no service ${at.id}.`, ja: `RISKEN に ${at.id} というサービスはありません。` },
    distance(at.id, nearest) <= Math.max(1, Math.floor(at.id.length / 3))
      ? { en: `Did you mean ${nearest}?`, ja: `もしかして: ${nearest}` }
      : { en: `The services are ${at.known.join(", ")}.`, ja: `サービス一覧: ${at.known.join("、")}` },
  );
};

export const hasNoEnvironment = ({ id }: { id: string }): Problem =>
  new Problem("no-environment", 3, {
    en: `${id} reads no configuration at run time, so it has no environment to show.`,
    ja: `${id} は実行時に設定を読み込まないため、表示する環境変数はありません。`,
  });

export const notDeployed = ({ id }: { id: string }): Problem =>
  new Problem("not-deployed", 3, {
    en: `${id} is outside the standard installation: it has no Deployment, and nothing sends to its queue yet.`,
    ja: `${id} は標準構成に含まれません。Deployment がなく、キューへの送信側もまだありません。`,
  });

export const flagMissing = (at: { flag: string; example: string }): Problem =>
  new Problem(
    "flag-missing",
    3,
    { en: `${at.flag} is missing.`, ja: `${at.flag} が指定されていません。` },
    { en: `Type it as in ${at.example}.`, ja: `${at.example} のように指定してください。` },
  );

export const noSuchFormat = (at: { format: string; known: readonly string[] }): Problem =>
  new Problem(
    "no-such-format",
    3,
    { en: `There is no export ${at.format}.`, ja: `出力形式 ${at.format} はありません。` },
    { en: `Choose one of: ${at.known.join(", ")}.`, ja: `次から選んでください: ${at.known.join("、")}` },
  );

export const exportFolderTaken = (at: { folder: string }): Problem =>
  new Problem(
    "folder-taken",
    4,
    {
      en: `${at.folder} holds files that risken-aws did not write.`,
      ja: `${at.folder} には risken-aws が出力したものではないファイルがあります。`,
    },
    {
      en: "Name another or an empty folder with --out.",
      ja: "--out で別のフォルダーか空のフォルダーを指定してください。",
    },
  );

export const noTerminal = (): Problem =>
  new Problem(
    "no-terminal",
    3,
    {
      en: "init asks questions, and there is no terminal to ask them on.",
      ja: "init は対話形式で質問しますが、対話できる端末がありません。",
    },
    {
      en: "In CI, run risken-aws apply, or risken-aws init --yes to write the config file as well.",
      ja: "CI では risken-aws apply を実行してください。設定ファイルも作成する場合は risken-aws init --yes を実行してください。",
    },
  );

export const consentMissing = (at: { verb: string; flag: string }): Problem =>
  new Problem(
    "no-consent",
    4,
    {
      en: `${at.verb} changes AWS and was not agreed to: there is no terminal to ask on.`,
      ja: `${at.verb} は AWS を変更しますが、確認できる端末がないため実行しません。`,
    },
    { en: `Add ${at.flag} to agree.`, ja: `実行してよい場合は ${at.flag} を付けてください。` },
  );

export const noSuchCheck = (at: { id: string; known: readonly string[] }): Problem => {
  const nearest = at.known.length > 0 ? closest(at.id, at.known) : undefined;
  return new Problem(
    "no-such-check",
    3,
    { en: `There is no check ${at.id}.`, ja: `チェック ${at.id} はありません。` },
    nearest ? { en: `Did you mean ${nearest}?`, ja: `もしかして: ${nearest}` } : undefined,
  );
};

export const interrupted = (): Problem =>
  new Problem(
    "interrupted",
    1,
    { en: "Interrupted before anything was changed.", ja: "変更を始める前に中断されました。" },
    { en: "Run the same command again.", ja: "同じコマンドを再度実行してください。" },
  );

/** A warning: the summary that GitHub shows beside a job has no place. */
export const summaryUnwritable = (at: { name: string; code: string }): Text => ({
  en: `GITHUB_STEP_SUMMARY (${at.name}) cannot be written (${at.code}), so the job has no summary.`,
  ja: `GITHUB_STEP_SUMMARY（${at.name}）に書き込めないため（${at.code}）、ジョブのサマリーは出力しません。`,
});
