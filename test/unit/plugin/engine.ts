import { promisify } from "node:util";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "vitest";
import { fromStruct, toStruct, type WireObject } from "../../../sandbox/plugin/wire";

/** A note's URN whose name holds colons. */
export const URN = "urn:pulumi:test::project::my:index:Group$notes:index/note:Note::first::note";

/** What an engine does with one provider, without an engine. */
export class Engine {
  private constructor(readonly client: ResourceProviderClient) {}

  static async attach(port: number, args: WireObject): Promise<Engine> {
    // Without its own pool the second client would use the first one's connection, which engines never do.
    const options = { "grpc.use_local_subchannel_pool": 1 };
    const engine = new Engine(new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), options));
    await engine.call("handshake", new proto.ProviderHandshakeRequest());
    const request = new proto.ConfigureRequest();
    request.setArgs(toStruct(args));
    await engine.call("configure", request);
    return engine;
  }

  call<Q, A>(method: keyof ResourceProviderClient & string, request: Q): Promise<A> {
    const client = this.client as unknown as Record<
      string,
      (request: Q, done: (error: Error | null, a: A) => void) => void
    >;
    const stub = client[method];
    if (stub === undefined) throw new Error(`no method ${method}`);
    return promisify(stub.bind(this.client))(request) as Promise<A>;
  }

  async check(news: WireObject): Promise<proto.CheckResponse> {
    const request = new proto.CheckRequest();
    request.setUrn(URN);
    request.setNews(toStruct(news));
    return await this.call("check", request);
  }

  async create(
    inputs: WireObject,
    of: { preview?: boolean; timeout?: number; urn?: string } = {},
  ): Promise<WireObject> {
    const request = new proto.CreateRequest();
    request.setUrn(of.urn ?? URN);
    request.setProperties(toStruct(inputs));
    request.setPreview(of.preview ?? false);
    request.setTimeout(of.timeout ?? 0);
    const response = await this.call<unknown, proto.CreateResponse>("create", request);
    return fromStruct(response.getProperties());
  }

  async diff(olds: WireObject, news: WireObject, ignored: string[] = []): Promise<proto.DiffResponse.AsObject> {
    const request = new proto.DiffRequest();
    request.setId("note-x");
    request.setUrn(URN);
    request.setOldInputs(toStruct(olds));
    request.setOlds(toStruct(olds));
    request.setNews(toStruct(news));
    request.setIgnorechangesList(ignored);
    return (await this.call<unknown, proto.DiffResponse>("diff", request)).toObject();
  }

  async read(id: string, inputs?: WireObject, outputs?: WireObject): Promise<proto.ReadResponse> {
    const request = new proto.ReadRequest();
    request.setId(id);
    request.setUrn(URN);
    if (inputs !== undefined) request.setInputs(toStruct(inputs));
    if (outputs !== undefined) request.setProperties(toStruct(outputs));
    return await this.call("read", request);
  }

  async update(inputs: WireObject): Promise<proto.UpdateResponse> {
    const request = new proto.UpdateRequest();
    request.setId("note-first::note");
    request.setUrn(URN);
    request.setOlds(toStruct({ revision: 1 }));
    request.setOldInputs(toStruct({}));
    request.setNews(toStruct(inputs));
    return await this.call("update", request);
  }

  close(): void {
    this.client.close();
  }
}

export async function failureOf(work: Promise<unknown>): Promise<ServiceError> {
  return await work.then(
    () => expect.unreachable("it should have failed"),
    (error: ServiceError) => error,
  );
}
