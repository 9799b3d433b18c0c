/** Standard output or error, or what stands for one in a test. */
export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  on?(event: "error", listener: (error: Error & { code?: string }) => void): unknown;
}

/** Text in very long lines is hard to read, and below forty columns nothing can be laid out. */
export const columnsOf = (stream: Stream): number => Math.min(120, Math.max(40, stream.columns || 80));

/** Whoever reads our output may stop reading: `risken-aws plan | head`. */
export function survivesClosing(stream: Stream): void {
  stream.on?.("error", ignoreClosedPipe);
}

function ignoreClosedPipe(error: Error & { code?: string }): void {
  if (error.code !== "EPIPE") throw error;
}
