import { differences } from "../plugin/differences";
import { within } from "../plugin/path";
import { type Call, type Props, type ResourceKind, UNKNOWN } from "../plugin/types";
import { check } from "../table/check";
import { asProps, asText } from "../table/value";
import { digestOf, imageOutputs, preparedInputs } from "./build";
import type { EngineEnvironment } from "./engine";
import { IMAGE } from "./fields";
import { parseReference } from "./reference";
import type { Registry } from "./registry";

/** As in the official plugin: new credentials are no reason to build again. */
const isCredential = within(["registry.username", "registry.password"]);

/** `docker:index/image:Image`; relative paths begin at `folder`, the program's. */
export function imageKind(registry: Registry, folder: string): ResourceKind<EngineEnvironment> {
  const make = async (environment: EngineEnvironment, inputs: Props, call: Call): Promise<Props> => {
    const digest = await digestOf(environment, inputs, folder, call);
    if (!call.preview && digest !== UNKNOWN && isPushed(inputs)) {
      registry.push(String(inputs.imageName), digest, asText(asProps(inputs.registry).password));
    }
    return imageOutputs(inputs, folder, digest);
  };

  return {
    check: async (_environment, news, _olds, call) => {
      const { inputs, mistakes } = check(IMAGE, [], news);
      return mistakes.length > 0 ? { inputs, mistakes } : preparedInputs(inputs, folder, call);
    },
    diff: async (_environment, olds, news) => {
      const changes = Object.entries(differences(olds.inputs, news)).filter(([path]) => !isCredential(path));
      const { repoDigest, builtDigest } = olds.outputs;
      // A read has found another image under the tag than the one that was built: build and push again.
      const moved = repoDigest === builtDigest ? [] : [["repoDigest", "update"] as const];
      return { changes: Object.fromEntries([...changes, ...moved]) };
    },
    create: async (environment, inputs, call) => {
      const outputs = await make(environment, inputs, call);
      return { id: call.preview ? "" : String(inputs.imageName), outputs };
    },
    read: async (_environment, id, known) => {
      const name = asText(known?.outputs.imageName);
      if (known === undefined || name === undefined) {
        throw new Error(`${id} can't be imported: an image is built from a context, not found in a registry.`);
      }
      if (!isPushed(known.inputs)) return known;
      const reference = parseReference(name);
      const digest = registry.digestOf(reference);
      if (digest === undefined) return undefined;
      return { ...known, outputs: { ...known.outputs, repoDigest: `${reference.repository}@${digest}` } };
    },
    update: async (environment, olds, news, call) => {
      const outputs = await make(environment, news, call);
      if (!call.preview && olds.outputs.imageName !== news.imageName) forget(registry, olds.outputs);
      return outputs;
    },
    delete: async (_environment, olds) => forget(registry, olds.outputs),
  };
}

function isPushed({ skipPush }: Props): boolean {
  return skipPush !== true;
}

function forget(registry: Registry, { imageName }: Props): void {
  if (typeof imageName === "string") registry.remove(imageName);
}
