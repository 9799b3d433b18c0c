import type { Stage } from "./stage";

/** What looking at an installation costs. */
export interface SurveyCost {
  readonly calls: number;
  /** How many went one after another, at most. */
  readonly rounds: number;
  /** How often each operation was called, the dearest first. */
  readonly operations: readonly (readonly [string, number])[];
  readonly milliseconds: number;
}

/**
 * Measures `plan` of the installed account behind 200 ms of latency, at which one round is told from the next. A busy machine
 * makes calls late and so seem to follow each other, never the other way round: the best of three counts.
 */
export async function surveyCost(stage: Stage): Promise<SurveyCost> {
  const measured: SurveyCost[] = [];
  for (let times = 0; times < 3; times++) measured.push(await measure(stage));
  return measured.sort((a, b) => a.rounds - b.rounds || a.milliseconds - b.milliseconds)[0]!;
}

async function measure({ proxy, run }: Stage): Promise<SurveyCost> {
  proxy.clear();
  proxy.latency = 200;
  const started = performance.now();
  try {
    const { code, stdout, stderr } = await run(["plan", "--detailed-exitcode"]);
    if (code !== 0) throw new Error(`The plan is not empty (exit ${code}):\n${stdout}\n${stderr}`);
  } finally {
    proxy.latency = 0;
  }
  const counts = new Map<string, number>();
  for (const { service, operation } of proxy.calls) {
    const name = `${service}:${operation}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return {
    calls: proxy.calls.length,
    rounds: proxy.rounds(),
    operations: [...counts].sort(([, a], [, b]) => b - a),
    milliseconds: performance.now() - started,
  };
}
