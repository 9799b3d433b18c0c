import { describedSecret } from "../aws/secrets";
import { rdsDatabase } from "../kinds/rds-database";
import type { Text } from "../text";
import { type Check, type Look, pass } from "./check";
import { notHere, onlySeen, remedy } from "./seen";

const HOUR = 60 * 60 * 1000;
/** Within a night, so that a nightly run says it once. */
const LATELY = 24 * HOUR;

/** Pods have a password that RDS keeps for as long as they run, and RDS changes it every seven days unless told otherwise. */
export const databasePassword: Check = {
  id: "health/database-password",
  category: "health",
  title: {
    en: "RDS has not changed the database's password lately",
    ja: "RDS がデータベースのパスワードを最近変更していません",
  },
  why: {
    en: "core and datasource-api read the password when they start. Once RDS has changed it, their open connections go on and every new one is refused; no health check shows it. AWS can't tell when a pod was started.",
    ja: "core と datasource-api がパスワードを読み込むのは起動時だけです。RDS が変更した後は、既存の接続は使えても新しい接続が拒否され、ヘルスチェックには現れません。Pod の起動時刻は AWS からは分かりません。",
  },
  fix: remedy(
    {
      en: "Restart both, unless they were restarted since, and again after every change; or give RISKEN a database user of its own (database.user, database.password):",
      ja: "その後に再起動していなければ、両方を再起動してください（変更のたびに必要です）。RISKEN 専用のデータベースユーザー（database.user、database.password）を使えば不要になります:",
    },
    "kubectl -n risken rollout restart deployment core datasource-api",
  ),
  reads: ["secretsmanager:DescribeSecret"],
  key: "database.password",

  async run(look) {
    if (!usesManaged(look)) return notHere(ownPassword);
    const arn = onlySeen(look, rdsDatabase)?.is.outputs.masterSecretArn;
    const told = arn === undefined ? undefined : await describedSecret(look.aws, arn);
    const changed = told?.LastRotatedDate;
    if (changed !== undefined && look.aws.clock.now() - changed.getTime() < LATELY) {
      const at = changed.toISOString();
      return {
        status: "warn",
        found: {
          en: `RDS changed the password at ${at}. Pods that were started before have the old one.`,
          ja: `RDS が ${at} にパスワードを変更しました。それより前に起動した Pod は古いパスワードを使っています。`,
        },
        details: [{ path: "LastRotatedDate", actual: at }],
        fix: restartIn(look),
      };
    }
    const next = told?.RotationEnabled ? told.NextRotationDate : undefined;
    return next === undefined ? pass : { status: "pass", found: nextAt(next.toISOString()) };
  },
};

const ownPassword: Text = {
  en: "RDS doesn't keep the password that RISKEN uses.",
  ja: "RISKEN が使うパスワードは RDS の管理対象ではありません。",
};

const nextAt = (at: string): Text => ({
  en: `RDS changes the password at ${at}: core and datasource-api have to be restarted after that.`,
  ja: `RDS は ${at} までにパスワードを変更します。その後、core と datasource-api の再起動が必要です。`,
});

const restartIn = ({ target }: Look): Text => {
  const inPlace = (text: string) => text.replace("-n risken", `-n ${target.namespace}`);
  return { en: inPlace(databasePassword.fix.en), ja: inPlace(databasePassword.fix.ja) };
};

/** Whether the config leaves the password with RDS: then pods list its secret. */
const usesManaged = ({ target }: Look): boolean =>
  target.built.metaItems.some(({ secret }) => secret?.env_prefix === "db_master");
