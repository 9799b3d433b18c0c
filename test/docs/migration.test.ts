import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { shapes } from "../end-to-end/hand-made";
import { groundIn } from "../end-to-end/hand-made/ground";
import { makePlace, type Place } from "../end-to-end/sandbox-place";

/** The page shows what the program says: what is typed on it is typed here, in the same order. */
const page = readFileSync("docs/migration.md", "utf8");
const blocks = [...page.matchAll(/^```console\n(.*?)^```$/gms)].map(([, text]) => text!);
const typed = [...blocks.join("").matchAll(/^\$ (?:npx )?(.*)$/gm)].map(([, words]) => words!);

let place: Place;
let transcript = "";

beforeAll(async () => {
  place = await makePlace();
  await place.byHand(async (aws) => shapes[0]!.build(await groundIn(aws)));
  for (const words of typed) {
    transcript += `\n$ npx ${words}\n`;
    if (words.startsWith("aws ")) await removeAsTold();
    else {
      const { stdout, stderr } = await place.run(words.split(" ").slice(1));
      transcript += stdout + stderr;
    }
  }
  transcript = transcript
    .replaceAll(" -c .risken-aws/sandbox.yaml", "")
    .replaceAll(".risken-aws/sandbox.yaml", "risken-aws.yaml");
});
afterAll(() => place.remove());

/** All the lines with which `import` says that parameters are removed. */
async function removeAsTold(): Promise<void> {
  const lines = [...transcript.matchAll(/^ {2}aws ssm delete-parameters --names (.*) --region \S+$/gm)];
  await place.byHand(async (aws) => {
    for (const Name of lines.flatMap(([, words]) => words!.split(" "))) await aws.ssm.DeleteParameter({ Name });
  });
}

test("what the migration page shows is what the program says", () => {
  const said = transcript.split("\n").map((line) => line.trimEnd());
  const shown = blocks
    .flatMap((block) => block.split("\n"))
    .filter((line) => line !== "" && !/^…$|^\$ aws /.test(line));
  expect(shown.length).toBeGreaterThan(30);
  expect(shown.filter((line) => !said.some((one) => isSaid(line, one)))).toEqual([]);
});

/** A long line of the page ends with an ellipsis. */
const isSaid = (line: string, said: string): boolean =>
  line === said || (line.endsWith("…") && said.startsWith(line.slice(0, -1)));
