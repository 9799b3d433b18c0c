import { expect, test } from "vitest";
import { outputLines } from "../../src/terminal/outputs";
import { recorded } from "./screens";

const page = recorded({ columns: 60 }).screen.results;
const arn = "arn:aws:iam::123456789012:role/risken/prd/risken-prd-risken";

test("whom scanned accounts have to trust is said, one below the other", () => {
  const lines = outputLines({ scanPrincipals: [arn, `${arn}2`] }, page);
  expect(lines.slice(-2)).toEqual([`  ${arn}`, `  ${arn}2`]);
});

test("where no AWS account is scanned nothing is said", () => {
  expect(outputLines({ scanPrincipals: [] }, page)).toEqual([]);
});
