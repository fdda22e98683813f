import { differences } from "../plugin/differences";
import { type Invoke, type ResourceKind, UNKNOWN } from "../plugin/types";
import { check } from "../table/check";
import { type Fields, flag, text } from "../table/field";
import { asProps, asText } from "../table/value";
import type { EngineEnvironment } from "./engine";
import { REGISTRY_IMAGE, REMOTE_IMAGE } from "./fields";
import { parseReference, type Reference, tagged } from "./reference";
import { digestOfText, type Registry } from "./registry";

type Kind = ResourceKind<EngineEnvironment>;

/**
 * `docker:index/remoteImage:RemoteImage`: an image that is pulled. From a repository that was pushed to during the
 * rehearsal it is that image; what the world's registries hold isn't known here, so it has a digest of its name.
 */
export function remoteImageKind(registry: Registry): Kind {
  const outputsOf = (reference: Reference) => {
    const digest = pulledDigest(registry, reference);
    return { imageId: digestOfText(`image ${digest}`), repoDigest: `${reference.repository}@${digest}` };
  };
  return {
    ...commonOf(REMOTE_IMAGE),
    create: async (_environment, inputs, call) => {
      if (call.preview) return { id: "", outputs: { ...inputs, imageId: UNKNOWN, repoDigest: UNKNOWN } };
      const name = String(inputs.name);
      const found = outputsOf(parseReference(name));
      call.say("info", `${name} is not really pulled.`);
      return { id: `${found.imageId}${name}`, outputs: { ...inputs, ...found } };
    },
    read: async (_environment, id, known) => known ?? { id, inputs: {}, outputs: {} },
    update: async (_environment, olds, news) => ({ ...olds.outputs, ...news }),
    delete: async () => undefined,
  };
}

/** `docker:index/registryImage:RegistryImage`: pushes an image that is there under this name. */
export function registryImageKind(registry: Registry): Kind {
  return {
    ...commonOf(REGISTRY_IMAGE),
    create: async (_environment, inputs, call) => {
      if (call.preview) return { id: "", outputs: { ...inputs, sha256Digest: UNKNOWN } };
      const name = String(inputs.name);
      const digest = digestOfText(JSON.stringify([tagged(parseReference(name)), inputs.triggers ?? null]));
      registry.push(name, digest, asText(asProps(inputs.authConfig).password));
      return { id: digest, outputs: { ...inputs, sha256Digest: digest } };
    },
    read: async (_environment, id, known) => {
      const name = asText(known?.outputs.name);
      if (known === undefined || name === undefined) throw new Error(`${id} can't be imported: a digest has no name.`);
      const digest = registry.digestOf(parseReference(name));
      return digest === undefined ? undefined : { ...known, outputs: { ...known.outputs, sha256Digest: digest } };
    },
    update: async (_environment, olds, news) => ({ ...olds.outputs, ...news }),
    delete: async (_environment, olds) => {
      if (olds.inputs.keepRemotely !== true) registry.remove(String(olds.inputs.name));
    },
  };
}

const GET_REGISTRY_IMAGE: Fields = { name: text({ required: true }), insecureSkipVerify: flag({ default: false }) };

/** `docker:index/getRegistryImage:getRegistryImage`: the digest of an image that was pushed during the rehearsal. */
export function getRegistryImage(registry: Registry): Invoke<EngineEnvironment> {
  return async (_environment, args) => {
    const { inputs, mistakes } = check(GET_REGISTRY_IMAGE, [], args);
    if (mistakes.length > 0) return { outputs: {}, mistakes };
    const reference = parseReference(String(inputs.name));
    const digest = registry.digestOf(reference);
    if (digest !== undefined) return { outputs: { ...inputs, id: digest, sha256Digest: digest } };
    throw new Error(
      `Got error when attempting to fetch image version ${tagged(reference)} from registry: Got bad response from ` +
        "registry: 404 Not Found. In a rehearsal, registries hold what was pushed during it (docker.Image).",
    );
  };
}

function commonOf(fields: Fields): Pick<Kind, "check" | "diff"> {
  const isReplacing = (path: string) => fields[path.split(/[.[]/)[0] ?? ""]?.forcesReplacement === true;
  return {
    check: async (_environment, news) => check(fields, [], news),
    diff: async (_environment, olds, news) => ({ changes: differences(olds.inputs, news, isReplacing) }),
  };
}

/** Fails where the repository is one of ours and the tag isn't there. */
function pulledDigest(registry: Registry, reference: Reference): string {
  const digest = reference.digest ?? registry.digestOf(reference);
  if (digest !== undefined) return digest;
  if (!registry.hasRepository(reference.repository)) return digestOfText(tagged(reference));
  throw new Error(`unable to pull image ${tagged(reference)}: manifest unknown`);
}
