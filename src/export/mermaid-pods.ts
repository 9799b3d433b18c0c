import { cronJobs } from "../risken/cron-jobs";
import { type DataSource, type Service, services } from "../risken/services";
import { same, type Text } from "../text";
import type { MermaidInput } from "./mermaid";
import { type Drawing, drawingOf, type Edge, idOf, type Node } from "./mermaid-drawing";

/** The group that all programs of RISKEN stand in. */
export const PODS = "pods";

/** The node that a service is drawn as: the scanners of one data source are one. */
export const podOf = ({ id, dataSource }: Pick<Service, "id" | "dataSource">): string => idOf("pod", dataSource ?? id);

/** What RISKEN's documentation calls a data source. */
const dataSourceNames: Readonly<Record<DataSource, string>> = {
  aws: "AWS",
  google: "Google Cloud",
  code: "Code",
  diagnosis: "Diagnosis",
  osint: "OSINT",
  azure: "Azure",
};

export const dataSourceName = (id: string): string => dataSourceNames[id as DataSource] ?? id;

/** RISKEN's programs and who comes to them, as far as AWS does not say it. */
export function pods({ dataSources, consoleHost, apiHost }: MermaidInput): Drawing {
  const running = services.filter(
    ({ standard, dataSource }) => standard && (dataSource === undefined || dataSources.includes(dataSource)),
  );
  const scanners = (name: string): Text => ({ en: `${name} scanners`, ja: `${name} スキャナー` });
  const nodes = running.map(
    ({ id, dataSource, meta }): Node => ({
      id: podOf({ id, dataSource }),
      group: PODS,
      shape: "round",
      title: dataSource ? scanners(dataSourceName(dataSource)) : same(id),
      items: dataSource ? [id] : [],
      ...(meta !== undefined && { isProgram: true }),
    }),
  );
  const people: readonly Node[] = [
    {
      id: "browser",
      group: "people",
      shape: "person",
      title: { en: "Browser", ja: "ブラウザー" },
      items: [consoleHost],
    },
    ...(apiHost
      ? [
          {
            id: "api_client",
            group: "people",
            shape: "person",
            title: { en: "Programs with access tokens", ja: "アクセストークンを使うプログラム" },
            items: [apiHost],
          } as const,
        ]
      : []),
  ];
  return drawingOf([...people, ...nodes, cron], [...calls, ...scans(dataSources), ...crons(dataSources)]);
}

/** Who calls whom inside the cluster (ca-risken/gateway@f647739, core@9b75000, datasource-api@0993266). */
const calls: readonly Edge[] = [
  { from: "browser", to: "way_in", label: same("HTTPS") },
  { from: "api_client", to: "way_in", label: same("HTTPS") },
  { from: podOf({ id: "gateway" }), to: podOf({ id: "core" }), label: same("gRPC") },
  { from: podOf({ id: "gateway" }), to: podOf({ id: "datasource-api" }), label: same("gRPC") },
  { from: podOf({ id: "datasource-api" }), to: podOf({ id: "core" }), label: same("gRPC") },
];

const cron: Node = {
  id: "cron_jobs",
  group: PODS,
  shape: "round",
  title: same("CronJobs"),
  items: [],
};

const crons = (dataSources: readonly string[]): readonly Edge[] =>
  cronJobs
    .filter(({ dataSource }) => dataSource === undefined || dataSources.includes(dataSource))
    .map(({ target }) => ({ from: cron.id, to: podOf({ id: target }), label: same("gRPC") }));

/** Scanners tell what they find to the two programs that keep it. */
const scans = (dataSources: readonly string[]): readonly Edge[] =>
  dataSources.flatMap((dataSource) =>
    ["core", "datasource-api"].map((id) => ({
      from: idOf("pod", dataSource),
      to: podOf({ id }),
      label: same("gRPC"),
    })),
  );
