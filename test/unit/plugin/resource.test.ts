import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sealed } from "../../../sandbox/plugin/secrets";
import { type ServedPlugin, servePlugin } from "../../../sandbox/plugin/server";
import { fromStruct, toStruct, UNKNOWN_TEXT, type WireObject } from "../../../sandbox/plugin/wire";
import { VirtualClock } from "../../../sandbox/world/clock";
import { Faults } from "../../../sandbox/world/faults";
import { Engine, failureOf, URN } from "./engine";
import { Notes } from "./notes";

let notes: Notes;
let faults: Faults;
let served: ServedPlugin;
let engine: Engine;

beforeEach(async () => {
  notes = new Notes();
  faults = new Faults(new VirtualClock());
  served = await servePlugin(notes.plugin, { faults, log: () => undefined });
  engine = await Engine.attach(served.port, { account: "main" });
});

afterEach(async () => {
  engine.close();
  await served.close();
});

describe("a resource", () => {
  test("is named to the vendor by its type and name, even where the name holds colons", async () => {
    await engine.create({ title: "t" });
    expect(notes.seen[0]?.call.name).toBe("first::note");
  });

  test("keeps its secrets: at inputs' paths, and where the vendor says so", async () => {
    const token = { token: sealed("token-of-note-first::note-number-1"), revision: 1, account: "main" };
    expect(await engine.create({ title: "t", deep: { list: [sealed("s3cr3t")] } })).toEqual({
      title: "t",
      deep: { list: [sealed("s3cr3t")] },
      ...token,
    });
  });

  test("is secret as a whole where the vendor taints it and one input is", async () => {
    const urn = URN.replace("note:Note", "tainted:Tainted");
    const outputs = await engine.create({ title: "t", password: sealed("1234") }, { urn });
    expect(outputs.title).toEqual(sealed("t"));
    expect(outputs.revision).toEqual(sealed(1));
    expect((await engine.create({ title: "t" }, { urn })).title).toBe("t");
  });

  test("is created in previews too, and answers with what isn't known yet", async () => {
    const outputs = await engine.create({ title: UNKNOWN_TEXT, password: sealed(UNKNOWN_TEXT) }, { preview: true });
    expect(outputs).toEqual({
      title: UNKNOWN_TEXT,
      password: sealed(UNKNOWN_TEXT),
      revision: UNKNOWN_TEXT,
      token: sealed(UNKNOWN_TEXT),
    });
    expect(notes.kept.size).toBe(0);
  });

  test("is checked with secrets kept and mistakes named", async () => {
    const good = await engine.check({ title: "t", password: sealed("x") });
    expect(fromStruct(good.getInputs())).toEqual({ title: "t", password: sealed("x"), size: "small" });
    const bad = await engine.check({ size: "huge" });
    expect(bad.toObject().failuresList).toEqual([{ property: "size", reason: "size is huge; allowed: small, large" }]);
  });

  test("of an unknown type is refused with what there is", async () => {
    const error = await failureOf(engine.create({}, { urn: "urn:pulumi:s::p::notes:index/pen:Pen::x" }));
    expect(error.details).toBe(
      "The notes stand-in has no resource type notes:index/pen:Pen. It has: notes:index/note:Note, notes:index/tainted:Tainted.",
    );
  });

  test("that is gone has no id, and one that is read without state has all its properties", async () => {
    expect((await engine.read("note-none", { title: "t" }, { title: "t" })).getId()).toBe("");
    await engine.create({ title: "t", password: "p" });
    const imported = await engine.read("note-first::note");
    expect(notes.seen.at(-1)?.props).toEqual({ imported: true });
    expect(fromStruct(imported.getInputs())).toEqual({ title: "t", password: "p" });
    const known = await engine.read("note-first::note", { password: sealed("q") }, { title: sealed("t") });
    expect(fromStruct(known.getInputs())).toEqual({ title: "t", password: sealed("p") });
    expect(fromStruct(known.getProperties())).toMatchObject({ title: sealed("t"), password: sealed("p") });
  });
});

describe("a diff", () => {
  test("is detailed: kinds, replacements with their reasons, and delete before replace", async () => {
    const diff = await engine.diff(
      { title: "a", parts: [{ kind: 1 }], gone: 1 },
      { title: "a", parts: [{ kind: 2 }], tags: {} },
    );
    expect(diff.changes).toBe(proto.DiffResponse.DiffChanges.DIFF_SOME);
    expect(diff.replacesList).toEqual(["parts[0].kind"]);
    expect(diff.deletebeforereplace).toBe(true);
    expect(diff.diffsList.sort()).toEqual(["gone", "parts", "tags"]);
    const { Kind } = proto.PropertyDiff;
    expect(new Map(diff.detaileddiffMap)).toEqual(
      new Map([
        ["parts[0].kind", { kind: Kind.UPDATE_REPLACE, inputdiff: true }],
        ["gone", { kind: Kind.DELETE, inputdiff: true }],
        ["tags", { kind: Kind.ADD, inputdiff: true }],
      ]),
    );
  });

  test("says none where there is none, and leaves ignored properties alone", async () => {
    const { DIFF_NONE } = proto.DiffResponse.DiffChanges;
    expect((await engine.diff({ a: [1] }, { a: [1] })).changes).toBe(DIFF_NONE);
    expect((await engine.diff({ a: { b: 1, c: 2 } }, { a: { b: 2, c: 2 } }, ["a.b"])).changes).toBe(DIFF_NONE);
    expect((await engine.diff({ title: "a" }, { title: "b" }, ["title"])).replacesList).toEqual([]);
  });

  test("of a provider replaces it only for what can't be changed, and never for an unknown", async () => {
    const diff = async (news: WireObject) => {
      const request = new proto.DiffRequest();
      request.setOldInputs(toStruct({ shelf: "a", account: "x" }));
      request.setNews(toStruct(news));
      return (await engine.call<unknown, proto.DiffResponse>("diffConfig", request)).getReplacesList();
    };
    expect(await diff({ shelf: "a", account: "y" })).toEqual([]);
    expect(await diff({ shelf: "b", account: "x" })).toEqual(["shelf"]);
    expect(await diff({ shelf: UNKNOWN_TEXT, account: "x" })).toEqual([]);
  });
});
