/**
 * An entry of a secret's text, which is a JSON object of texts; undefined where there is none such.
 *
 * @param isIt by the entry's name
 */
export function textIn(text: string, isIt: (name: string) => boolean): string | undefined {
  const value = Object.entries(objectIn(text)).find(([name]) => isIt(name))?.[1];
  return typeof value === "string" ? value : undefined;
}

/** What a secret's text says; nothing where it is no JSON object. */
export function objectIn(text: string): object {
  try {
    const values: unknown = JSON.parse(text);
    return typeof values === "object" && values !== null && !Array.isArray(values) ? values : {};
  } catch {
    // The error would quote what it couldn't read.
    return {};
  }
}
