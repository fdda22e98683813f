import { promisify } from "node:util";
import { credentials, status } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decodeArguments } from "../../../sandbox/plugin/arguments";
import { sealed } from "../../../sandbox/plugin/secrets";
import { type ServedPlugin, servePlugin } from "../../../sandbox/plugin/server";
import { UNKNOWN } from "../../../sandbox/plugin/types";
import { fromStruct, toStruct, type WireObject } from "../../../sandbox/plugin/wire";
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

describe("a provider", () => {
  test("is told from another of the same package by its connection", async () => {
    const other = await Engine.attach(served.port, { account: "other" });
    expect((await engine.create({ title: "t" })).account).toBe("main");
    expect((await other.create({ title: "t" })).account).toBe("other");
    expect((await engine.create({ title: "t" })).account).toBe("main");
    other.close();
  });

  test("that lost its connection is recognised while there is only one, and refused otherwise", async () => {
    const stray = { "grpc.use_local_subchannel_pool": 1 };
    const client = new ResourceProviderClient(`127.0.0.1:${served.port}`, credentials.createInsecure(), stray);
    const request = new proto.CreateRequest();
    request.setUrn(URN);
    request.setProperties(toStruct({ title: "t" }));
    const create = promisify(client.create.bind(client)) as (request: unknown) => Promise<proto.CreateResponse>;
    expect(fromStruct((await create(request)).getProperties()).account).toBe("main");
    const other = await Engine.attach(served.port, { account: "other" });
    expect((await failureOf(create(request))).details).toContain("it can't be told which provider this is");
    const third = await Engine.attach(served.port, { account: "third" });
    expect((await third.create({ title: "t" })).account).toBe("third");
    for (const each of [other, third, client]) each.close();
  });

  test("has its arguments decoded from text where they can't be anything else", () => {
    const args = {
      flag: "true",
      list: '["a"]',
      object: '{"a":1}',
      account: "0123",
      token: "[not json",
      version: "1.0.0",
    };
    expect(decodeArguments({ ...args, later: UNKNOWN })).toEqual({
      flag: true,
      list: ["a"],
      object: { a: 1 },
      account: "0123",
      token: "[not json",
      later: UNKNOWN,
    });
  });

  test("has its arguments kept as they are, and mistakes in them named", async () => {
    const check = async (news: WireObject) => {
      const request = new proto.CheckRequest();
      request.setNews(toStruct(news));
      return await engine.call<unknown, proto.CheckResponse>("checkConfig", request);
    };
    const good = await check({ account: "main", flags: '["a"]' });
    expect(fromStruct(good.getInputs())).toEqual({ account: "main", flags: '["a"]' });
    expect((await check({ account: "nobody" })).toObject().failuresList).toEqual([
      { property: "account", reason: "account nobody is not known" },
    ]);
  });

  test("that was never configured here, because the sandbox was restarted, says what to do", async () => {
    await served.close();
    served = await servePlugin(notes.plugin, { faults, log: () => undefined, port: served.port });
    const details = async () => (await failureOf(engine.create({}))).details; // The first call meets the old connection.
    await expect.poll(details).toBe("The notes stand-in was restarted during this run. Run it again.");
  });
});

describe("what a stand-in doesn't do", () => {
  test("is refused by name", async () => {
    const construct = new proto.ConstructRequest();
    construct.setType("notes:index:Shelf");
    construct.setName("shelf");
    expect(await failureOf(engine.call("construct", construct))).toMatchObject({
      code: status.UNIMPLEMENTED,
      details: "The notes stand-in has no component notes:index:Shelf (shelf).",
    });
    const call = new proto.CallRequest();
    call.setTok("notes:index:Shelf/sort");
    expect((await failureOf(engine.call("call", call))).details).toBe(
      "The notes stand-in has no method notes:index:Shelf/sort.",
    );
    const invoke = new proto.InvokeRequest();
    invoke.setTok("notes:index:sum");
    expect((await failureOf(engine.call("invoke", invoke))).details).toBe(
      "The notes stand-in has no function notes:index:sum.",
    );
    const parameterize = await failureOf(engine.call("parameterize", new proto.ParameterizeRequest()));
    expect(parameterize.details).toBe("The notes stand-in can't be parameterized.");
  });

  test("leaves what a function made of a secret secret", async () => {
    const request = new proto.InvokeRequest();
    request.setTok("notes:index/count:count");
    request.setArgs(toStruct({ word: sealed("secret word") }));
    const response = await engine.call<unknown, proto.InvokeResponse>("invoke", request);
    expect(fromStruct(response.getReturn())).toEqual({
      count: sealed(0),
      word: sealed("secret word"),
      account: sealed("main"),
    });
  });

  test("is not to take a port that something else has", async () => {
    const port = served.port;
    await expect(servePlugin(notes.plugin, { faults, log: () => undefined, port })).rejects.toThrow(
      `The notes plugin can't listen on 127.0.0.1:${port}`,
    );
  });
});
