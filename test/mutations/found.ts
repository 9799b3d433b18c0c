import { describe, expect, test } from "vitest";
import { ADOPTED_TAG, ADOPTED_TAGS_TAG } from "../../src/aws/tags";
import type { Look } from "../../src/checks/check";
import { Initially } from "../../src/engine/ref";
import type { Variation } from "../checks/installed";
import { mutationsOf } from "./index";
import { type Expected, isOurs, type Subject, subjectsOf, tried } from "./matrix";
import { isBecause, type Spoiling, type Thing, waysOf } from "./mutation";

/** What is taken over says so from then on. */
const adoptionMarks = [`Tags.${ADOPTED_TAG}`, `Tags.${ADOPTED_TAGS_TAG}`];

interface Case {
  /** The field that is spoilt; `deleted` and `tags` for the whole thing. */
  readonly concerns: string;
  readonly name: string;
  readonly subject: Subject;
  readonly spoil: Spoiling<Thing>["by"];
  readonly expected: Expected;
}

/** Spoils every thing of some kinds in every way, one at a time, and expects each to be found, and repaired. */
export function findsEverything(
  title: string,
  variation: Variation,
  isIn: (subject: Subject) => boolean,
  isMeant: (subject: Subject, field: string) => boolean = () => true,
): void {
  describe(`${title}: whatever is done to one thing is found and repaired`, async () => {
    const subjects = (await subjectsOf(variation)).filter(isIn);
    const kinds = [...new Set(subjects.map(({ resource }) => resource.kind.type))];
    test.each(kinds)("%s", { timeout: 300_000 }, async (type) => {
      const cases = subjects
        .filter(({ resource }) => resource.kind.type === type)
        .flatMap((subject) => casesOf(subject).filter(({ concerns }) => isMeant(subject, concerns)));
      const wrong: string[] = [];
      for (const { name, subject, spoil, expected } of cases) {
        const said = await tried(variation, subject, spoil, expected);
        if (said.length > 0) wrong.push(`${name}: ${said.join("; ")}`);
      }
      expect(wrong).toEqual([]);
      expect(cases.length).toBeGreaterThan(0);
    });
  });
}

function casesOf(subject: Subject): readonly Case[] {
  const { resource, fields, thing } = subject;
  const { fields: table, gone, tags } = mutationsOf(resource.kind.type);
  const all: Case[] = fields
    .filter((field) => isOurs(subject, field))
    .flatMap((field) =>
      waysOf(table[field]!)
        .filter(([, { of }]) => of?.(thing) ?? true)
        .map(([what, { by, added, along, leaves }]) => ({
          concerns: field,
          name: `${resource.address} ${field} (${what})`,
          subject,
          spoil: by,
          expected: {
            field,
            along,
            leaves,
            added,
            ...(isKept(subject, field) ? { kept: true as const } : {}),
          },
        })),
    );
  if (!isBecause(gone)) {
    all.push({
      concerns: "deleted",
      name: `${resource.address} deleted`,
      subject,
      spoil: gone,
      expected: {
        others: (address, { survey }) => dependants(survey.graph, resource.address).has(address),
        // What was generated once is generated anew.
        ...(resource.spec.Value instanceof Initially ? { leaves: "/value" } : {}),
      },
    });
  }
  return isBecause(tags) ? all : [...all, ...tagCases(subject, tags)];
}

/** What holds something that was generated once is never made anew. */
const isKept = ({ resource: { kind, spec } }: Subject, field: string) =>
  kind.immutable?.includes(field) === true && spec.Value instanceof Initially;

function tagCases(
  subject: Subject,
  tags: Exclude<ReturnType<typeof mutationsOf>["tags"], { because: string }>,
): Case[] {
  const { kind, address } = subject.resource;
  const config: Case[] = [
    {
      concerns: "tags",
      name: `${address} has another Owner`,
      subject,
      spoil: (by, thing) => tags.set(by, thing, { Owner: "nobody" }),
      expected: { field: "Tags.Owner" },
    },
    {
      concerns: "tags",
      name: `${address} has no Owner`,
      subject,
      spoil: (by, thing) => tags.unset(by, thing, ["Owner"]),
      expected: { field: "Tags.Owner" },
    },
  ];
  // What is shared or attached is used as found: without our tags it is somebody else's, and as good.
  if (kind.relation) return config;
  // A rule that isn't ours holds no number for us: it gets another one, and those that come after it go behind that.
  const numbered: Expected =
    kind.noun === "rule"
      ? { along: ["Priority"], others: (other) => other.startsWith("rule/"), leaves: "/priority" }
      : {};
  return [
    ...config,
    {
      concerns: "tags",
      name: `${address} says that it is another`,
      subject,
      spoil: (by, thing) => tags.set(by, thing, { "risken-aws:id": `${kind.noun}/nobody` }),
      // A rule has no name: one that says so is another one, and ours is missing.
      expected:
        kind.noun === "rule"
          ? { others: (other) => other.startsWith("rule/"), leaves: "/priority", prune: true }
          : { field: "Tags.risken-aws:id", blocked: "adopt", along: adoptionMarks },
    },
    {
      concerns: "tags",
      name: `${address} doesn't say whose it is`,
      subject,
      spoil: (by, thing) => tags.unset(by, thing, ["risken-aws:env"]),
      expected: {
        field: "Tags.risken-aws:env",
        blocked: "adopt",
        ...numbered,
        along: [...adoptionMarks, ...(numbered.along ?? [])],
      },
    },
    {
      concerns: "tags",
      name: `${address} says that it is another env's`,
      subject,
      spoil: (by, thing) => tags.set(by, thing, { "risken-aws:env": "stg" }),
      expected: { field: "Tags.risken-aws:env", blocked: "for good", ...numbered },
    },
  ];
}

/** All that refers to it, by however many others. */
function dependants(graph: Look["survey"]["graph"], address: string): ReadonlySet<string> {
  const all = new Set<string>();
  const add = (one: string) => {
    for (const next of graph.dependants(one)) {
      if (all.has(next)) continue;
      all.add(next);
      add(next);
    }
  };
  add(address);
  return all;
}
