import { Problem } from "./problem";

// What is already there and can't be used: cluster, database.

export const clusterNotReady = (at: { readonly name: string; readonly status: string }): Problem =>
  new Problem(
    "cluster-not-ready",
    3,
    {
      en: `The EKS cluster ${at.name} is ${at.status}: its OIDC issuer can only be relied on once it is ACTIVE.`,
      ja: `EKS クラスタ ${at.name} の状態は ${at.status} です。OIDC の発行者は ACTIVE になるまで確定しません。`,
    },
    {
      en: `Wait for it (aws eks wait cluster-active --name ${at.name}) and run the command again.`,
      ja: `ACTIVE になるまで待ってから（aws eks wait cluster-active --name ${at.name}）、もう一度実行してください。`,
    },
  );

export const databaseEngine = (at: { readonly identifier: string; readonly engine: string }): Problem =>
  new Problem(
    "database-engine",
    3,
    {
      en: `The database ${at.identifier} is ${at.engine}: RISKEN needs MySQL (mysql, aurora-mysql or mariadb).`,
      ja: `データベース ${at.identifier} のエンジンは ${at.engine} です。RISKEN には MySQL（mysql、aurora-mysql、mariadb のいずれか）が必要です。`,
    },
    {
      en: "Set database.identifier to a MySQL-compatible cluster or instance.",
      ja: "database.identifier に MySQL 互換のクラスタまたはインスタンスを指定してください。",
    },
  );

export const databaseNotReady = (at: { readonly identifier: string; readonly status: string }): Problem =>
  new Problem(
    "database-not-ready",
    3,
    {
      en: `The database ${at.identifier} is ${at.status} and has no endpoint yet.`,
      ja: `データベース ${at.identifier} の状態は ${at.status} で、エンドポイントがまだありません。`,
    },
    {
      en: "Wait until it is available and run the command again.",
      ja: "available になるまで待ってから、もう一度実行してください。",
    },
  );

export const databasePasswordNotManaged = (at: { readonly identifier: string }): Problem =>
  new Problem(
    "database-password-not-managed",
    3,
    {
      en: `RDS does not manage the master password of ${at.identifier}, so RISKEN cannot read it from there.`,
      ja: `${at.identifier} のマスターパスワードは RDS で管理されていないため、RISKEN はそこから読み取れません。`,
    },
    {
      en: "Set database.user and database.password, as in password: { env: RISKEN_DB_PASSWORD }.",
      ja: "database.user と database.password を指定してください（例：password: { env: RISKEN_DB_PASSWORD }）。",
    },
  );
