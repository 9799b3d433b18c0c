import { afterAll, describe, expect, test } from "vitest";
import type { Ran } from "./program";
import { type Config, makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";

const config: Config = withValues(sandboxConfig, { "parameters.values": { common: { DB_SCHEMA: "risken" } } });
const warning = /Warning: parameters\.values\.common\.DB_SCHEMA does\s+nothing/g;
const countOf = (text: string, what = warning) => text.match(what)?.length ?? 0;
/** How often the warning is on standard output and on standard error. */
const told = ({ stdout, stderr }: Ran) => [countOf(stdout), countOf(stderr)];

const places: Place[] = [];
const placeWith = async (from?: string): Promise<Place> => {
  const place = await makePlace(config, from);
  places.push(place);
  return place;
};
afterAll(() => Promise.all(places.map((place) => place.remove())));

describe("warnings", () => {
  test("are on standard error, once: standard output is for results", async () => {
    const place = await placeWith();
    const runs = [
      await place.run(["plan"]),
      await place.run(["apply"]),
      await place.run(["apply"]),
      await place.run(["init", "--yes"]),
      await place.run(["doctor"]),
      await place.run(["doctor", "--format", "markdown"]),
    ];
    expect(runs.map(told)).toEqual(runs.map(() => [0, 1]));
    for (const { stdout } of runs) expect(stdout).not.toContain("Warning:");
  });

  test("are in what other people and programs read: the comment and the document", async () => {
    const place = await placeWith();
    const comment = await place.run(["plan", "--format", "markdown"]);
    expect(told(comment)).toEqual([1, 0]);
    for (const verb of ["plan", "apply", "doctor"]) {
      const ran = await place.run([verb, "--json"]);
      const { warnings } = ran.json as { warnings: readonly string[] };
      expect(warnings, verb).toEqual([expect.stringMatching(/^parameters\.values\.common\.DB_SCHEMA does nothing/)]);
      expect(told(ran)).toEqual([0, 0]);
    }
  });

  test("say that GitHub's step summary could not be written: the report stands", async () => {
    const place = await placeWith();
    const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: place.folder };
    const [without, ran] = [await place.run(["doctor", "--json"]), await place.run(["doctor", "--json"], { env })];
    expect([ran.code, ran.json]).toEqual([without.code, without.json]);
    expect(ran.stderr).toMatch(/^Warning: GITHUB_STEP_SUMMARY\s+\(.*\)\s+cannot\s+be\s+written\s+\(EISDIR\)/);
    expect(ran.stderr).toContain("::error");
  });

  test("of what destroy gives back are told before it, and not again", async () => {
    const place = await placeWith();
    await place.byHand((aws) => aws.sqs.CreateQueue({ QueueName: "risken-prd-aws-portscan" }));
    expect((await place.run(["apply", "--adopt-all"])).code).toBe(0);
    const gone = await place.run(["destroy", "--yes", "--confirm", "prd"]);
    expect(gone.stdout).not.toContain("Warning:");
    expect(countOf(gone.stderr, /Warning: .*queue/g)).toBe(1);
  });
});
