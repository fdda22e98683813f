import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type Committed, inImportOrder } from "../../../../ops/esc/definitions";
import { planPush } from "../../../../ops/esc/plan";
import { compare, type Pushed, push, tagName } from "../../../../ops/esc/push";
import { Conflict } from "../../../../ops/esc/store";
import { type MemoryStore, memoryStore } from "./memoryStore";

const base: Committed = { name: "p/base", yaml: "# why\nvalues:\n  a: 1\n" };
const stack: Committed = { name: "p/stack", yaml: "imports: [p/base, vault/stack]\nvalues:\n  b: 2\n" };
const both = [stack, base];

async function pushAll(store: MemoryStore, committed: readonly Committed[] = both): Promise<Pushed[]> {
  const done: Pushed[] = [];
  await push(store, await compare(store, committed), tagName("abc1234"), (pushed) => done.push(pushed));
  return done;
}

describe("the plan of a push", () => {
  it("makes empty what is imported and is nowhere, then goes from what is imported to what imports it", () => {
    const steps = planPush(both, {}).map(({ kind, name }) => [kind, name]);
    expect(steps).toEqual([
      ["create-empty", "vault/stack"],
      ["create", "p/base"],
      ["create", "p/stack"],
    ]);
  });

  it("has nothing to do where ESC only laid the text out otherwise", () => {
    const held = { yaml: "values: {a: 1}", etag: "7" };
    expect(planPush([base], { "p/base": held })).toEqual([{ kind: "unchanged", name: "p/base" }]);
  });

  it("writes over what it has read, and over no text that is no YAML as if it were the same", () => {
    for (const yaml of ["values: {a: 2}", "values: [", ""]) {
      expect(planPush([base], { "p/base": { yaml, etag: "7" } })).toMatchObject([{ kind: "update", etag: "7" }]);
    }
  });

  it("names the whole of a cycle", () => {
    const one = { name: "p/one", yaml: "imports: [{p/two: {merge: false}}]" };
    const two = { name: "p/two", yaml: "imports: [p/one@3]" };
    expect(() => inImportOrder([one, two])).toThrow("p/one imports p/two imports p/one");
  });

  it("puts whatever is imported first, for every set of environments", () => {
    const sets = fc.array(fc.array(fc.nat(20), { maxLength: 4 }), { maxLength: 20 });
    fc.assert(
      fc.property(sets, fc.func(fc.integer()), (all, rank) => {
        // Each imports only those before it: no cycle.
        const committed = all.map((imports, at) => ({
          name: `p/${at}`,
          yaml: JSON.stringify({ imports: imports.filter((other) => other < at).map((other) => `p/${other}`) }),
        }));
        const shuffled = [...committed].sort((a, b) => rank(a.name) - rank(b.name));
        const order = inImportOrder(shuffled).map(({ name }) => name);
        expect(new Set(order)).toEqual(new Set(committed.map(({ name }) => name)));
        for (const { name, yaml } of committed) {
          for (const imported of parse(yaml).imports) expect(order.indexOf(imported)).toBeLessThan(order.indexOf(name));
        }
      }),
    );
  });
});

describe("a push", () => {
  it("tags each revision with the commit, and the second time does nothing", async () => {
    const store = memoryStore();
    expect((await pushAll(store)).map(({ name, tag }) => [name, tag])).toEqual([
      ["vault/stack", undefined],
      ["p/base", "git-abc1234"],
      ["p/stack", "git-abc1234"],
    ]);
    store.writes.length = 0;
    expect((await pushAll(store)).map(({ kind }) => kind)).toEqual(["unchanged", "unchanged"]);
    expect(store.writes).toEqual([]);
  });

  it("killed before any of its calls and run again, ends as one that was not, and writes nothing twice", async () => {
    const whole = memoryStore({ "p/base": "values: {old: 1}" });
    await pushAll(whole);
    for (let call = 0; call < whole.writes.length; call++) {
      const store = memoryStore({ "p/base": "values: {old: 1}" });
      let calls = 0;
      store.before = () => {
        if (calls++ === call) throw new Error("killed");
      };
      await expect(pushAll(store)).rejects.toThrow("killed");
      store.before = () => undefined;
      await pushAll(store);
      expect(store.environments).toEqual(whole.environments);
      expect([...store.writes].sort()).toEqual([...whole.writes].sort());
    }
  });

  it("overwrites nobody who was faster", async () => {
    const store = memoryStore({ "p/base": "values: {old: 1}" });
    const comparison = await compare(store, [base]);
    await store.write("p/base", "values: {theirs: 1}", "1");
    await expect(push(store, comparison, tagName(undefined), () => undefined)).rejects.toThrow(Conflict);
    expect(store.environments.get("p/base")?.yaml).toBe("values: {theirs: 1}");
  });

  it("writes nothing at all where ESC holds a secret that the files have not", async () => {
    const store = memoryStore({ "p/base": "values: {s: {fn::secret: canary}}" });
    await expect(pushAll(store)).rejects.toThrow(/^p\/base: ESC holds a secret(?!.*canary)/s);
    expect(store.writes).toEqual([]);
  });
});
