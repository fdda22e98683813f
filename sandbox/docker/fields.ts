import { type Fields, flag, json, list, map, object, text } from "../table/field";
import { parseReference } from "./reference";

function validReference(name: string): string | undefined {
  try {
    parseReference(name);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const imageName = { required: true, valid: validReference } as const;

/** The inputs of each resource type and of the provider, as the schema of `@pulumi/docker` 5 has them. */
export const IMAGE: Fields = {
  imageName: text(imageName),
  build: object({
    addHosts: list(text()),
    args: map(text()),
    builderVersion: text({ oneOf: ["BuilderV1", "BuilderBuildKit"] }),
    cacheFrom: object({ images: list(text({ valid: validReference }), { required: true }) }),
    context: text(),
    // Not for programs: the plugin writes it into the inputs, so that a changed file is a change.
    contextDigest: text(),
    dockerfile: text(),
    network: text(),
    platform: text(),
    target: text(),
  }),
  buildOnPreview: flag({ default: false }),
  registry: object({ server: text(), username: text(), password: text({ secret: "shown" }) }),
  skipPush: flag({ default: false }),
};

const build = json({ notImitated: "build it with docker.Image" });

export const REGISTRY_IMAGE: Fields = {
  name: text({ ...imageName, forcesReplacement: true }),
  authConfig: object({ address: text({ required: true }), username: text(), password: text({ secret: "shown" }) }),
  build,
  insecureSkipVerify: flag(),
  keepRemotely: flag(),
  triggers: map(text(), { forcesReplacement: true }),
};

export const REMOTE_IMAGE: Fields = {
  name: text({ ...imageName, forcesReplacement: true }),
  build,
  forceRemove: flag(),
  keepLocally: flag(),
  platform: text({ forcesReplacement: true }),
  pullTriggers: list(text(), { forcesReplacement: true }),
  triggers: map(text(), { forcesReplacement: true }),
};

export const PROVIDER: Fields = {
  caMaterial: text(),
  certMaterial: text(),
  certPath: text(),
  context: text(),
  disableDockerDaemonCheck: flag(),
  host: text(),
  keyMaterial: text({ secret: "shown" }),
  registryAuth: json(),
  sshOpts: list(text()),
};
