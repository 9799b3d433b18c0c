import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checks } from "../../../src/checks/index";
import { remedyParts } from "../../../src/terminal/doctor/remedy";
import { contentsOf, pageOf } from "./pages";
import { someChecks } from "./reports";

const folder = "docs/checks";
/** From here, as snapshots are looked for next to the test. */
const file = (name: string) => `../../../${folder}/${name}.md`;

describe("the documentation of the checks, made anew by `npm run docs`", () => {
  test("lists all of them", async () => {
    await expect(contentsOf(checks)).toMatchFileSnapshot(file("README"));
  });

  test("has a page for each", async () => {
    for (const check of checks) await expect(pageOf(check)).toMatchFileSnapshot(file(check.id));
  });

  test("has no page of a check that is no more: delete it", () => {
    const pages = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((one) => one.endsWith(".md"));
    const known = ["README", ...checks.map(({ id }) => id)].map((id) => `${id}.md`);
    expect(pages.filter((one) => !known.includes(one.replaceAll("\\", "/")))).toEqual([]);
  });

  test("says the same in a fixed form", () => {
    expect(pageOf(someChecks[0]!)).toMatchInlineSnapshot(`
      "# boot/queue-urls

      ## Every queue URL is an existing queue

      ### Otherwise

      The pod runs and looks healthy, but polls nothing: \`SQS\` tells nobody.

      ### What to do

      Write the parameters again:

      \`\`\`
      risken-aws apply
      \`\`\`

      Config key: \`queues\`

      ## キューの URL がすべて実在すること

      ### 満たさない場合

      Pod は正常に動作しているように見えますが、メッセージを何も受信しません。

      ### 対処方法

      パラメータを書き直してください:

      \`\`\`
      risken-aws apply
      \`\`\`

      設定項目: \`queues\`
      "
    `);
    expect(contentsOf(someChecks.slice(0, 3))).toMatchInlineSnapshot(`
      "# What doctor checks

      Ids are stable: \`--only\`, \`--skip\`, \`--explain\` and the ignore list of the config take them. Drift has no checks of its own: every managed resource is held against the config under its own id, as in \`queue/aws-portscan\`.

      ID は変わりません。\`--only\`、\`--skip\`、\`--explain\` と設定ファイルの無視リストで使えます。設定との差分（drift）は、\`queue/aws-portscan\` のようなリソースごとの ID で報告されます。

      ## Boot / 起動

      - [boot/queue-urls](boot/queue-urls.md)<br>Every queue URL is an existing queue<br>キューの URL がすべて実在すること
      - [boot/foreign-parameters](boot/foreign-parameters.md)<br>Pods load no parameter that nobody wants<br>Pod が不要なパラメータを読み込まないこと

      ## Health / 稼働状況

      - [health/targets](health/targets.md)<br>Every target group has a healthy target<br>すべてのターゲットグループに正常なターゲットがあること

      These pages are made from the checks themselves by \`npm run docs\`.
      "
    `);
  });
});

describe("every check", () => {
  test("has an id of its own, in its category", () => {
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
    expect(
      checks.filter(({ id, category }) => !/^[a-z]+\/[a-z0-9-]+$/.test(id) || !id.startsWith(`${category}/`)),
    ).toEqual([]);
  });

  test("has the same to paste in both languages", () => {
    const pasted = (fix: string) => remedyParts(fix).flatMap(({ paste, lines }) => (paste ? lines : []));
    for (const { fix } of [...checks, ...someChecks]) expect(pasted(fix.ja)).toEqual(pasted(fix.en));
  });
});
