import { BlockList } from "node:net";
import type { Condition } from "../kinds/elbv2-conditions";

/**
 * Whether one request could meet the conditions of both rules. Says yes where it can't tell. Both in canonical form.
 * Each condition of a rule has to hold, and of its values any one
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html).
 */
export const mayMeet = (one: readonly Condition[], other: readonly Condition[]): boolean =>
  one.every((mine) => other.every((theirs) => areCompatible(mine, theirs)));

function areCompatible(one: Condition, other: Condition): boolean {
  if (one.Field !== other.Field) return true;
  switch (one.Field) {
    case "host-header":
      return anyPair(one.HostHeaderConfig, other.HostHeaderConfig, (a, b) =>
        patternsMeet(a.toLowerCase(), b.toLowerCase()),
      );
    case "path-pattern":
      return anyPair(one.PathPatternConfig, other.PathPatternConfig, patternsMeet);
    case "source-ip":
      return anyPair(one.SourceIpConfig, other.SourceIpConfig, rangesMeet);
    case "http-request-method":
      return anyPair(one.HttpRequestMethodConfig, other.HttpRequestMethodConfig, (a, b) => a === b);
    case "http-header": {
      const [mine, theirs] = [one.HttpHeaderConfig, other.HttpHeaderConfig];
      if (mine?.HttpHeaderName !== theirs?.HttpHeaderName) return true;
      return anyPair(mine, theirs, (a, b) => patternsMeet(a.toLowerCase(), b.toLowerCase()));
    }
    // A query may carry any number of pairs.
    default:
      return true;
  }
}

interface Values {
  readonly Values?: readonly string[];
}

/** Values that are missing are patterns of another sort (regular expressions): they could match anything. */
function anyPair(
  one: Values | undefined,
  other: Values | undefined,
  meet: (mine: string, theirs: string) => boolean,
): boolean {
  const [mine, theirs] = [one?.Values ?? [], other?.Values ?? []];
  if (mine.length === 0 || theirs.length === 0) return true;
  return mine.some((a) => theirs.some((b) => meet(a, b)));
}

/** Whether some text matches both patterns: `*` is any text, `?` one character. */
export function patternsMeet(one: string, other: string): boolean {
  // reach[j]: what has been taken of `one` so far and the first j characters of `other` can be the same text.
  let reach = Array.from({ length: other.length + 1 }, (_, j) => /^\**$/.test(other.slice(0, j)));
  for (const mine of one) {
    const next: boolean[] = [];
    for (let j = 0; j <= other.length; j++) {
      const theirs = other[j - 1];
      const both = j > 0 && reach[j - 1]! && (mine === "?" || theirs === "?" || mine === theirs);
      const minesStar = mine === "*" && (reach[j]! || (j > 0 && next[j - 1]!));
      const theirStar = theirs === "*" && (next[j - 1]! || reach[j]!);
      next.push(both || minesStar || theirStar);
    }
    reach = next;
  }
  return reach[other.length]!;
}

/** Whether an address lies in both ranges: one of them then begins inside the other. */
function rangesMeet(one: string, other: string): boolean {
  return holds(one, other) || holds(other, one);
}

function holds(range: string, other: string): boolean {
  const [[network, bits], [begin]] = [range.split("/"), other.split("/")] as [[string, string], [string]];
  const family = (address: string) => (address.includes(":") ? "ipv6" : "ipv4");
  if (family(network) !== family(begin)) return false;
  const block = new BlockList();
  block.addSubnet(network, Number(bits), family(network));
  return block.check(begin, family(begin));
}
