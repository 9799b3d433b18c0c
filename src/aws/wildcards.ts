/** How much of what a pattern stands for another one takes. */
export type Extent = "all" | "some" | "none";

/**
 * Whether a pattern of IAM (`*` for any text, `?` for one character) takes everything that `text` stands for. `text` may
 * hold wildcards itself; then a `*` of it is only taken by a `*`. What this says yes to is so; in rare spellings (`*?`
 * for `?*`) it says no to what is the same.
 */
export function covers(pattern: string, text: string): boolean {
  let [p, t, star, resume] = [0, 0, -1, 0];
  while (t < text.length) {
    const sign = pattern[p];
    if (sign === "*") {
      star = p++;
      resume = t;
    } else if (sign !== undefined && (sign === text[t] || (sign === "?" && text[t] !== "*"))) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

/** Whether there is any text that both patterns take. */
export function overlaps(one: string, other: string): boolean {
  // Which lengths of `other` each beginning of `one` can have taken.
  let row = new Set<number>(withEmpty(other, 0));
  for (const sign of one) {
    const next = new Set<number>();
    for (const at of row) {
      if (sign === "*") {
        for (let to = at; to <= other.length; to++) next.add(to);
      } else if (other[at] === "*") {
        for (const to of withEmpty(other, at + 1)) next.add(to);
        next.add(at);
      } else if (at < other.length && (sign === "?" || other[at] === "?" || other[at] === sign)) {
        for (const to of withEmpty(other, at + 1)) next.add(to);
      }
    }
    row = next;
  }
  return row.has(other.length);
}

/** A place in a pattern, and those behind the stars that follow, which may stand for nothing. */
function* withEmpty(pattern: string, at: number): Generator<number> {
  yield at;
  let next = at;
  while (pattern[next] === "*") yield ++next;
}

/** Whether a pattern takes all, some or nothing of what `text` stands for. */
export const extentOf = (pattern: string, text: string): Extent =>
  covers(pattern, text) ? "all" : overlaps(pattern, text) ? "some" : "none";

/**
 * The same for ARNs, of which each part is compared by itself: only in the last one a wildcard goes over colons. An ARN that
 * is cut short stands for everything below it
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html).
 */
export function arnExtent(pattern: string, text: string): Extent {
  if (pattern === "*") return "all";
  const [mine, theirs] = [partsOf(pattern), partsOf(text)];
  const extents = mine.map((part, at) => extentOf(part, theirs[at]!));
  if (extents.includes("none")) return "none";
  return extents.includes("some") ? "some" : "all";
}

function partsOf(arn: string): readonly string[] {
  if (arn === "*") return Array(6).fill("*");
  const parts = arn.split(":");
  const six = [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(":")] : [])];
  return [...six, ...Array(6 - six.length).fill("*")];
}
