import type { Found, FoundQueue } from "../../discovery/hand-made";
import { findQueue } from "../../risken/queues";
import { dataSources } from "../../risken/services";
import { type Part, part, type Remark, said } from "./part";

/** What SQS fills in where nobody says anything, in seconds: nobody has chosen it. */
const SQS_DEFAULT = 30;
/** What the config means where it says nothing. */
const RECEIVE_COUNT = 3;

/**
 * The data sources whose queues are there, the names that the queues have, and the figures that somebody has chosen for them.
 *
 * @param named how a thing of ours is called unless `names` says otherwise
 */
export function queuesPart({ queues }: Pick<Found, "queues">, named: (thing: string) => string): Part {
  const usable = queues.filter(({ fifo }) => !fifo);
  const sources = dataSources.filter((source) => usable.some(({ scanner }) => scanner.startsWith(`${source}-`)));
  const guessed = usable.filter((one) => !one.named).map(({ name }) => name);
  const shared = sharedDeadLetters(usable);
  const names = usable.flatMap(({ scanner, name, deadLetter }) => [
    [`queue/${scanner}`, name, named(scanner)] as const,
    ...(deadLetter && !shared.includes(deadLetter.name)
      ? [[`queue/${scanner}-dlq`, deadLetter.name, named(`${scanner}-dlq`)] as const]
      : []),
  ]);
  const remarks: readonly (Remark | undefined)[] = [
    sources.length > 0 && sources.length < dataSources.length
      ? {
          path: "dataSources",
          text: { en: "Those whose queues are there.", ja: "キューが存在するデータソースです。" },
        }
      : undefined,
    guessed.length > 0
      ? {
          path: "names",
          text: {
            en: `A guess: no parameter names ${guessed.join(", ")}; RISKEN calls its queues so.`,
            ja: `推測: ${guessed.join("、")} を指すパラメータはありませんが、RISKEN の既定のキュー名と一致します。`,
          },
        }
      : undefined,
    ...queues.filter(({ fifo }) => fifo).map(fifoRemark),
    shared.length > 0 ? sharedRemark(shared) : undefined,
  ];
  return part(
    said({
      ...(sources.length > 0 && sources.length < dataSources.length ? { dataSources: sources } : {}),
      queues: figures(usable),
      names: Object.fromEntries(
        names.filter(([, name, ours]) => name !== ours).map(([address, name]) => [address, name]),
      ),
    }),
    { remarks: remarks.filter((one) => one !== undefined) },
  );
}

/** One figure for all where they agree, else one for each that somebody has chosen. */
function figures(queues: readonly FoundQueue[]) {
  const times = new Map(queues.map(({ scanner, visibilityTimeout }) => [scanner, visibilityTimeout]));
  const counts = new Map(
    queues.flatMap(({ scanner, deadLetter }) => (deadLetter ? [[scanner, deadLetter.maxReceiveCount]] : [])) as [
      string,
      number,
    ][],
  );
  const time = only(times);
  const count = counts.size === queues.length ? only(counts) : undefined;
  const overrides = Object.fromEntries(
    queues
      .map(({ scanner }) => {
        const [own, most] = [times.get(scanner)!, counts.get(scanner)];
        return [
          scanner,
          said({
            ...(time === undefined && own !== SQS_DEFAULT && own !== findQueue(scanner)?.fitVisibility
              ? { visibilityTimeout: own }
              : {}),
            ...(count === undefined && most !== undefined && most !== RECEIVE_COUNT ? { maxReceiveCount: most } : {}),
          }),
        ] as const;
      })
      .filter(([, own]) => Object.keys(own).length > 0),
  );
  return said({
    ...(time !== undefined && time !== SQS_DEFAULT ? { visibilityTimeout: time } : {}),
    ...(count !== undefined && count !== RECEIVE_COUNT ? { maxReceiveCount: count } : {}),
    overrides,
  });
}

/** The value that all have; undefined where there are several, or just one thing to speak for all. */
function only(values: ReadonlyMap<string, number>): number | undefined {
  const different = new Set(values.values());
  return different.size === 1 && values.size > 1 ? [...different][0] : undefined;
}

/** Dead-letter queues of several queues: each of ours has one of its own. */
function sharedDeadLetters(queues: readonly FoundQueue[]): readonly string[] {
  const names = queues.flatMap(({ deadLetter }) => (deadLetter ? [deadLetter.name] : []));
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}

const sharedRemark = (names: readonly string[]): Remark => ({
  path: "queues",
  text: {
    en: `Each queue gets a dead-letter queue of its own; ${names.join(", ")} served several and stays as it is.`,
    ja: `DLQ はキューごとに作成します。複数のキューで共有している ${names.join("、")} は、そのまま残します。`,
  },
});

const fifoRemark = ({ name, scanner }: FoundQueue): Remark => ({
  path: "queues",
  text: {
    en: `${name} is a FIFO queue, which datasource-api cannot send to: ${scanner} gets a standard one.`,
    ja: `${name} は FIFO キューのため、datasource-api から送信できません。${scanner} 用に標準キューを作成します。`,
  },
});
