import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { PartialFailure } from "./failure";
import { type Host, kindOf } from "./host";
import { withIgnored } from "./path";
import { diffResponse, withoutIgnored } from "./replies";
import { Answered, type Running, unary } from "./running";
import { containsSecret, sealed, sealedAt, sealedLike } from "./secrets";
import { partialStatus } from "./status";
import type { Call, Existing, Mistake, Props, ResourceKind } from "./types";
import { encodeProps } from "./values";
import { toStruct, type WireObject } from "./wire";

/** The methods of `ResourceProvider` that concern one resource. */
export function resourceMethods<C>(host: Host<C>) {
  const { name: vendor } = host.plugin;

  /** Runs a vendor's function with the faults that are set for it; a preview's `create` and `update` are not a vendor's. */
  async function at<T>(verb: string, call: Call, work: () => Promise<T>): Promise<T> {
    const isChange = ["create", "update", "delete"].includes(verb);
    if (isChange && call.preview) return await work();
    const result = await host.faults.around(vendor, `${verb} ${call.type}`, work);
    if (isChange) host.log(`${vendor}: ${verb} ${call.type} ${call.name}`);
    return result;
  }

  return {
    check: unary(host, async (request: proto.CheckRequest, running) => {
      const call = running.about(request.getUrn(), true);
      const kind = kindOf(host, call.type);
      const news = running.open(request.getNews());
      const olds = running.open(request.getOlds());
      const connection = await running.connection();
      const known = Object.keys(olds).length > 0 ? running.props(olds) : undefined;
      const props = running.props(news);
      const { inputs, mistakes } = await at("check", call, async () => {
        return (await kind.check?.(connection, props, known, call)) ?? { inputs: props, mistakes: [] };
      });
      const response = new proto.CheckResponse();
      response.setInputs(toStruct(sealedLike(encodeProps(inputs), news) as WireObject));
      response.setFailuresList(mistakes.map((mistake) => failureOf(mistake, running)));
      return response;
    }),

    diff: unary(host, async (request: proto.DiffRequest, running) => {
      const call = running.about(request.getUrn(), true);
      const kind = kindOf(host, call.type);
      const olds = existing(running, request.getId(), request.getOldInputs(), request.getOlds());
      const ignored = request.getIgnorechangesList();
      const news = withIgnored(running.props(running.open(request.getNews())), olds.inputs, ignored);
      const connection = await running.connection();
      const difference = await at("diff", call, () => kind.diff(connection, olds, news, call));
      return diffResponse(withoutIgnored(difference, ignored), olds.inputs, news);
    }),

    create: unary(host, async (request: proto.CreateRequest, running) => {
      const call = running.about(request.getUrn(), request.getPreview(), request.getTimeout());
      const kind = kindOf(host, call.type);
      const inputs = running.open(request.getProperties());
      const connection = await running.connection();
      const props = running.props(inputs);
      const work = () => kind.create(connection, props, call);
      const { id, outputs } = await keeping(running, kind, [inputs], () => at("create", call, work));
      const response = new proto.CreateResponse();
      response.setId(id);
      response.setProperties(toStruct(sealedOutputs(kind, outputs, [inputs])));
      return response;
    }),

    read: unary(host, async (request: proto.ReadRequest, running) => {
      const call = running.about(request.getUrn(), false, request.getTimeout());
      const kind = kindOf(host, call.type);
      const inputs = running.open(request.getInputs());
      const outputs = running.open(request.getProperties());
      const isKnown = Object.keys(inputs).length + Object.keys(outputs).length > 0;
      const id = request.getId();
      const known = isKnown ? { id, inputs: running.props(inputs), outputs: running.props(outputs) } : undefined;
      const connection = await running.connection();
      const work = () => kind.read(connection, id, known, call);
      const found = await keeping(running, kind, [inputs, outputs], () => at("read", call, work));
      const response = new proto.ReadResponse();
      if (found === undefined) return response;
      response.setId(found.id);
      response.setProperties(toStruct(sealedOutputs(kind, found.outputs, [inputs, outputs])));
      response.setInputs(toStruct(sealedLike(encodeProps(found.inputs), inputs) as WireObject));
      return response;
    }),

    update: unary(host, async (request: proto.UpdateRequest, running) => {
      const call = running.about(request.getUrn(), request.getPreview(), request.getTimeout());
      const kind = kindOf(host, call.type);
      const olds = existing(running, request.getId(), request.getOldInputs(), request.getOlds());
      const wire = running.open(request.getNews());
      const news = withIgnored(running.props(wire), olds.inputs, request.getIgnorechangesList());
      const connection = await running.connection();
      const work = () => kind.update(connection, olds, news, call);
      const outputs = await keeping(running, kind, [wire], () => at("update", call, work));
      const response = new proto.UpdateResponse();
      response.setProperties(toStruct(sealedOutputs(kind, outputs, [wire])));
      return response;
    }),

    delete: unary(host, async (request: proto.DeleteRequest, running) => {
      const call = running.about(request.getUrn(), false, request.getTimeout());
      const kind = kindOf(host, call.type);
      const olds = existing(running, request.getId(), request.getOldInputs(), request.getProperties());
      const connection = await running.connection();
      await at("delete", call, () => kind.delete(connection, olds, call));
      return new Empty();
    }),
  };
}

type Struct = ReturnType<proto.CreateRequest["getProperties"]>;

function existing<C>(running: Running<C>, id: string, inputs: Struct, outputs: Struct): Existing {
  const properties = running.props(running.open(outputs));
  return { id, inputs: inputs === undefined ? properties : running.props(running.open(inputs)), outputs: properties };
}

function failureOf<C>(mistake: Mistake, running: Running<C>): proto.CheckFailure {
  const failure = new proto.CheckFailure();
  failure.setProperty(mistake.property);
  failure.setReason(running.clean(mistake.reason));
  return failure;
}

/**
 * Nothing more is secret than with the vendor's own plugin: a secret that the vendor copies into another output shows in
 * a rehearsal as it would in production.
 */
function sealedOutputs<C>(kind: ResourceKind<C>, outputs: Props, likes: WireObject[]): WireObject {
  const echoed = likes.reduce((wire, like) => sealedLike(wire, like) as WireObject, encodeProps(outputs));
  const wire = sealedAt(echoed, kind.secretOutputs ?? []) as WireObject;
  if (kind.tainted !== true || !likes.some(containsSecret)) return wire;
  return Object.fromEntries(Object.entries(wire).map(([name, value]) => [name, sealed(value)]));
}

/** Turns a vendor's PartialFailure into the answer that makes the engine keep the object. */
async function keeping<C, T>(
  running: Running<C>,
  kind: ResourceKind<C>,
  likes: WireObject[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PartialFailure)) throw error;
    const outputs = sealedOutputs(kind, error.outputs, likes);
    const inputs = sealedLike(encodeProps(error.inputs), likes[0]) as WireObject;
    throw new Answered(
      partialStatus(
        error,
        outputs,
        inputs,
        error.reasons.map((reason) => running.clean(reason)),
      ),
    );
  }
}
