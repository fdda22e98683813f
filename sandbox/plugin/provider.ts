import { status } from "@grpc/grpc-js";
import { type PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { decodeArguments } from "./arguments";
import { differences } from "./differences";
import type { Host } from "./host";
import { diffResponse } from "./replies";
import { Answered, unary } from "./running";
import { containsSecret, sealed } from "./secrets";
import type { ChangeKind, Difference, Props } from "./types";
import { UNKNOWN } from "./types";
import { encodeProps } from "./values";
import { toStruct, type WireObject } from "./wire";

/** The methods of `ResourceProvider` that concern the plugin, one provider object, or a function. */
export function providerMethods<C>(host: Host<C>) {
  const { plugin, sessions } = host;
  return {
    handshake: unary(host, (request: proto.ProviderHandshakeRequest, _running, peer) => {
      sessions.open(peer, request.getEngineAddress());
      const response = new proto.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      return response;
    }),

    attach: unary(host, (_request: PluginAttach) => new Empty()),

    getPluginInfo: unary(host, (_request: Empty) => {
      const response = new PluginInfo();
      response.setVersion(plugin.version);
      return response;
    }),

    getSchema: unary(host, (_request: proto.GetSchemaRequest) => {
      const response = new proto.GetSchemaResponse();
      response.setSchema(JSON.stringify({ name: plugin.name, version: plugin.version }));
      return response;
    }),

    checkConfig: unary(host, (request: proto.CheckRequest, running) => {
      const args = decodeArguments(running.props(running.open(request.getNews())));
      const response = new proto.CheckResponse();
      response.setInputs(request.getNews());
      for (const { property, reason } of plugin.checkConfig?.(args) ?? []) {
        const failure = new proto.CheckFailure();
        failure.setProperty(property);
        failure.setReason(running.clean(reason));
        response.addFailures(failure);
      }
      return response;
    }),

    diffConfig: unary(host, (request: proto.DiffRequest, running) => {
      const olds = running.props(running.open(request.getOldInputs() ?? request.getOlds()));
      const news = running.props(running.open(request.getNews()));
      const { replaceProviderOn: replacing = [] } = plugin;
      // Without a rule of the vendor's own, a value that isn't known yet is no reason to replace everything.
      const names =
        typeof replacing === "function"
          ? replacing(decodeArguments(olds), decodeArguments(news))
          : replacing.filter((name) => news[name] !== UNKNOWN);
      return diffResponse(providerDifference(olds, news, names), olds, news);
    }),

    configure: unary(host, async (request: proto.ConfigureRequest, running) => {
      const { session } = running;
      const wire = running.open(request.getArgs());
      for (const text of running.secrets) session.secrets.add(text);
      const args = decodeArguments(running.props(wire));
      const provider = { urn: request.getUrn() ?? "", name: request.getName() ?? "" };
      const operation = `configure pulumi:providers:${plugin.name}`;
      session.configuration = JSON.stringify([provider.urn, wire]);
      session.connection = host.faults.around(plugin.name, operation, () => plugin.configure(args, provider));
      await session.connection;
      const response = new proto.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    }),

    invoke: unary(host, async (request: proto.InvokeRequest, running) => {
      const token = request.getTok();
      const invoke = plugin.invokes?.[token];
      if (invoke === undefined) throw refused(`The ${plugin.name} stand-in has no function ${token}.`);
      const wire = running.open(request.getArgs());
      const connection = await running.connection();
      const { signal } = running;
      const isSecret = (argument: string) => running.isSecret(argument);
      const call = { preview: request.getPreview(), signal, isSecret };
      const work = () => invoke(connection, running.props(wire), call);
      const { outputs, mistakes } = await host.faults.around(plugin.name, `invoke ${token}`, work);
      const response = new proto.InvokeResponse();
      response.setReturn(toStruct(sealedResult(encodeProps(outputs), wire)));
      for (const { property, reason } of mistakes ?? []) {
        const failure = new proto.CheckFailure();
        failure.setProperty(property);
        failure.setReason(running.clean(reason));
        response.addFailures(failure);
      }
      return response;
    }),

    cancel: unary(host, (_request: Empty, running) => {
      running.session.abort("the run was cancelled");
      return new Empty();
    }),

    getMapping: unary(host, (_request: proto.GetMappingRequest) => new proto.GetMappingResponse()),
    getMappings: unary(host, (_request: proto.GetMappingsRequest) => new proto.GetMappingsResponse()),

    parameterize: unary(host, (_request: proto.ParameterizeRequest): proto.ParameterizeResponse => {
      throw refused(`The ${plugin.name} stand-in can't be parameterized.`);
    }),
    construct: unary(host, (request: proto.ConstructRequest): proto.ConstructResponse => {
      throw refused(`The ${plugin.name} stand-in has no component ${request.getType()} (${request.getName()}).`);
    }),
    call: unary(host, (request: proto.CallRequest): proto.CallResponse => {
      throw refused(`The ${plugin.name} stand-in has no method ${request.getTok()}.`);
    }),
  };
}

export function refused(details: string): Answered {
  return new Answered({ code: status.UNIMPLEMENTED, details });
}

/** Changed arguments replace the provider where the vendor says so. */
function providerDifference(olds: Props, news: Props, replaceOn: readonly string[]): Difference {
  const changes = differences(olds, news);
  const ofProvider = Object.entries(changes).map(([path, kind]): [string, ChangeKind] => {
    return [path, replaceOn.includes(path) ? (`${kind}-replace` as ChangeKind) : kind];
  });
  return { changes: Object.fromEntries(ofProvider) };
}

/** What a function makes of a secret is secret. */
function sealedResult(result: WireObject, args: WireObject): WireObject {
  if (!containsSecret(args)) return result;
  return Object.fromEntries(Object.entries(result).map(([name, value]) => [name, sealed(value)]));
}
