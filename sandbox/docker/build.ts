import { arch } from "node:os";
import { relative, resolve } from "node:path";
import { type Call, type Mistake, type Props, UNKNOWN, type Value } from "../plugin/types";
import { isValueList, isValueObject } from "../plugin/values";
import { asList, asProps, asText } from "../table/value";
import { type BuildContext, contextMistake, hashContext } from "./context";
import { buildImage, type EngineEnvironment, engineAnswers } from "./engine";
import { parseReference } from "./reference";
import { digestOfText } from "./registry";

/** What the official plugin adds to an image's inputs, so that a changed file is a change; and what it refuses. */
export function preparedInputs(inputs: Props, folder: string, call: Call): { inputs: Props; mistakes: Mistake[] } {
  const mistakes = nameMistakes(inputs);
  if (inputs.build === UNKNOWN) return { inputs, mistakes };
  const build = asProps(inputs.build);
  const platform = build.platform ?? hostPlatform(call);
  if (build.context === UNKNOWN || build.dockerfile === UNKNOWN) {
    return { inputs: { ...inputs, build: { ...build, platform, contextDigest: UNKNOWN } }, mistakes };
  }
  const shown = shownPaths(build);
  const context = contextOf(build, folder);
  const mistake = contextMistake(context, shown);
  if (mistake !== undefined) return { inputs, mistakes: [...mistakes, mistake] };
  return { inputs: { ...inputs, build: { ...build, platform, contextDigest: hashContext(context) } }, mistakes };
}

/**
 * The image's digest: its id where an engine answers and builds it, else a hash of what the build would see. UNKNOWN in a
 * preview that doesn't know all inputs, or that an engine would have to build for.
 */
export async function digestOf(
  environment: EngineEnvironment,
  inputs: Props,
  folder: string,
  call: Call,
): Promise<string | typeof UNKNOWN> {
  const build = asProps(inputs.build);
  if (!isKnown(inputs.imageName) || !isKnown(inputs.build)) return UNKNOWN;
  const name = String(inputs.imageName);
  if (await engineAnswers(environment)) {
    if (call.preview && inputs.buildOnPreview !== true) return UNKNOWN;
    return await buildImage(build, contextOf(build, folder), name, environment, call);
  }
  call.say("info", `No Docker engine answers, so ${name} is not built: its digest is the hash of its build context.`);
  const args = Object.entries(asProps(build.args)).sort(([a], [b]) => (a < b ? -1 : 1));
  return digestOfText(JSON.stringify([build.contextDigest, args, build.target ?? null, build.platform ?? null]));
}

/** All outputs of an image with this digest. */
export function imageOutputs(inputs: Props, folder: string, digest: string | typeof UNKNOWN): Props {
  const build = asProps(inputs.build);
  const isPathKnown = isKnown(inputs.build);
  const context = isPathKnown ? contextOf(build, folder) : undefined;
  return {
    imageName: inputs.imageName,
    baseImageName: inputs.imageName,
    context: isPathKnown ? shownPaths(build).folder : UNKNOWN,
    dockerfile: context === undefined ? UNKNOWN : relative(context.folder, context.dockerfile),
    platform: build.platform,
    registryServer: asProps(inputs.registry).server ?? "",
    repoDigest: repoDigest(inputs, digest),
    // Not the official plugin's: what a later read compares the registry with.
    builtDigest: repoDigest(inputs, digest),
  };
}

function repoDigest(inputs: Props, digest: string | typeof UNKNOWN): Value {
  const name = asText(inputs.imageName);
  if (digest === UNKNOWN || name === undefined) return UNKNOWN;
  return inputs.skipPush === true ? digest : `${parseReference(name).repository}@${digest}`;
}

function nameMistakes({ imageName, skipPush, build }: Props): Mistake[] {
  const cached = asList(asProps(asProps(build).cacheFrom).images);
  const mustBeFull = skipPush !== true || cached.length > 0;
  const names = [["imageName", imageName] as const, ...cached.map((name) => ["build.cacheFrom.images", name] as const)];
  return names.flatMap(([property, name]) => {
    if (!mustBeFull || typeof name !== "string" || parseReference(name).isCanonical) return [];
    const reason = `repository name must be canonical: ${name} is not fully qualified, as docker.io/owner/image:tag is`;
    return [{ property, reason }];
  });
}

function hostPlatform(call: Call): string {
  const platform = `linux/${arch() === "x64" ? "amd64" : arch()}`;
  call.say(
    "info",
    `Building your image for ${platform}, as this machine is; set build.platform to be sure of another.`,
  );
  return platform;
}

/** As the program wrote them, with the official plugin's defaults. */
function shownPaths(build: Props): { folder: string; dockerfile: string } {
  const folder = asText(build.context) ?? ".";
  return { folder, dockerfile: asText(build.dockerfile) ?? `${folder}/Dockerfile` };
}

function contextOf(build: Props, folder: string): BuildContext {
  const shown = shownPaths(build);
  return { folder: resolve(folder, shown.folder), dockerfile: resolve(folder, shown.dockerfile) };
}

function isKnown(value: Value | undefined): boolean {
  if (isValueList(value)) return value.every(isKnown);
  return isValueObject(value) ? Object.values(value).every(isKnown) : value !== UNKNOWN;
}
