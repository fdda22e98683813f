import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Call, Props } from "../plugin/types";
import { asList, asProps, asText } from "../table/value";
import type { BuildContext } from "./context";

/** An engine that hasn't answered by then isn't there. */
const ANSWER_MS = 2_000;

/** The variables that say which engine the `docker` program talks to. */
export type EngineEnvironment = Readonly<Record<string, string>>;

/** Whether a Docker engine answers. */
export async function engineAnswers(environment: EngineEnvironment): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    await docker(["version", "--format", "{{.Server.Version}}"], environment, signal, () => undefined);
    return true;
  } catch {
    return false; // No program, no engine, or no answer in time: all the same here.
  }
}

/** Runs `docker build` and returns the image's id, `sha256:...`. The values of build arguments travel in the environment. */
export async function buildImage(
  build: Props,
  context: BuildContext,
  tag: string,
  environment: EngineEnvironment,
  call: Pick<Call, "signal" | "say">,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "docker-build-"));
  try {
    const idFile = join(folder, "id");
    const values = Object.fromEntries(
      Object.entries(asProps(build.args)).map(([name, value]) => [name, String(value)]),
    );
    const buildKit = asText(build.builderVersion) === "BuilderV1" ? "0" : "1";
    const args = buildArguments(build, context, tag, idFile, Object.keys(values));
    const tell = (line: string) => call.say("info", line);
    await docker(args, { ...values, ...environment, DOCKER_BUILDKIT: buildKit }, call.signal, tell);
    return readFileSync(idFile, "utf8").trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The arguments of `docker build`. */
export function buildArguments(
  build: Props,
  context: BuildContext,
  tag: string,
  idFile: string,
  names: readonly string[],
): string[] {
  const option = (name: string, value: Props[string]) => (asText(value) === undefined ? [] : [name, String(value)]);
  return [
    "build",
    ...["--file", context.dockerfile, "--tag", tag, "--iidfile", idFile],
    ...names.flatMap((name) => ["--build-arg", name]),
    ...option("--target", build.target),
    ...option("--platform", build.platform),
    ...option("--network", build.network),
    ...asList(build.addHosts).flatMap((host) => ["--add-host", String(host)]),
    ...asList(asProps(build.cacheFrom).images).flatMap((image) => ["--cache-from", String(image)]),
    context.folder,
  ];
}

/** Fails with the last lines of what the program wrote. */
async function docker(
  args: readonly string[],
  environment: EngineEnvironment,
  signal: AbortSignal,
  tell: (line: string) => void,
): Promise<void> {
  signal.throwIfAborted();
  const child = spawn("docker", args, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  const written: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      written.push(line);
      tell(line);
    });
  }
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`docker ${args[0]} failed with exit status ${code}:\n${written.slice(-20).join("\n")}`));
    });
  });
}
