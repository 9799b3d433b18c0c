import { type Look, UNKNOWN } from "../../src/engine/ref";

/** Answers sources out of a plain table: `{ "box/a.id": "x" }`. */
export const all =
  (known: Readonly<Record<string, unknown>>): Look =>
  ({ address, field }) =>
    `${address}.${field}` in known ? known[`${address}.${field}`] : UNKNOWN;
