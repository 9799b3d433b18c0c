import { expect, test } from "vitest";
import { initially, Ref } from "../../src/engine/ref";
import { addressOf, existing, output, resource } from "../../src/engine/resource";
import { Boxes, graph } from "./boxes";
import { all } from "./helpers";

const box = new Boxes().kind();

test("things come after what they refer to, at any depth", () => {
  const made = graph(
    resource(box, "c", { Name: "c", List: ["x", output(box, "b", "id")] }),
    resource(box, "b", { Name: "b", Inside: initially(output(box, "a", "id")) }),
    existing(box, "a", { Name: "a" }),
  );
  expect(made.resources.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  expect(made.dependsOn("box/c")).toEqual(["box/b"]);
  expect(made.dependants("box/a")).toEqual(["box/b"]);
  expect(made.dependsOn("box/nowhere")).toEqual([]);
  expect(made.dependants("box/nowhere")).toEqual([]);
});

test("our own mistakes are told by name", () => {
  const a = resource(box, "a", { Name: "a" });
  expect(() => graph(a, a)).toThrow("box/a is declared twice");
  expect(() => graph(resource(box, "a", { Name: output(box, "z", "id") }))).toThrow("refers to box/z");
  expect(() =>
    graph(
      resource(box, "a", { Name: "a", Inside: output(box, "b", "id") }),
      resource(box, "b", { Name: "b", Inside: output(box, "a", "id") }),
    ),
  ).toThrow("box/a → box/b → box/a is a circle");
});

test("a reference made of several is known once all are", () => {
  const both = Ref.all([output(box, "a", "id"), output(box, "b", "size").map((size) => size * 2)]).map(
    ([id, size]) => `${id}:${size}`,
  );
  expect(both.resolve(all({ "box/a.id": "x", "box/b.size": 4 }))).toBe("x:8");
  expect(typeof both.resolve(all({ "box/a.id": "x" }))).toBe("symbol");
  expect(addressOf(box, "q")).toBe("box/q");
});
