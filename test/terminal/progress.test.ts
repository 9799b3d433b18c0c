import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { reporterFor } from "../../src/terminal/progress";
import { failedRun, firstRun } from "./runs";
import { recorded } from "./screens";

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

const [, queue, other] = firstRun.changes as [never, (typeof firstRun.changes)[0], (typeof firstRun.changes)[0]];
const [failed, skipped, done, unchanged] = failedRun.changes as (typeof failedRun.changes)[0][];

/** What the terminal shows: each frame in its turn. */
const frames = (text: string): readonly string[] => text.split("\r\x1b[K").filter((frame) => frame !== "");

describe("on a terminal", () => {
  test("one line changes and goes away in the end", () => {
    const { screen, stderr, stdout } = recorded({ isTTY: true, color: false });
    const reporter = reporterFor(screen, Date.now);
    reporter.survey(1, 3);
    vi.advanceTimersByTime(100);
    reporter.survey(3, 3);
    reporter.carryOut(2);
    reporter.began(queue);
    reporter.began(other);
    vi.advanceTimersByTime(12_000);
    reporter.ended({ ...queue, status: "done" });
    reporter.stop();
    reporter.stop();
    const shown = frames(stderr.text);
    expect(shown.filter((_, at) => at < 5 || at > shown.length - 3)).toMatchInlineSnapshot(`
      [
        "⠋ Looking at AWS 1/3  0s",
        "⠙ Looking at AWS 1/3  0s",
        "⠙ Looking at AWS 3/3  0s",
        "⠙ Applying 0/2  0s",
        "⠙ Applying 0/2  queue risken-prd-aws-portscan-dlq  0s",
        "⠙ Applying 0/2  queue risken-prd-aws-portscan-dlq (+1 more)  12s",
        "⠙ Applying 1/2  queue risken-prd-aws-portscan  12s",
      ]
    `);
    expect(stderr.text.endsWith("\r\x1b[K")).toBe(true);
    expect(stdout.text).toBe("");
    stderr.text = "";
    vi.advanceTimersByTime(1000);
    expect(stderr.text).toBe("");
  });

  test("in Japanese, never as wide as the terminal", () => {
    const { screen, stderr } = recorded({ isTTY: true, color: false, columns: 50, language: "ja" });
    const reporter = reporterFor(screen, Date.now);
    reporter.carryOut(71);
    reporter.began(queue);
    reporter.began(other);
    expect(frames(stderr.text).at(-1)).toMatchInlineSnapshot(`"⠋ 適用しています 0/71  キュー risken-prd-aw…  0秒"`);
    reporter.stop();
  });

  test("what fails stays on the screen", () => {
    const { screen, stderr } = recorded({ isTTY: true, color: false });
    const reporter = reporterFor(screen, Date.now);
    reporter.carryOut(1);
    reporter.began(failed!);
    reporter.ended(failed!);
    reporter.stop();
    expect(stderr.text).toContain("\r\x1b[K✗ create queue risken-prd-aws-portscan\n");
  });

  test("the line goes away also when the process ends by itself", () => {
    const { screen, stderr } = recorded({ isTTY: true });
    const before = process.listenerCount("exit");
    const reporter = reporterFor(screen, Date.now);
    reporter.carryOut(1);
    expect(process.listenerCount("exit")).toBe(before + 1);
    for (const listener of process.listeners("exit").slice(before)) listener.call(process, 0);
    expect(stderr.text.endsWith("\r\x1b[K")).toBe(true);
    expect(process.listenerCount("exit")).toBe(before);
  });
});

test("elsewhere one line for each finished change", () => {
  const { screen, stderr } = recorded({ language: "ja" });
  const reporter = reporterFor(screen, Date.now);
  reporter.survey(1, 2);
  reporter.survey(2, 2);
  reporter.carryOut(3);
  for (const outcome of [failed!, skipped!, done!, unchanged!]) {
    reporter.began(outcome);
    reporter.ended(outcome);
  }
  reporter.note({ en: "note", ja: "お知らせ" });
  reporter.stop();
  expect(stderr.text).toMatchInlineSnapshot(`
    "AWS のリソース 2件を確認しました。
    ✗ 作成 キュー risken-prd-aws-portscan
    - 作成 パラメータ /prd/aws/common/AWS_PORTSCAN_QUEUE_URL
    ✓ 作成 パラメータ /prd/meta/core
    お知らせ
    "
  `);
});

describe("what takes minutes", () => {
  const waiting = (minutes: number) => ({ en: `Waiting (${minutes} of 30 min)`, ja: `待機中（${minutes}/30分）` });

  test("says so on the line that changes, until it has ended", () => {
    const { screen, stderr } = recorded({ isTTY: true, color: false });
    const reporter = reporterFor(screen, () => 0);
    reporter.carryOut(2);
    reporter.began(done!);
    reporter.waiting(waiting(3));
    expect(stderr.text.split("\r").at(-1)).toContain("Waiting (3 of 30 min)");
    reporter.ended(done!);
    expect(stderr.text.split("\r").at(-1)).not.toContain("Waiting");
    reporter.stop();
  });

  test("says so elsewhere once a minute", () => {
    const { screen, stderr } = recorded();
    let now = 0;
    const reporter = reporterFor(screen, () => now);
    for (; now < 150_000; now += 10_000) reporter.waiting(waiting(Math.floor(now / 60_000)));
    expect(stderr.text).toBe("Waiting (0 of 30 min)\nWaiting (1 of 30 min)\nWaiting (2 of 30 min)\n");
  });
});

test("with --json only notes, and with --verbose calls without what they were asked", () => {
  const { screen, stderr, stdout } = recorded({ json: true, verbose: true, isTTY: true, color: false });
  const reporter = reporterFor(screen, Date.now);
  reporter.survey(2, 2);
  reporter.carryOut(1);
  reporter.ended(done!);
  reporter.note({ en: "note", ja: "お知らせ" });
  const call = { service: "ssm", operation: "PutParameter", input: { Value: "canary" } } as const;
  reporter.call(call, 41.6);
  reporter.call(call, 7, Object.assign(new Error("canary"), { name: "AccessDeniedException" }));
  reporter.call(call, 7, "thrown");
  reporter.stop();
  expect(stderr.text).toBe(
    "note\nssm:PutParameter  42 ms  ok\nssm:PutParameter  7 ms  AccessDenied\nssm:PutParameter  7 ms  error\n",
  );
  expect(stdout.text).toBe("");
});

test("without --verbose calls are not shown", () => {
  const { screen, stderr } = recorded();
  reporterFor(screen).call({ service: "sqs", operation: "GetQueueUrl" }, 1);
  expect(stderr.text).toBe("");
});
