import { isError } from "../aws/errors";
import type { Aws } from "../aws/session";
import { type ListenerRule, listenerRule } from "./elbv2-listener";
import { taggedRulesOf } from "./elbv2-reads";
import { allocatePriorities, type Places } from "./elbv2-rule-priorities";

/** Where a rule belongs among all of ours on its listener. */
export interface Place extends Places {
  /** Its own address, as in the chains. */
  readonly address: string;
  /** Hosts that have to come to another rule now, although they may have come to this one before. */
  readonly elsewhere?: readonly string[];
}

interface Placed {
  readonly ListenerArn: string;
  /** The number that was planned for it. */
  readonly Priority: string;
  readonly Place?: Place;
  /** The rule, where it is there. */
  readonly RuleArn?: string;
}

/** How often a number that somebody else has taken meanwhile is given up for another. */
const RETRIES = 3;

/**
 * Moves the rules of ours that are not where they belong, all in one call: between two calls a rule could stand without
 * the one that has to be tried before it, and for good if the run ends there. Then writes the rule itself, at the number
 * that it has or, planned or not, should have. Priorities are read anew, because others share the listener.
 */
export const inItsPlace = <T>(aws: Aws, rule: Placed, write: (Priority: number) => Promise<T>): Promise<T> =>
  inTurn(aws, async () => {
    let refused: unknown;
    for (let tries = 0; ; tries++) {
      const rules = await rulesWith(aws, rule);
      const isThere = rule.Place && rules.some(({ arn, id, env }) => arn && isAt(rule.Place!, { id, env }));
      // The answer to a first attempt was lost: it has taken the number itself.
      if (refused && !rule.RuleArn && isThere) throw refused;
      try {
        const { own, moves } = moved(rules, rule);
        if (moves.length > 0) await aws.elbv2.SetRulePriorities({ RulePriorities: [...moves] });
        return await write(own);
      } catch (error) {
        if (!isError(error, "PriorityInUse") || tries === RETRIES) throw error;
        refused = error;
      }
    }
  });

const isAt = ({ address, env }: Place, rule: Pick<ListenerRule, "id" | "env">): boolean =>
  rule.id === address && rule.env === env;

/** The listener's rules, with this one as ours: also if it has no tags yet, or is still to come to a number that is free. */
async function rulesWith(
  aws: Aws,
  { ListenerArn, Priority, Place, RuleArn }: Placed,
): Promise<readonly ListenerRule[]> {
  const rules = (await taggedRulesOf(aws.fresh(), ListenerArn)).map(listenerRule);
  if (!Place) return rules;
  const marks = { id: Place.address, env: Place.env };
  if (RuleArn) return rules.map((one) => (one.arn === RuleArn ? { ...one, ...marks } : one));
  const isFree = !rules.some((one) => one.priority === Priority || isAt(Place, one));
  return isFree ? [...rules, { arn: "", priority: Priority, conditions: "", ...marks }] : rules;
}

function moved(rules: readonly ListenerRule[], { Priority, Place, RuleArn }: Placed) {
  const numbers = Place ? allocatePriorities(rules, Place) : undefined;
  const numberOf = ({ arn, id, env }: ListenerRule) =>
    (env === Place?.env ? numbers?.get(id!) : undefined) ?? (arn === RuleArn ? Priority : undefined);
  const moves = rules.flatMap((one) => {
    const number = one.arn ? numberOf(one) : undefined;
    return number === undefined || number === one.priority ? [] : [{ RuleArn: one.arn, Priority: Number(number) }];
  });
  return { moves, own: Number((Place && numbers?.get(Place.address)) ?? Priority) };
}

const turns = new WeakMap<Aws, Promise<unknown>>();

/** One after the other: two that read at once would both choose the same number. */
function inTurn<T>(aws: Aws, work: () => Promise<T>): Promise<T> {
  const turn = (turns.get(aws) ?? Promise.resolve()).then(work, work);
  turns.set(aws, turn);
  return turn;
}
