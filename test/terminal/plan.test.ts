import { describe, expect, test } from "vitest";
import { widthOf } from "../../src/terminal/layout";
import { changeLine, outcomeLines, planLines } from "../../src/terminal/plan";
import type { Page } from "../../src/terminal/screen";
import type { ShownRun } from "../../src/terminal/shown";
import { blockedRun, change, failedRun, firstRun, run, secondRun } from "./runs";
import { recorded } from "./screens";

const pageOf = (options: Parameters<typeof recorded>[0]): Page => recorded(options).screen.results;
const seen = (lines: readonly string[]): string => `\n${lines.join("\n")}\n`;

describe("a plan from nothing", () => {
  test("in English at 80 columns", () => {
    expect(seen(planLines(firstRun, pageOf({})))).toMatchInlineSnapshot(`
      "
      + create role risken-prd-risken
          Path                      /risken/prd/
          MaxSessionDuration        3600
          AssumeRolePolicyDocument  {"Version":"2012-10-17","…eRoleWithWebIdentity"}]}
          Policies                  (known after apply)

      + create queue (4)
          all: SqsManagedSseEnabled true
          risken-prd-aws-portscan-dlq   VisibilityTimeout 30
          risken-prd-aws-portscan       VisibilityTimeout 900
          risken-prd-code-gitleaks-dlq  VisibilityTimeout 30
          risken-prd-code-gitleaks      VisibilityTimeout 7200

      + create parameter (4)
          all: Tier Standard
          /prd/db/DB_MASTER_HOST                  Value risken-db.cl…rds.amazonaws.com
          /prd/db/DB_MASTER_PASSWORD              Value [secret], Type SecureString
          /prd/aws/common/AWS_PORTSCAN_QUEUE_URL  Value (known after apply)
          /prd/meta/core                          Value "items:\\n- d…ctory: /prd/db\\n"

      Plan: 9 to create.
      "
    `);
  });

  test("in Japanese at 60 columns", () => {
    expect(seen(planLines(firstRun, pageOf({ language: "ja", columns: 60 })))).toMatchInlineSnapshot(`
      "
      + 作成 IAM ロール risken-prd-risken
          Path                    /risken/prd/
          MaxSessionDuration      3600
          AssumeRolePolicyDocument
            {"Version":"2012-10-17","St…umeRoleWithWebIdentity"}]}
          Policies                (適用後に決まります)

      + 作成 キュー（4件）
          共通: SqsManagedSseEnabled true
          risken-prd-aws-portscan-dlq   VisibilityTimeout 30
          risken-prd-aws-portscan       VisibilityTimeout 900
          risken-prd-code-gitleaks-dlq  VisibilityTimeout 30
          risken-prd-code-gitleaks      VisibilityTimeout 7200

      + 作成 パラメータ（4件）
          共通: Tier Standard
          /prd/db/DB_MASTER_HOST                  risken-d…aws.com
          /prd/db/DB_MASTER_PASSWORD              Value [秘密]
          /prd/aws/common/AWS_PORTSCAN_QUEUE_URL  (適用後…ります)
          /prd/meta/core                          "items:\\…d/db\\n"

      計画: 作成 9
      "
    `);
  });

  test("with everything in full", () => {
    expect(seen(planLines(firstRun, pageOf({ verbose: true })))).toMatchInlineSnapshot(`
      "
      + create role risken-prd-risken
          Path                      /risken/prd/
          MaxSessionDuration        3600
          AssumeRolePolicyDocument
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",
                  "Principal": {
                    "Federated": "(known after apply)"
                  },
                  "Action": "sts:AssumeRoleWithWebIdentity"
                }
              ]
            }
          Policies                  (known after apply)

      + create queue risken-prd-aws-portscan-dlq
          QueueName             risken-prd-aws-portscan-dlq
          VisibilityTimeout     30
          SqsManagedSseEnabled  true
          RedrivePolicy
            {
              "deadLetterTargetArn": "(known after apply)",
              "maxReceiveCount": 3
            }

      + create queue risken-prd-aws-portscan
          QueueName             risken-prd-aws-portscan
          VisibilityTimeout     900
          SqsManagedSseEnabled  true
          RedrivePolicy
            {
              "deadLetterTargetArn": "(known after apply)",
              "maxReceiveCount": 3
            }

      + create queue risken-prd-code-gitleaks-dlq
          QueueName             risken-prd-code-gitleaks-dlq
          VisibilityTimeout     30
          SqsManagedSseEnabled  true
          RedrivePolicy
            {
              "deadLetterTargetArn": "(known after apply)",
              "maxReceiveCount": 3
            }

      + create queue risken-prd-code-gitleaks
          QueueName             risken-prd-code-gitleaks
          VisibilityTimeout     7200
          SqsManagedSseEnabled  true
          RedrivePolicy
            {
              "deadLetterTargetArn": "(known after apply)",
              "maxReceiveCount": 3
            }

      + create parameter /prd/db/DB_MASTER_HOST
          Name   /prd/db/DB_MASTER_HOST
          Type   String
          Tier   Standard
          Value  risken-db.cluster-abcdefghijkl.ap-northeast-1.rds.amazonaws.com

      + create parameter /prd/db/DB_MASTER_PASSWORD
          Name   /prd/db/DB_MASTER_PASSWORD
          Type   SecureString
          Tier   Standard
          Value  [secret]

      + create parameter /prd/aws/common/AWS_PORTSCAN_QUEUE_URL
          Name   /prd/aws/common/AWS_PORTSCAN_QUEUE_URL
          Type   String
          Tier   Standard
          Value  (known after apply)

      + create parameter /prd/meta/core
          Name   /prd/meta/core
          Type   String
          Tier   Standard
          Value
            items:
            - directory: /prd/db

      Plan: 9 to create.
      "
    `);
  });
});

