import { describe, expect, test } from "vitest";
import { reportText } from "../../../src/terminal/doctor";
import { type Language, same } from "../../../src/text";
import { allWell, drift, factsOf, mixed, ofCheck, pageIn } from "./reports";

const markdown = (results: typeof mixed, language: Language = "en") =>
  `\n${reportText("markdown", factsOf(results), pageIn(language))}`;
const few = [mixed[0]!, mixed[3]!, ...mixed.slice(-6)];

describe("the report as markdown", () => {
  test("in English", () => {
    expect(markdown(few)).toMatchInlineSnapshot(`
      "
      ## risken-aws doctor: \`prd\` · \`123456789012\` · \`ap-northeast-1\`

      **Not healthy: 2 failed, 1 warning, 3 skipped, 2 passed**

      Looked at 7 of 8; lacking: acm:DescribeCertificate

      ### ✗ Only the load balancer reaches the NodePorts \`security/node-ports\`

      Two rules open the NodePorts to more than the load balancer \\| anybody on the network is whoever they say.

      | Field | Actual |
      | --- | --- |
      | \`sg-0aaaaaaaaaaaaaaaa\` | \`"0.0.0.0/0 → 30080-30081"\` |
      | \`sg-0cccccccccccccccc\` | \`"10.0.0.0/8 → 0-65535"\` |

      Remove the rule:

      \`\`\`
      aws ec2 revoke-security-group-ingress --group-id sg-0aaaaaaaaaaaaaaaa --security-group-rule-ids sgr-0bbbbbbbbbbbbbbbb --region ap-northeast-1
      \`\`\`

      ### ✗ queue risken-prd-aws-portscan \`queue/aws-portscan\`

      It is not as the config wants it.

      | Field | Expected | Actual |
      | --- | --- | --- |
      | \`VisibilityTimeout\` | \`900\` | \`30\` |
      | \`RedrivePolicy.maxReceiveCount\` | \`3\` |  |

      Restore it:

      \`\`\`
      risken-aws doctor --fix
      \`\`\`

      ### ! Pods load no parameter that nobody wants \`boot/foreign-parameters\`

      A pod would load 1 parameter that risken-aws did not make.

      - \`core /prd/common/DEFAULT_LOCALE\`

      Make it ours in the config file:

      \`\`\`
      parameters:
        values:
          common:
            DEFAULT_LOCALE: ja
      \`\`\`

      Or remove it:

      \`\`\`
      aws ssm delete-parameter --name /prd/common/DEFAULT_LOCALE --region ap-northeast-1
      \`\`\`

      <details>
      <summary>3 skipped</summary>

      | Id | Check | Why |
      | --- | --- | --- |
      | \`health/targets\` | Every target group has a healthy target | Nothing is deployed yet. |
      | \`health/consumers\` | Every queue has a consumer | Nothing is deployed yet. |
      | \`health/certificate\` | The certificate is valid for another 30 days | Not allowed to read it: acm:DescribeCertificate is missing. |

      </details>

      <details>
      <summary>2 passed</summary>

      | Id | Check |
      | --- | --- |
      | \`queue/aws-guardduty\` | queue risken-prd-aws-guardduty |
      | \`boot/queue-urls\` | Every queue URL is an existing queue |

      </details>
      "
    `);
  });

  test("in Japanese", () => {
    expect(markdown(few, "ja")).toMatchInlineSnapshot(`
      "
      ## risken-aws doctor: \`prd\` · \`123456789012\` · \`ap-northeast-1\`

      **問題があります: 失敗 2、警告 1、スキップ 3、成功 2**

      8件中7件を確認しました。不足している権限: acm:DescribeCertificate

      ### ✗ NodePort に到達できるのがロードバランサーだけであること \`security/node-ports\`

      2件のルールが、ロードバランサー以外にも NodePort を公開しています。誰でも任意のユーザーになりすませます。

      | 項目 | 実際の値 |
      | --- | --- |
      | \`sg-0aaaaaaaaaaaaaaaa\` | \`"0.0.0.0/0 → 30080-30081"\` |
      | \`sg-0cccccccccccccccc\` | \`"10.0.0.0/8 → 0-65535"\` |

      ルールを削除してください:

      \`\`\`
      aws ec2 revoke-security-group-ingress --group-id sg-0aaaaaaaaaaaaaaaa --security-group-rule-ids sgr-0bbbbbbbbbbbbbbbb --region ap-northeast-1
      \`\`\`

      ### ✗ キュー risken-prd-aws-portscan \`queue/aws-portscan\`

      設定と異なります。

      | 項目 | 期待値 | 実際の値 |
      | --- | --- | --- |
      | \`VisibilityTimeout\` | \`900\` | \`30\` |
      | \`RedrivePolicy.maxReceiveCount\` | \`3\` |  |

      次のコマンドで元に戻せます:

      \`\`\`
      risken-aws doctor --fix
      \`\`\`

      ### ! Pod が不要なパラメータを読み込まないこと \`boot/foreign-parameters\`

      risken-aws が作成していないパラメータを1件、Pod が読み込みます。

      - \`core /prd/common/DEFAULT_LOCALE\`

      設定ファイルに追加してください:

      \`\`\`
      parameters:
        values:
          common:
            DEFAULT_LOCALE: ja
      \`\`\`

      不要な場合は削除してください:

      \`\`\`
      aws ssm delete-parameter --name /prd/common/DEFAULT_LOCALE --region ap-northeast-1
      \`\`\`

      <details>
      <summary>スキップ 3件</summary>

      | ID | 確認内容 | 理由 |
      | --- | --- | --- |
      | \`health/targets\` | すべてのターゲットグループに正常なターゲットがあること | まだ何もデプロイされていません。 |
      | \`health/consumers\` | すべてのキューにコンシューマーがいること | まだ何もデプロイされていません。 |
      | \`health/certificate\` | 証明書の有効期限まで30日以上あること | acm:DescribeCertificate の権限がないため、確認できません。 |

      </details>

      <details>
      <summary>成功 2件</summary>

      | ID | 確認内容 |
      | --- | --- |
      | \`queue/aws-guardduty\` | キュー risken-prd-aws-guardduty |
      | \`boot/queue-urls\` | キューの URL がすべて実在すること |

      </details>
      "
    `);
  });

  test("where all is well", () => {
    expect(markdown(allWell)).toMatchInlineSnapshot(`
      "
      ## risken-aws doctor: \`prd\` · \`123456789012\` · \`ap-northeast-1\`

      **Healthy: 5 passed**

      Looked at 5 of 5

      <details>
      <summary>5 passed</summary>

      | Id | Check |
      | --- | --- |
      | \`queue/aws-guardduty\` | queue risken-prd-aws-guardduty |
      | \`queue/aws-cloudsploit\` | queue risken-prd-aws-cloudsploit |
      | \`queue/google-asset\` | queue risken-prd-google-asset |
      | \`boot/queue-urls\` | Every queue URL is an existing queue |
      | \`security/node-ports\` | Only the load balancer reaches the NodePorts |

      </details>
      "
    `);
  });

  test("escapes what would be markup, a cell or a fence", () => {
    const nasty = ofCheck("health/targets", {
      status: "fail",
      title: same("a *b* <script> | `c|d`"),
      found: same("[link](x) & `code` ~~no~~ #1"),
      details: [{ path: "a|b", expected: "`x|y`", actual: "``" }],
      fix: same("echo '```'"),
    });
    const skipped = ofCheck("health/consumers", { status: "skip", found: same("one | two\n`a|b`") });
    expect(markdown([nasty, skipped])).toMatchInlineSnapshot(`
      "
      ## risken-aws doctor: \`prd\` · \`123456789012\` · \`ap-northeast-1\`

      **Not healthy: 1 failed, 1 skipped**

      Looked at 1 of 2

      ### ✗ a \\*b\\* \\<script\\> \\| \`c|d\` \`health/targets\`

      \\[link\\](x) \\& \`code\` \\~\\~no\\~\\~ \\#1

      | Field | Expected | Actual |
      | --- | --- | --- |
      | \`a\\|b\` | \`\` \`x\\|y\` \`\` | \`\`\` \`\` \`\`\` |

      \`\`\`\`
      echo '\`\`\`'
      \`\`\`\`

      <details>
      <summary>1 skipped</summary>

      | Id | Check | Why |
      | --- | --- | --- |
      | \`health/consumers\` | Every queue has a consumer | one \\| two<br>\`a\\|b\` |

      </details>
      "
    `);
  });

  test("cuts what one finding shows, and says so", () => {
    const details = Array.from({ length: 60 }, (_, at) => ({ path: `Statement[${at}]`, actual: "x".repeat(2000) }));
    const text = markdown([ofCheck("health/targets", { status: "fail", found: same("Much."), details })]);
    expect(text).toContain("`Statement[49]`");
    expect(text).not.toContain("`Statement[50]`");
    expect(text.split("\n")).toContain("| … and 10 more |  |");
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(600);
  });

  test("fits into a comment, and says what it leaves out", () => {
    const results = Array.from({ length: 3000 }, (_, at) =>
      drift(`queue/number-${at}`, { status: "fail", found: same("存在しません。") }),
    );
    const text = reportText("markdown", factsOf(results), pageIn("ja"));
    expect(text.length).toBeLessThanOrEqual(65_536);
    const left = Number(/ほかの(\d+)件の結果を省略しました/.exec(text)?.[1]);
    expect(text.match(/^### /gm)).toHaveLength(3000 - left);
  });
});
