import { actionOf } from "../aws/actions";
import { namesOf } from "../aws/errors";
import type { Call } from "../aws/session";
import type { Text } from "../text";
import { say } from "./language";
import { cut, harmless, widthOf } from "./layout";
import { changeLine } from "./plan";
import type { Screen } from "./screen";
import type { ShownChange } from "./shown";

/** Tells how a run is getting on, on standard error. */
export interface Reporter {
  /** So many things have been looked at. */
  survey(done: number, total: number): void;
  /** So many changes are about to be carried out; `removing`: towards nothing. */
  carryOut(total: number, removing?: "removing"): void;
  /** A change has begun; its status doesn't matter yet. */
  began(change: ShownChange): void;
  /** A change has ended: done, failed or skipped. */
  ended(outcome: ShownChange): void;
  note(text: Text): void;
  /** What is running waits for AWS: how that is going, as often as there is something to say. */
  waiting(text: Text): void;
  /** For `--verbose`: a call has ended. Fits `watch` of the session; the input is never shown. */
  call(call: Pick<Call, "service" | "operation">, ms: number, error?: unknown): void;
  /** Takes the changing line away. Called before anything is asked, and at the end; calling it twice does no harm. */
  stop(): void;
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 100;
/** Milliseconds between two lines about waiting, where lines stay. */
const WAITING_MS = 60_000;

const words = {
  surveying: { en: "Looking at AWS", ja: "AWS の現状を確認しています" },
  surveyed: (total: number): Text => ({
    en: `Looked at ${total} ${total === 1 ? "thing" : "things"} in AWS.`,
    ja: `AWS のリソース ${total}件を確認しました。`,
  }),
  carryingOut: { en: "Applying", ja: "適用しています" },
  removing: { en: "Removing", ja: "削除しています" },
  seconds: (count: number): Text => ({ en: `${count}s`, ja: `${count}秒` }),
  more: (count: number): Text => ({ en: `+${count} more`, ja: `ほか${count}件` }),
};

/**
 * On a terminal one line that changes: how far it is, what is running, how long it has taken. Elsewhere one plain line for
 * each finished change. With `--json` nothing but notes and, with `--verbose`, calls.
 *
 * @param now milliseconds
 */
export function reporterFor(screen: Screen, now: () => number = Date.now): Reporter {
  const { language, notes, canUpdate, verbose } = screen;
  const { paint } = notes;
  const plain = !canUpdate && !screen.json;
  const live = canUpdate && !screen.json;
  const running = new Map<string, ShownChange>();
  let state: { readonly title: Text; done: number; total: number; readonly since: number } | undefined;
  let frame = 0;
  /** What is waited for, and when it was last told where lines stay. */
  let wait: Text | undefined;
  let told: number | undefined;
  let timer: NodeJS.Timeout | undefined;

  const draw = () => {
    if (!state) return;
    const { title, done, total, since } = state;
    const spinner = FRAMES[frame % FRAMES.length]!;
    const head = `${say(title, language)} ${done}/${total}`;
    const tail = say(words.seconds(Math.floor((now() - since) / 1000)), language);
    // One column stays free: a line that fills the last one makes some terminals scroll.
    const room = notes.width - 1 - widthOf(`${spinner} ${head}    ${tail}`);
    const middle = cut(wait ? say(wait, language) : runningNow([...running.values()], language), room);
    screen.live(`${paint.cyan(spinner)} ${head}  ${paint.dim(`${middle}${middle ? "  " : ""}${tail}`)}`);
  };
  const begin = (title: Text, total: number) => {
    state = { title, done: 0, total, since: now() };
    if (!live || timer) return;
    timer = setInterval(() => {
      frame += 1;
      draw();
    }, FRAME_MS);
    timer.unref();
    process.once("exit", stop);
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    state = undefined;
    running.clear();
    process.removeListener("exit", stop);
    screen.live(undefined);
  };

  return {
    survey(done, total) {
      if (state?.title !== words.surveying) begin(words.surveying, total);
      Object.assign(state!, { done, total });
      if (live) draw();
      if (plain && done === total) screen.note(words.surveyed(total));
    },
    carryOut(total, removing) {
      running.clear();
      begin(removing ? words.removing : words.carryingOut, total);
      if (live) draw();
    },
    began(change) {
      running.set(change.address, change);
      if (live) draw();
    },
    ended(outcome) {
      running.delete(outcome.address);
      wait = undefined;
      if (outcome.action === "none" && outcome.status !== "failed") return;
      if (state) state.done += 1;
      if (plain || (live && outcome.status === "failed")) screen.note([changeLine(outcome, notes)]);
      if (live) draw();
    },
    note(text) {
      screen.note(text);
    },
    waiting(text) {
      wait = text;
      if (live) return draw();
      if (told !== undefined && now() - told < WAITING_MS) return;
      told = now();
      screen.note(text);
    },
    call({ service, operation }, ms, error) {
      if (!verbose) return;
      const result = error === undefined ? "ok" : (namesOf(error)[0] ?? "error");
      const line = `${actionOf(service, operation)}  ${Math.round(ms)} ms  ${result}`;
      screen.note([paint.dim(cut(line, notes.width))]);
    },
    stop,
  };
}

function runningNow(changes: readonly ShownChange[], language: "en" | "ja"): string {
  const [first, ...others] = changes;
  if (!first) return "";
  const more = others.length > 0 ? ` (${say(words.more(others.length), language)})` : "";
  return `${say(first.title, language)} ${harmless(first.name)}${more}`;
}