describe("a plan with all that can differ", () => {
  test("in English at 80 columns", () => {
    expect(seen(planLines(secondRun, pageOf({})))).toMatchInlineSnapshot(`
      "
      ~ update queue risken-prd-aws-portscan
          VisibilityTimeout               30 → 900
          KmsMasterKeyId                  alias/risken → (none)
          Policy.Statement[0].Condition.ArnEquals.aws:SourceArn
            - arn:aws:sns:ap-northeast-1:123456789012:risken-prd-aws-portscan-old
            + arn:aws:sns:ap-northeast-1:123456789012:risken-prd-aws-portscan-new

      ~ update parameter /prd/meta/core
          Value
            + - directory: /prd/common
              (3 unchanged)

      ~ update parameter /prd/db/DB_MASTER_PASSWORD
          Value  [secret], changed
          Type   String → SecureString

      ~ update role risken-prd-risken
          Policies.risken.Statement[Queues].Action
            + sqs:DeleteMessage
            - sqs:SendMessage
              (1 unchanged)
          Policies.risken.Statement[Scan].Resource
            * → arn:aws:iam::*:role/RISKEN
          Policies.risken.Statement[Parameters]
            + {"Sid":"Parameters","Effect":"Allow"…:"arn:aws:ssm:*:*:parameter/prd/*"}

      ± replace app client risken-prd
          GenerateSecret  false → true

      ⇢ adopt role risken-prd-old

      - delete queue risken-prd-left-over   only with --prune

      Not compared: auth.oidc.clientSecret. There is no value from
      RISKEN_OIDC_CLIENT_SECRET, so what is stored stays.

      Plan: 4 to update, 1 to replace, 1 to adopt, 1 skipped, 61 unchanged.
      "
    `);
  });

  test("in Japanese at 80 columns", () => {
    expect(seen(planLines(secondRun, pageOf({ language: "ja" })))).toMatchInlineSnapshot(`
      "
      ~ 更新 キュー risken-prd-aws-portscan
          VisibilityTimeout               30 → 900
          KmsMasterKeyId                  alias/risken → (なし)
          Policy.Statement[0].Condition.ArnEquals.aws:SourceArn
            - arn:aws:sns:ap-northeast-1:123456789012:risken-prd-aws-portscan-old
            + arn:aws:sns:ap-northeast-1:123456789012:risken-prd-aws-portscan-new

      ~ 更新 パラメータ /prd/meta/core
          Value
            + - directory: /prd/common
              (変更なし 3件)

      ~ 更新 パラメータ /prd/db/DB_MASTER_PASSWORD
          Value  [秘密]（変更あり）
          Type   String → SecureString

      ~ 更新 IAM ロール risken-prd-risken
          Policies.risken.Statement[Queues].Action
            + sqs:DeleteMessage
            - sqs:SendMessage
              (変更なし 1件)
          Policies.risken.Statement[Scan].Resource
            * → arn:aws:iam::*:role/RISKEN
          Policies.risken.Statement[Parameters]
            + {"Sid":"Parameters","Effect":"Allow"…:"arn:aws:ssm:*:*:parameter/prd/*"}

      ± 置き換え アプリクライアント risken-prd
          GenerateSecret  false → true

      ⇢ 引き継ぎ IAM ロール risken-prd-old

      - 削除 キュー risken-prd-left-over   --prune を付けた場合のみ

      比較なし: auth.oidc.clientSecret。RISKEN_OIDC_CLIENT_SECRET の値が得られないた
      め、保存済みの値を維持します。

      計画: 更新 4、置き換え 1、引き継ぎ 1、スキップ 1、変更なし 61
      "
    `);
  });

  test("in English at 60 columns", () => {
    expect(seen(planLines(secondRun, pageOf({ columns: 60 })))).toMatchInlineSnapshot(`
      "
      ~ update queue risken-prd-aws-portscan
          VisibilityTimeout       30 → 900
          KmsMasterKeyId          alias/risken → (none)
          Policy.Statement[0].Condition.ArnEquals.aws:SourceArn
            - arn:aws:sns:ap-northeast-1…sken-prd-aws-portscan-old
            + arn:aws:sns:ap-northeast-1…sken-prd-aws-portscan-new

      ~ update parameter /prd/meta/core
          Value
            + - directory: /prd/common
              (3 unchanged)

      ~ update parameter /prd/db/DB_MASTER_PASSWORD
          Value  [secret], changed
          Type   String → SecureString

      ~ update role risken-prd-risken
          Policies.risken.Statement[Queues].Action
            + sqs:DeleteMessage
            - sqs:SendMessage
              (1 unchanged)
          Policies.risken.Statement[Scan].Resource
            * → arn:aws:iam::*:role/RISKEN
          Policies.risken.Statement[Parameters]
            + {"Sid":"Parameters","Effec…ssm:*:*:parameter/prd/*"}

      ± replace app client risken-prd
          GenerateSecret  false → true

      ⇢ adopt role risken-prd-old

      - delete queue risken-prd-left-over   only with --prune

      Not compared: auth.oidc.clientSecret. There is no value from
      RISKEN_OIDC_CLIENT_SECRET, so what is stored stays.

      Plan: 4 to update, 1 to replace, 1 to adopt, 1 skipped, 61
      unchanged.
      "
    `);
  });
});

