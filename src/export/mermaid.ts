import type { Graph } from "../engine/graph";
import type { Language, Text } from "../text";
import { drawingOf, type Edge, type Group, groups, type Node } from "./mermaid-drawing";
import { mermaidKinds, mermaidLookups } from "./mermaid-kinds";
import { PODS, pods } from "./mermaid-pods";
import type { Settlement } from "./settle";

/** What a picture is made of. */
export interface MermaidInput {
  readonly env: string;
  readonly serviceAccounts: "shared" | "per-service";
  readonly dataSources: readonly string[];
  readonly consoleHost: string;
  readonly apiHost: string | undefined;
  readonly graph: Graph;
  readonly settlement: Settlement;
  readonly language: Language;
}

/**
 * Who talks to whom, as a flowchart of Mermaid (https://mermaid.js.org/syntax/flowchart.html). Things of one sort that stand
 * in one place (the queues of a data source, the parameters of a directory) are one node, so that it stays readable.
 */
export function mermaidFlowchart(input: MermaidInput): string {
  const { graph, settlement, language } = input;
  const drawings = [
    pods(input),
    ...graph.resources
      .filter(({ wanted }) => wanted === "existing")
      .map((one) => mermaidLookups[one.kind.type]?.(one, input) ?? drawingOf()),
    ...settlement.made.map((one) => {
      const kind = mermaidKinds[one.kind.type];
      if (!kind) throw new Error(`nobody says how ${one.kind.type} is drawn`);
      return typeof kind === "function" ? kind(one, input) : drawingOf();
    }),
  ];
  const nodes = merged(drawings.flatMap((one) => one.nodes));
  const edges = together(
    drawings.flatMap((one) => one.edges),
    nodes,
  );
  const texts = (text: Text) => text[language];
  return [
    "flowchart LR",
    "  %% risken-aws export mermaid",
    ...groups.flatMap((group) => groupLines(group, nodes, texts)),
    ...edges.map((edge) => `  ${edgeLine(edge, texts)}`),
    "",
  ].join("\n");
}

/** Nodes of one id become one with the items of all. */
function merged(all: readonly Node[]): readonly Node[] {
  const byId = new Map<string, Node>();
  for (const node of all) {
    const known = byId.get(node.id);
    byId.set(node.id, known ? { ...known, items: [...known.items, ...node.items] } : node);
  }
  return [...byId.values()];
}

/** Arrows whose both ends are there, once each; what all pods do, the pods do together. */
function together(all: readonly Edge[], nodes: readonly Node[]): readonly Edge[] {
  const there = new Set([...nodes.map(({ id }) => id), ...groups.map(({ id }) => id)]);
  const programs = nodes.filter(({ group, isProgram }) => group === PODS && isProgram).map(({ id }) => id);
  const common = (edge: Edge) => {
    const same = all.filter((other) => other.to === edge.to && labelOf(other) === labelOf(edge));
    return programs.length > 1 && programs.every((id) => same.some(({ from }) => from === id));
  };
  const drawn = all
    .filter(({ from, to }) => there.has(from) && there.has(to))
    .map((edge) => (programs.includes(edge.from) && common(edge) ? { ...edge, from: PODS } : edge));
  return [...new Map(drawn.map((edge) => [`${edge.from} ${edge.to} ${labelOf(edge)}`, edge])).values()];
}

const labelOf = ({ label }: Edge): string => label?.en ?? "";

type Say = (text: Text) => string;

function groupLines({ id, title }: Group, nodes: readonly Node[], say: Say): readonly string[] {
  const own = nodes.filter(({ group }) => group === id);
  if (own.length === 0) return [];
  return [`  subgraph ${id}[${quoted(say(title))}]`, ...own.map((node) => `    ${nodeLine(node, say)}`), "  end"];
}

const shapes: Readonly<Record<Node["shape"], readonly [string, string]>> = {
  box: ["[", "]"],
  round: ["(", ")"],
  person: ["([", "])"],
  store: ["[(", ")]"],
  queue: ["[[", "]]"],
};

/** More than these many items are only counted. */
const MOST_ITEMS = 8;

function nodeLine({ id, shape, title, items }: Node, say: Say): string {
  const [open, close] = shapes[shape];
  const names = [...new Set(items)];
  const told = names.length > MOST_ITEMS ? [`(${names.length})`] : names;
  return `${id}${open}${quoted([say(title), ...told].join("\n"))}${close}`;
}

function edgeLine({ from, to, label, dotted }: Edge, say: Say): string {
  const arrow = dotted ? "-.->" : "-->";
  return `${from} ${arrow}${label ? `|${quoted(say(label))}|` : ""} ${to}`;
}

/** Inside quotes only these signs mean something to Mermaid or to HTML. */
const quoted = (text: string): string =>
  `"${text
    .replaceAll("#", "#35;")
    .replaceAll('"', "#quot;")
    .replaceAll("<", "#lt;")
    .replaceAll(">", "#gt;")
    .replaceAll("`", "#96;")
    .replaceAll("\n", "<br/>")}"`;
