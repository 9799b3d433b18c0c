import { Writable } from "node:stream";
import { type Screen, type ScreenOptions, screenOf } from "../../src/terminal/screen";

export interface Recorded {
  readonly screen: Screen;
  readonly stdout: Recorder;
  readonly stderr: Recorder;
}

/** A stream that keeps what is written to it. */
export class Recorder extends Writable {
  text = "";
  isTTY: boolean;
  columns: number;

  constructor({ isTTY = false, columns = 80 } = {}) {
    super();
    this.isTTY = isTTY;
    this.columns = columns;
  }

  override write(chunk: string): boolean {
    this.text += chunk;
    return true;
  }
}

/** A screen whose streams are recorded. */
export function recorded(
  options: Partial<Omit<ScreenOptions, "stdout" | "stderr">> & {
    readonly columns?: number;
    readonly isTTY?: boolean;
  } = {},
): Recorded {
  const { columns, isTTY, ...rest } = options;
  const [stdout, stderr] = [new Recorder({ isTTY, columns }), new Recorder({ isTTY, columns })];
  return { screen: screenOf({ stdout, stderr, env: {}, language: "en", ...rest }), stdout, stderr };
}
