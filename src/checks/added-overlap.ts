import { BlockList } from "node:net";
import { overlaps } from "../aws/wildcards";
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
        overlaps(a.toLowerCase(), b.toLowerCase()),
      );
    case "path-pattern":
      return anyPair(one.PathPatternConfig, other.PathPatternConfig, overlaps);
    case "source-ip":
      return anyPair(one.SourceIpConfig, other.SourceIpConfig, rangesMeet);
    case "http-request-method":
      return anyPair(one.HttpRequestMethodConfig, other.HttpRequestMethodConfig, (a, b) => a === b);
    case "http-header": {
      const [mine, theirs] = [one.HttpHeaderConfig, other.HttpHeaderConfig];
      if (mine?.HttpHeaderName !== theirs?.HttpHeaderName) return true;
      return anyPair(mine, theirs, (a, b) => overlaps(a.toLowerCase(), b.toLowerCase()));
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
