/**
 * Pulumi's `docker` plugin. Images are really built where a Docker engine answers; pushing is stood in, into the
 * collection `docker.image`. Not imitated: pulling, containers, networks and the like, and several registries' own
 * accounts. Otherwise than the official plugin, a read looks at the registry, so that a tag that somebody moved shows as
 * drift, and a deleted image takes its tag with it, so that a rehearsal leaves nothing.
 */
import type { SandboxContext } from "../context";
import type { Plugin, Props } from "../plugin/types";
import { check } from "../table/check";
import { asText } from "../table/value";
import type { EngineEnvironment } from "./engine";
import { PROVIDER } from "./fields";
import { imageKind } from "./image";
import { getRegistryImage, registryImageKind, remoteImageKind } from "./otherImages";
import { Registry } from "./registry";

/** Relative paths begin at `folder`, the program's. */
export function dockerPlugin(context: SandboxContext, folder: string = process.cwd()): Plugin<EngineEnvironment> {
  const registry = new Registry(context.world, context.accounts["container-registry-token"]);
  return {
    name: "docker",
    version: "5.2.0",
    checkConfig: (args) => check(PROVIDER, [], args).mistakes,
    configure: async (args) => engineEnvironment(args),
    resources: {
      "docker:index/image:Image": imageKind(registry, folder),
      "docker:index/remoteImage:RemoteImage": remoteImageKind(registry),
      "docker:index/registryImage:RegistryImage": registryImageKind(registry),
    },
    invokes: { "docker:index/getRegistryImage:getRegistryImage": getRegistryImage(registry) },
  };
}

function engineEnvironment(args: Props): EngineEnvironment {
  const variables: Props = { DOCKER_HOST: args.host, DOCKER_CONTEXT: args.context, DOCKER_CERT_PATH: args.certPath };
  const given = Object.entries(variables).map(([name, value]) => [name, asText(value) ?? ""] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ""));
}
