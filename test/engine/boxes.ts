import type { Clock } from "../../src/aws/clock";
import type { Aws } from "../../src/aws/session";
import { type Graph, graphOf } from "../../src/engine/graph";
import type { AnyKind, Kind, Tags } from "../../src/engine/kind";
import type { Ownership } from "../../src/engine/ownership";
import type { Resource } from "../../src/engine/resource";
import type { Secret } from "../../src/secret";
import { instantClock } from "../sandboxed";

export interface BoxSpec {
  readonly Name: string;
  readonly Size?: number;
  readonly Colour?: string;
  readonly Inside?: string;
  readonly List?: readonly string[];
  readonly Key?: Secret;
  readonly Shelf?: string;
}

interface Row {
  spec: Omit<BoxSpec, "Name">;
  tags: Tags;
}

/** An imaginary cloud that holds boxes, with every failure that AWS can show. */
export class Boxes {
  readonly rows = new Map<string, Row>();
  readonly log: string[] = [];
  readonly clock: Clock & { slept: number } = instantClock();
  /** What was refused although it went on. */
  readonly overlooked: unknown[] = [];
  /** Called before every operation; throws to refuse it. */
  before: (operation: string, name: string) => void | Promise<void> = () => {};
  /** Called after every write; throws to lose the answer. */
  after: (operation: string, name: string) => void = () => {};
  /** How many looks a new box stays invisible. */
  lag = 0;
  running = 0;
  most = 0;
  readonly #hidden = new Map<string, number>();

  get aws(): Aws {
    const aws = { clock: this.clock, overlooked: this.overlooked, fresh: () => aws } as unknown as Aws;
    return aws;
  }

  put(name: string, spec: Row["spec"] = {}, tags: Tags = {}): void {
    this.rows.set(name, { spec, tags });
  }

  kind(more: Partial<AnyKind> = {}): Kind<BoxSpec, { id: string; size: number }, "Name"> {
    const plain: Kind<BoxSpec, { id: string; size: number }, "Name"> = {
      type: "test.box",
      noun: "box",
      title: { en: "box", ja: "箱" },
      key: ["Name"],
      reads: ["test:Get"],
      writes: ["test:Put"],
      removes: ["test:Put"],
      immutable: ["Colour"],
      observe: async (_aws, { Name }) => {
        await this.#do("observe", Name);
        const left = this.#hidden.get(Name) ?? 0;
        if (left > 0) this.#hidden.set(Name, left - 1);
        const row = this.rows.get(Name);
        if (!row || left > 0) return undefined;
        const { Size, Colour, Inside, List, Key, Shelf } = row.spec;
        return {
          spec: { Size, Colour, Inside, List, Key, Shelf },
          outputs: { id: `id-${Name}`, size: Size ?? 0 },
          tags: row.tags,
        };
      },
      create: async (_aws, { Name, ...spec }, tags) => {
        await this.#do("create", Name);
        if (this.rows.has(Name)) throw Object.assign(new Error(Name), { name: "BoxAlreadyExists" });
        this.rows.set(Name, { spec, tags });
        this.#hidden.set(Name, this.lag);
        this.after("create", Name);
        return undefined;
      },
      update: async (_aws, { Name, ...spec }, _current, changed) => {
        await this.#do(`update(${[...changed].sort().join(",")})`, Name);
        Object.assign(this.rows.get(Name)!.spec, spec);
        this.after("update", Name);
      },
      remove: async (_aws, { Name }) => {
        await this.#do("remove", Name);
        this.rows.delete(Name);
        this.after("remove", Name);
      },
      tag: async (_aws, { outputs }, tags) => {
        const name = outputs.id.slice(3);
        await this.#do("tag", name);
        const row = this.rows.get(name)!;
        row.tags = { ...row.tags, ...tags };
      },
      untag: async (_aws, { outputs }, keys) => {
        const name = outputs.id.slice(3);
        await this.#do(`untag(${[...keys].sort().join(",")})`, name);
        const row = this.rows.get(name)!;
        row.tags = Object.fromEntries(Object.entries(row.tags).filter(([key]) => !keys.includes(key)));
      },
      owned: async (_aws, tags) => {
        await this.#do("owned", "*");
        return [...this.rows]
          .filter(([, row]) => Object.entries(tags).every(([key, value]) => row.tags[key] === value))
          .map(([Name, row]) => ({ key: { Name }, tags: row.tags }));
      },
    };
    return { ...plain, ...more } as typeof plain;
  }

  /** What was written, in order. */
  get writes(): readonly string[] {
    return this.log.filter((line) => !/^(observe|owned)/.test(line));
  }

  async #do(operation: string, name: string): Promise<void> {
    this.running++;
    this.most = Math.max(this.most, this.running);
    this.log.push(`${operation} ${name}`);
    try {
      await new Promise((go) => setImmediate(go));
      await this.before(operation, name);
    } finally {
      this.running--;
    }
  }
}

export const owner = (more: Partial<Ownership> = {}): Ownership => ({
  env: "prd",
  tags: {},
  everything: { env: "prd" },
  marks: ({ address, kind }) =>
    ("relation" in kind && kind.relation === "shared" ? { shared: "true" } : { env: "prd", id: address }) as Tags,
  addressIn: (tags) => tags.id,
  envIn: (tags) => tags.env,
  generated: { generated: "true" },
  adopting: () => ({ adopted: "true" }),
  adopted: (tags) => (tags.adopted ? Object.keys(tags).filter((key) => key !== "Owner") : undefined),
  handedTo: ({ env }) => ({ env: env! }),
  adopts: () => false,
  ...more,
});

export const ours = (name: string): Tags => ({ env: "prd", id: `box/${name}` });

export const graph = (...resources: Resource[]): Graph => graphOf(resources);

/** An answer that never came, as the SDK reports it. */
export const lost = (): Error => Object.assign(new Error("socket hang up"), { name: "Error", code: "ECONNRESET" });

export const refused = (name = "ValidationException"): Error =>
  Object.assign(new Error("no"), { name, $metadata: { httpStatusCode: 400 } });