test("colours only add escape sequences", () => {
  const [plain, coloured] = [{}, { color: true, env: { FORCE_COLOR: "1" } }].map((how) =>
    planLines(blockedRun, pageOf(how)),
  );
  expect(seen(coloured!)).toMatchInlineSnapshot(`
    "
    [31m! blocked[39m [1mqueue risken-prd-aws-portscan[22m
        VisibilityTimeout  [31m30[39m → [32m900[39m
        [31mA queue named risken-prd-aws-portscan is already there, and risken-aws did[39m
        [31mnot make it.[39m
          To take it over, add --adopt queue/risken-prd-aws-portscan (or
          --adopt-all). To keep it apart, choose another env or namePrefix.

    [31mNothing is written while 1 thing is in the way.[39m
    "
  `);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what it looks for
  expect(coloured!.map((line) => line.replace(/\x1b\[\d+m/g, ""))).toEqual(plain);
});

test("what is in the way stops everything", () => {
  expect(seen(planLines(blockedRun, pageOf({ language: "ja" })))).toMatchInlineSnapshot(`
    "
    ! 競合 キュー risken-prd-aws-portscan
        VisibilityTimeout  30 → 900
        キュー「risken-prd-aws-portscan」が既に存在しますが、risken-aws が作成したも
        のではありません。
          引き継ぐ場合は --adopt queue/risken-prd-aws-portscan（すべて引き継ぐ場合は
          --adopt-all）を付けてください。別に管理する場合は env または namePrefix を
          変更してください。

    既に存在するリソースが1件あるため、何も書き込みません。
    "
  `);
});

test("many that are in the way are told once", () => {
  const [one] = blockedRun.changes;
  const many = run(...["a", "b", "c", "d"].map((name) => ({ ...one!, name, address: `queue/${name}` })));
  expect(seen(planLines(many, pageOf({})))).toMatchInlineSnapshot(`
    "
    ! blocked queue (4)
        all:
          VisibilityTimeout  30 → 900
        a  queue/a
        b  queue/b
        c  queue/c
        d  queue/d
        They are already there, and risken-aws did not make them.
          To take one of them over, add --adopt with what stands beside its name, as
          in --adopt queue/a; to take over all, add --adopt-all.

    Nothing is written while 4 things are in the way.
    "
  `);
});

test("nothing to do", () => {
  const nothing = run(...secondRun.changes.filter(({ action }) => action === "none"));
  expect(planLines(nothing, pageOf({}))).toEqual(["Nothing to do: 61 things are as wanted."]);
  expect(planLines(nothing, pageOf({ language: "ja" }))).toEqual(["変更はありません（61件すべて設定どおりです）。"]);
});

test("what could not be looked at", () => {
  const [one] = blockedRun.changes;
  const unreadable = run({ ...one!, action: "none", status: "failed", fields: [] });
  expect(seen(planLines(unreadable, pageOf({})))).toMatchInlineSnapshot(`
    "
    ✗ look at queue risken-prd-aws-portscan
        A queue named risken-prd-aws-portscan is already there, and risken-aws did
        not make it.
          To take it over, add --adopt queue/risken-prd-aws-portscan (or
          --adopt-all). To keep it apart, choose another env or namePrefix.

    Plan: 1 failed.
    "
  `);
});

describe("what became of it", () => {
  test("failures and what depended on them", () => {
    expect(seen(outcomeLines(failedRun, pageOf({})))).toMatchInlineSnapshot(`
      "
      ✗ create queue risken-prd-aws-portscan
          A queue named risken-prd-aws-portscan is already there, and risken-aws did
          not make it.
            To take it over, add --adopt queue/risken-prd-aws-portscan (or
            --adopt-all). To keep it apart, choose another env or namePrefix.

      + create parameter /prd/aws/common/AWS_PORTSCAN_QUEUE_URL
          skipped, because queue/aws-portscan failed

      Not everything could be done: 1 created, 1 failed, 1 skipped, 1 unchanged.
      What was done is kept. The same command, run again, carries on from here.
      "
    `);
    expect(seen(outcomeLines(failedRun, pageOf({ language: "ja" })))).toMatchInlineSnapshot(`
      "
      ✗ 作成 キュー risken-prd-aws-portscan
          キュー「risken-prd-aws-portscan」が既に存在しますが、risken-aws が作成したも
          のではありません。
            引き継ぐ場合は --adopt queue/risken-prd-aws-portscan（すべて引き継ぐ場合は
            --adopt-all）を付けてください。別に管理する場合は env または namePrefix を
            変更してください。

      + 作成 パラメータ /prd/aws/common/AWS_PORTSCAN_QUEUE_URL
          queue/aws-portscan が失敗したためスキップしました

      一部を実行できませんでした: 作成 1、失敗 1、スキップ 1、変更なし 1
      実行済みの変更は残っています。同じコマンドをもう一度実行すると、続きから始まりま
      す。
      "
    `);
  });

  test("all done", () => {
    const done = run(...firstRun.changes.map((one) => ({ ...one, status: "done" as const })));
    expect(outcomeLines(done, pageOf({}))).toEqual(["Done: 9 created."]);
    expect(outcomeLines(done, pageOf({ language: "ja" }))).toEqual(["完了しました: 作成 9"]);
  });

  test("what nobody wants any more stays without --prune, and is told only at the end of a whole run", () => {
    const left = secondRun.changes.filter(({ action }) => action === "delete");
    expect(outcomeLines(run(...left), pageOf({}))).toEqual([
      "- delete queue risken-prd-left-over   only with --prune",
      "",
      "Done: 1 skipped.",
    ]);
    expect(seen(outcomeLines(run(...left, ...failedRun.changes), pageOf({})))).not.toContain("left-over");
  });

  test("interrupted", () => {
    const stopped = run(
      ...firstRun.changes.map((one, at) => ({ ...one, status: at < 2 ? "done" : "skipped" }) as const),
    );
    expect(outcomeLines(stopped, pageOf({}))).toEqual([
      "Stopped: 2 created, 7 skipped.",
      "What was done is kept. The same command, run again, carries on from here.",
    ]);
  });
});

test("one line for each change that has ended", () => {
  const page = pageOf({ columns: 40 });
  expect(failedRun.changes.slice(0, 3).map((one) => changeLine(one, page))).toEqual([
    "✗ create queue risken-prd-aws-portscan",
    "- create parameter /p…PORTSCAN_QUEUE_URL",
    "✓ create parameter /prd/meta/core",
  ]);
});

test("what AWS says cannot steer the terminal", () => {
  const nasty = change({
    title: { en: "queue", ja: "キュー" },
    type: "sqs.queue",
    name: "a\x1b[2Jb",
    action: "update",
    fields: [{ path: "Tags.x", before: "\x1b]0;gotcha\x07", after: ["\u202e", "a\nb"] }],
  });
  const page = pageOf({});
  const lines = [...planLines(run(nasty), page), changeLine(nasty, page)];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  expect(lines.join("")).not.toMatch(/[\x00-\x1f\u202e]/);
});

test.each([firstRun, secondRun, blockedRun, failedRun])("nothing overflows and no secret shows", (one: ShownRun) => {
  for (const language of ["en", "ja"] as const) {
    for (const columns of [40, 60, 80]) {
      for (const verbose of [true, false]) {
        const page = pageOf({ language, columns, verbose });
        const lines = [...planLines(one, page), ...outcomeLines(one, page)];
        expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
        expect(lines.join("")).not.toContain("canary");
      }
    }
  }
});
