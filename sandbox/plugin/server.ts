import { Server, ServerCredentials, type ServerWritableStream, status } from "@grpc/grpc-js";
import { type IResourceProviderServer, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { ListRequest, ListResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { Host, ServeOptions } from "./host";
import { providerMethods } from "./provider";
import { resourceMethods } from "./resource";
import { Sessions } from "./session";
import type { Plugin } from "./types";

/** As the engine's own limit: state and archives go over this connection. */
const LONGEST_MESSAGE = 400 * 1024 * 1024;

export interface ServedPlugin {
  /** On 127.0.0.1, for `PULUMI_DEBUG_PROVIDERS=<name>:<port>`. */
  readonly port: number;
  /** Ends running calls and every connection. */
  close(): Promise<void>;
}

/** Serves a vendor's plugin to Pulumi's engines. Fails where the port is taken. */
export async function servePlugin<C>(plugin: Plugin<C>, options: ServeOptions): Promise<ServedPlugin> {
  const { faults, log, port: wanted = 0, folder = process.cwd() } = options;
  const host: Host<C> = { plugin, sessions: new Sessions<C>(), faults, log, folder };
  const server = new Server({
    "grpc.max_receive_message_length": LONGEST_MESSAGE,
    "grpc.max_send_message_length": LONGEST_MESSAGE,
  });
  server.addService(ResourceProviderService, methods(host));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${wanted}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(new Error(`The ${plugin.name} plugin can't listen on 127.0.0.1:${wanted}: ${error.message}`));
    });
  });
  return {
    port,
    close: async () => {
      host.sessions.close();
      server.forceShutdown();
    },
  };
}

function methods<C>(host: Host<C>): IResourceProviderServer {
  return {
    ...providerMethods(host),
    ...resourceMethods(host),
    list: (call: ServerWritableStream<ListRequest, ListResponse>) => {
      const details = `The ${host.plugin.name} stand-in can't list ${call.request.getToken()}.`;
      call.emit("error", { code: status.UNIMPLEMENTED, details });
    },
  };
}
