import { Problem } from "./problem";

// The sandbox.

export const sandboxBroken = (at: { file: string }): Problem =>
  new Problem(
    "sandbox-broken",
    3,
    {
      en: `${at.file} is not a sandbox of risken-aws.`,
      ja: `${at.file} は risken-aws のサンドボックスファイルではありません。`,
    },
    {
      en: "Delete the file to start with a fresh sandbox, or name another one with --sandbox <file>.",
      ja: "ファイルを削除して新しいサンドボックスを作るか、--sandbox <file> で別のファイルを指定してください。",
    },
  );
