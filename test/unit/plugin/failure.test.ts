import { type ServiceError, status } from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { scrub } from "../../../sandbox/plugin/scrub";
import { sealed } from "../../../sandbox/plugin/secrets";
import { type ServedPlugin, servePlugin } from "../../../sandbox/plugin/server";
import { fromStruct } from "../../../sandbox/plugin/wire";
import { VirtualClock } from "../../../sandbox/world/clock";
import { Faults } from "../../../sandbox/world/faults";
import { Engine, failureOf } from "./engine";
import { Notes } from "./notes";

let notes: Notes;
let faults: Faults;
let lines: string[];
let served: ServedPlugin;
let engine: Engine;

beforeEach(async () => {
  notes = new Notes();
  lines = [];
  faults = new Faults(new VirtualClock());
  served = await servePlugin(notes.plugin, { faults, log: (line) => lines.push(line) });
  engine = await Engine.attach(served.port, { account: "main" });
});

afterEach(async () => {
  engine.close();
  await served.close();
});

describe("a failure", () => {
  test("is told by its message only, with secrets blotted out", async () => {
    const error = await failureOf(engine.update({ body: "forbidden", password: sealed("hunter22") }));
    expect(error.details).toBe("may not write with [secret]");
    expect(error.code).toBe(status.UNKNOWN);
    expect(JSON.stringify(error.metadata)).not.toContain("notes.ts");
    expect(lines).toEqual(["notes: Update failed: may not write with [secret]"]);
    await engine.create({ title: "t" });
    expect(lines.at(-1)).toBe("notes: create notes:index/note:Note first::note");
  });

  test("after the object was made carries what the engine needs to keep it", async () => {
    const error = await failureOf(engine.create({ body: "unwell", password: sealed("hunter22") }));
    const details = partsOf(error);
    expect(details.getId()).toBe("note-first::note");
    expect(details.getReasonsList()).toEqual(["the ink is not dry"]);
    expect(fromStruct(details.getInputs())).toEqual({ body: "unwell", password: sealed("hunter22") });
    expect(fromStruct(details.getProperties())).toMatchObject({ revision: 1, password: sealed("hunter22") });
  });

  test("of an object that was found unwell keeps it too, with the secrets that Pulumi knew", async () => {
    notes.kept.set("note-x", { body: "fading", password: "hunter22", revision: 3 });
    const error = await failureOf(engine.read("note-x", { password: sealed("hunter22") }, { body: sealed("fading") }));
    expect(fromStruct(partsOf(error).getProperties())).toEqual({
      body: sealed("fading"),
      password: sealed("hunter22"),
      revision: 3,
    });
  });

  test("that was asked for comes as the vendor's would: refused, too many requests, connection lost after the work", async () => {
    const create = "create notes:index/note:Note";
    for (const kind of ["refuse", "rate-limit", "drop"] as const)
      faults.add({ vendor: "notes", operation: create, kind });
    await engine.create({ title: "t" }, { preview: true });
    const codes = [status.FAILED_PRECONDITION, status.RESOURCE_EXHAUSTED, status.UNAVAILABLE];
    const kept = [0, 0, 1];
    for (const [index, code] of codes.entries()) {
      const error = await failureOf(engine.create({ title: "t" }));
      expect(error.code).toBe(code);
      expect(notes.kept.size).toBe(kept[index]);
      if (code === status.RESOURCE_EXHAUSTED) expect(error.details).toMatch(/^429 Too Many Requests: /);
    }
  });

  test("is certain after the time that customTimeouts allows", async () => {
    const error = await failureOf(engine.create({ body: "slow" }, { timeout: 0.05 }));
    expect(error.code).toBe(status.DEADLINE_EXCEEDED);
    expect(error.details).toBe("not done after 0.05 s, which is what customTimeouts allows: stopped writing");
    expect(notes.seen[0]?.call.timeoutSeconds).toBe(0.05);
  });

  test("ends what runs when the engine cancels, and only on its own connection", async () => {
    const other = await Engine.attach(served.port, { account: "other" });
    const ours = failureOf(engine.create({ body: "slow" }));
    let isOver = false;
    const theirs = failureOf(other.create({ body: "slow" })).then((error) => {
      isOver = true;
      return error;
    });
    await expect.poll(() => notes.seen.length).toBe(2);
    await engine.call("cancel", new Empty());
    expect((await ours).details).toBe("the run was cancelled: stopped writing");
    expect(isOver).toBe(false);
    await other.call("cancel", new Empty());
    await theirs;
    other.close();
  });
});

describe("what may not be said", () => {
  test("is blotted out whole, line by line, and as JSON, a URL or base64 write it", () => {
    const key = "-----BEGIN KEY-----\nfirst-line-of-the-key\nsecond+line/of=key\n-----END KEY-----";
    const said = [
      `whole: ${key}`,
      'line: "second+line/of=key"',
      `json: ${JSON.stringify({ key })}`,
      `url: ${encodeURIComponent("pass word")}`,
      `base64: ${Buffer.from("pass word").toString("base64")}`,
    ].join("; ");
    expect(scrub(said, [key, "pass word"])).toBe(
      'whole: [secret]; line: "[secret]"; json: {"key":"[secret]"}; url: [secret]; base64: [secret]',
    );
  });
});

function partsOf(error: ServiceError): proto.ErrorResourceInitFailed {
  const [packed] = error.metadata.get("grpc-status-details-bin");
  if (!(packed instanceof Buffer)) throw new Error("no details");
  const [any] = Status.deserializeBinary(packed).getDetailsList();
  return proto.ErrorResourceInitFailed.deserializeBinary(any?.getValue_asU8() ?? new Uint8Array());
}
