import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FastClock } from "../../sandbox/world/clock";
import { Faults } from "../../sandbox/world/faults";
import { EngineStack, serving } from "../unit/plugin/engineStack";
import { Notes } from "../unit/plugin/notes";
import { Note, NotesProvider } from "../unit/plugin/notesProgram";

const PASSWORD = "correct-horse-battery";
const NESTED = "nested-staple-secret";
const notes = new Notes();
const faults = new Faults(new FastClock(1));
let stack: EngineStack;

beforeAll(async () => {
  stack = await EngineStack.open(faults, serving(notes.plugin));
});

afterAll(async () => {
  await stack.close();
});

/** The program that most tests begin with. */
async function usual(): Promise<Record<string, unknown>> {
  const plain = new Note("plain", { title: "a", body: "text", parts: [{ kind: "x", text: "1" }] });
  const secret = { title: "b", password: pulumi.secret(PASSWORD), deep: { list: [{ key: pulumi.secret(NESTED) }, 2] } };
  new Note("secret", secret, { additionalSecretOutputs: ["account"] });
  const first = new Note("first", { title: "c" }, { provider: new NotesProvider("one", { account: "first account" }) });
  const second = new Note(
    "second",
    { title: "d" },
    { provider: new NotesProvider("two", { account: "second account" }) },
  );
  return { revision: plain.revision, accounts: [first.account, second.account] };
}

describe("a first run", () => {
  test("shows in its preview what the vendor knows, and leaves the rest unknown", async () => {
    const { steps, output } = await stack.run("preview", usual);
    expect(steps.get("plain")?.op).toBe("create");
    expect(output).toContain("revision: [unknown]");
    const creates = notes.seen.filter(({ verb }) => verb === "create");
    expect(creates.map(({ call }) => call.preview)).toEqual([true, true, true, true]);
    expect(notes.kept.size).toBe(0);
  });

  test("keeps secrets encrypted in the state, nested ones and additional outputs too, and tells providers apart", async () => {
    const { output, outputs } = await stack.run("up", usual);
    expect(notes.kept.get("note-secret")).toMatchObject({
      password: PASSWORD,
      deep: { list: [{ key: NESTED }, 2] },
    });
    expect(output).toContain("kept secret with password [secret]");
    for (const text of [PASSWORD, NESTED, "token-of-note-secret"]) {
      expect(stack.stateText).not.toContain(text);
      expect(output).not.toContain(text);
    }
    expect(stack.resource("secret")).toMatchObject({
      outputs: { title: "b", account: { ciphertext: expect.anything() } },
    });
    // Two explicit providers of one package, told apart.
    expect(outputs).toEqual({ revision: 1, accounts: ["first account", "second account"] });
  });

  test("is followed by an empty preview and a clean refresh", async () => {
    const preview = await stack.run("preview", usual);
    expect([...new Set([...preview.steps.values()].map(({ op }) => op))]).toEqual(["same"]);
    const refresh = await stack.run("refresh");
    expect(refresh.output).toContain("unchanged");
    expect(refresh.output).not.toMatch(/updated|deleted/);
  });
});

describe("a change", () => {
  test("is shown by path and kind, and forces a replacement where the vendor or the program says so", async () => {
    const { steps } = await stack.run("preview", async () => {
      new Note("plain", { title: "a", body: "other", parts: [{ kind: "y", text: "1" }], tags: { new: true } });
      new Note("secret", { title: "b", password: pulumi.secret("another-password") });
      const one = new NotesProvider("one", { account: "first account" });
      new Note("first", { title: "c", size: "large" }, { provider: one, replaceOnChanges: ["size"] });
      const two = new NotesProvider("two", { account: "second account" });
      new Note("second", { title: "changed", size: "small" }, { provider: two, ignoreChanges: ["title"] });
    });
    expect(steps.get("plain")?.detailedDiff).toEqual({
      body: { diffKind: "update", inputDiff: true },
      "parts[0].kind": { diffKind: "update-replace", inputDiff: true },
      tags: { diffKind: "add", inputDiff: true },
    });
    expect(steps.get("plain")?.keys).toEqual(["parts[0].kind"]);
    expect(steps.get("secret")?.op).toBe("update");
    expect(Object.keys(steps.get("secret")?.detailedDiff ?? {}).sort()).toEqual(["deep", "password"]);
    expect(steps.get("first")?.detailedDiff?.size?.diffKind).toBe("update-replace");
    expect(steps.get("second")?.op).toBe("same");
  });

  test("that nobody wants is left alone inside lists and objects too", async () => {
    const { steps } = await stack.run("preview", async () => {
      const ignoreChanges = ["parts[*].text", "body"];
      new Note("plain", { title: "a", body: "ignored", parts: [{ kind: "x", text: "ignored" }] }, { ignoreChanges });
    });
    expect(steps.get("plain")?.op).toBe("same");
  });

  test("is made, as an update or as a replacement that is deleted first", async () => {
    const { steps, outputs } = await stack.run("up", async () => {
      const plain = new Note("plain", { title: "a", body: "written", parts: [{ kind: "x", text: "1" }] });
      new Note("secret", { title: "renamed" });
      return { revision: plain.revision };
    });
    expect(steps.get("plain")?.op).toBe("update");
    expect(outputs).toEqual({ revision: 2 });
    expect(notes.kept.get("note-secret")).toMatchObject({ title: "renamed", revision: 1 });
    const verbs = notes.seen.filter(({ call }) => call.name === "secret" && !call.preview).map(({ verb }) => verb);
    expect(verbs.slice(-2)).toEqual(["delete", "create"]);
    expect([...notes.kept.keys()].sort()).toEqual(["note-plain", "note-secret"]);
  });
});

