import { describe, expect, test } from "vitest";
import { recorded } from "./screens";

describe("where things are written", () => {
  test("results go to standard output, notes to standard error", () => {
    const { screen, stdout, stderr } = recorded();
    screen.out({ en: "Done.", ja: "完了しました。" });
    screen.note(["one", "two"]);
    expect([stdout.text, stderr.text]).toEqual(["Done.\n", "one\ntwo\n"]);
  });

  test("texts are said in the reader's language and wrapped to the width", () => {
    const { screen, stdout } = recorded({ language: "ja", columns: 40 });
    screen.out({ en: "x", ja: "既に存在しますが、risken-aws が作成したものではありません。" });
    expect(stdout.text).toBe("既に存在しますが、risken-aws が作成した\nものではありません。\n");
  });

  test("with --json nothing but one document is on standard output", () => {
    const { screen, stdout } = recorded({ json: true });
    screen.out(["for people"]);
    screen.document({ command: "plan" });
    screen.out(["for people"]);
    expect(JSON.parse(stdout.text)).toEqual({ command: "plan" });
    expect(() => screen.document({})).toThrow("one JSON document");
  });

  test("a closed pipe is no error, everything else is", () => {
    const { stdout, screen } = recorded();
    expect(screen.json).toBe(false);
    expect(() => stdout.emit("error", Object.assign(new Error("closed"), { code: "EPIPE" }))).not.toThrow();
    expect(() => stdout.emit("error", Object.assign(new Error("full"), { code: "ENOSPC" }))).toThrow("full");
  });
});

describe("warnings", () => {
  const warning = {
    en: "The tag Owner of the queue cannot be read.\u001b[2J\nAllow it.",
    ja: "タグ Owner を読み取れません。\n許可してください。",
  };

  test("go to standard error, each once in a run", () => {
    const { screen, stdout, stderr } = recorded({ columns: 40 });
    screen.warn([warning, { ...warning }]);
    screen.warn([warning]);
    screen.warn([]);
    expect(stdout.text).toBe("");
    expect(stderr.text).toBe("Warning: The tag Owner of the queue\ncannot be read.\\u001b[2J\nAllow it.\n");
  });

  test("are told in Japanese", () => {
    const { screen, stderr } = recorded({ language: "ja" });
    screen.warn([warning]);
    expect(stderr.text).toBe("警告: タグ Owner を読み取れません。\n許可してください。\n");
  });
});

describe("colours and width", () => {
  test.each([
    ["a terminal", { isTTY: true }, true],
    ["a file", { isTTY: false }, false],
    ["a terminal and --no-color", { isTTY: true, color: false, env: { FORCE_COLOR: "1" } }, false],
    ["a terminal and NO_COLOR", { isTTY: true, env: { NO_COLOR: "1" } }, false],
    ["an empty NO_COLOR", { isTTY: true, env: { NO_COLOR: "" } }, true],
    ["a file and FORCE_COLOR", { env: { FORCE_COLOR: "1" } }, true],
    ["FORCE_COLOR against NO_COLOR", { env: { FORCE_COLOR: "1", NO_COLOR: "1" } }, true],
    ["FORCE_COLOR=0", { isTTY: true, env: { FORCE_COLOR: "0" } }, false],
    ["a dumb terminal", { isTTY: true, env: { TERM: "dumb" } }, false],
  ])("%s", (_, options, coloured) => {
    expect(recorded(options).screen.results.paint.red("x")).toBe(coloured ? "\x1b[31mx\x1b[39m" : "x");
  });

  test("the width follows the terminal within bounds", () => {
    const { screen, stdout } = recorded({ columns: 100 });
    expect(screen.results.width).toBe(100);
    stdout.columns = 20;
    expect(screen.results.width).toBe(40);
    stdout.columns = 300;
    expect(screen.results.width).toBe(120);
    stdout.columns = 0;
    expect(screen.results.width).toBe(80);
  });
});

describe("the line that changes", () => {
  test("gives way to everything else and comes back", () => {
    const { screen, stdout, stderr } = recorded({ isTTY: true });
    screen.live("1/2");
    screen.live("1/2");
    screen.note(["note"]);
    screen.out(["result"]);
    screen.live(undefined);
    expect(stdout.text).toBe("result\n");
    expect(stderr.text).toBe("1/2\r\x1b[Knote\n1/2\r\x1b[K1/2\r\x1b[K");
  });

  test("is taken away whole after the terminal became narrower", () => {
    const { screen, stderr } = recorded({ isTTY: true });
    screen.live("x".repeat(70));
    stderr.text = "";
    stderr.columns = 30;
    screen.live(undefined);
    expect(stderr.text).toBe("\r\x1b[K\x1b[A\x1b[K\x1b[A\x1b[K");
  });

  test.each([{ isTTY: false }, { isTTY: true, env: { CI: "true" } }, { isTTY: true, env: { TERM: "dumb" } }])(
    "is not shown with %j",
    (options) => {
      const { screen, stderr } = recorded(options);
      screen.live("1/2");
      expect(stderr.text).toBe("");
    },
  );
});
