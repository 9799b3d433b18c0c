import { expect, test } from "vitest";
import { fieldsOf } from "../../src/config/fields";
import { configSchema } from "../../src/config/schema";
import { notes } from "./config-notes";
import { configPage, keyOf } from "./config-page";

const fields = fieldsOf(configSchema);

test("every key has a note, and every note a key", () => {
  const keys = [...new Set(fields.map(({ path }) => keyOf(path)))];
  expect(Object.keys(notes).sort()).toEqual(keys.sort());
});

test("the page in docs says the same: `npm run docs` makes it anew", async () => {
  await expect(configPage(fields)).toMatchFileSnapshot("../../docs/config.md");
});