describe("what happened behind Pulumi's back", () => {
  const program = async () => {
    new Note("plain", { title: "a", body: "written", parts: [{ kind: "x", text: "1" }] });
    new Note("secret", { title: "renamed" });
  };

  test("is shown by a refresh: another value with its path, and what is gone", async () => {
    notes.kept.set("note-plain", { ...notes.kept.get("note-plain"), body: "scribbled" });
    notes.kept.delete("note-secret");
    const { steps } = await stack.run("refresh");
    expect(steps.get("plain")?.op).toBe("update");
    expect(steps.get("plain")?.detailedDiff).toEqual({ body: { diffKind: "update", inputDiff: true } });
    expect(steps.get("secret")?.op).toBe("delete");
    expect(stack.resource("secret")).toBeUndefined();
  });

  test("is mended by the next up", async () => {
    await stack.run("up", program);
    expect(notes.kept.get("note-plain")?.body).toBe("written");
    expect(notes.kept.get("note-secret")?.title).toBe("renamed");
  });

  test("is taken over by an import", async () => {
    notes.kept.set("by-hand", { title: "found", size: "small", revision: 7, token: "t0ken", account: "x" });
    const { steps } = await stack.run("up", async () => {
      await program();
      new Note("imported", { title: "found", size: "small" }, { import: "by-hand" });
    });
    expect(steps.get("imported")?.op).toBe("import");
    expect(stack.resource("imported")).toMatchObject({ id: "by-hand", outputs: { revision: 7, account: "x" } });
  });
});

describe("a provider", () => {
  test("whose arguments aren't known yet still works in a preview", async () => {
    const { steps } = await stack.run("preview", async () => {
      const fresh = new Note("fresh", { title: "f" });
      const provider = new NotesProvider("late", { account: pulumi.interpolate`revision ${fresh.revision}` });
      new Note("dependent", { title: "g" }, { provider });
    });
    expect(steps.get("dependent")?.op).toBe("create");
  });

  test("answers functions, with its own configuration", async () => {
    const { outputs } = await stack.run("up", async () => {
      const provider = new NotesProvider("asked", { account: "asked account" });
      const { count, account } = await pulumi.runtime.invoke("notes:index/count:count", { word: "w" }, { provider });
      return { counted: count > 0, account };
    });
    expect(outputs).toEqual({ counted: true, account: "asked account" });
  });
});

describe("a failure", () => {
  test("names the resource and the mistake, or the reason, without a stack and without a secret", async () => {
    const mistake = await stack.failure("up", async () => void new Note("wrong", { size: "huge" }));
    expect(mistake).toContain("size is huge; allowed: small, large");
    await stack.run("up", async () => void new Note("safe", { body: "ok", password: pulumi.secret(PASSWORD) }));
    const refusal = await stack.failure("up", async () => {
      new Note("safe", { body: "forbidden", password: pulumi.secret(PASSWORD) });
    });
    expect(refusal).toContain("may not write with [secret]");
    expect(refusal).not.toContain(PASSWORD);
    expect(mistake + refusal).not.toContain("notes.ts");
  });

  test("comes in time where customTimeouts says so", async () => {
    const options = { customTimeouts: { create: "1s" } };
    const late = await stack.failure("up", async () => void new Note("slow", { body: "slow" }, options));
    expect(late).toContain("not done after 1 s, which is what customTimeouts allows");
    expect(stack.resource("slow")).toBeUndefined();
  });

  test("after the object was made keeps it in the state with the reason, and the next up goes on from there", async () => {
    const failed = await stack.failure("up", async () => void new Note("sick", { body: "unwell" }));
    expect(failed).toContain("the ink is not dry");
    expect(stack.resource("sick")).toMatchObject({ id: "note-sick", initErrors: ["the ink is not dry"] });
    const { steps } = await stack.run("up", async () => void new Note("sick", { body: "better" }));
    expect(steps.get("sick")?.op).toBe("update");
    expect(stack.resource("sick")).not.toHaveProperty("initErrors");
  });

  test("of the connection after the work leaves the vendor with an object, which the next up finds", async () => {
    faults.add({ vendor: "notes", operation: "create *", kind: "drop" });
    const program = async () => void new Note("dropped", { body: "x" });
    expect(await stack.failure("up", program)).toContain("fault injected: drop on create notes:index/note:Note");
    expect(notes.kept.has("note-dropped")).toBe(true);
    expect(stack.resource("dropped")).toBeUndefined();
    await stack.run("up", program);
    expect(stack.resource("dropped")).toMatchObject({ id: "note-dropped" });
  });
});

test("a destroy leaves nothing", async () => {
  await stack.run("destroy");
  expect(notes.kept.size).toBe(0);
});
