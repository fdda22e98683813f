import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import type { Sandbox } from "../../sandbox/client";
import { replaceFile } from "../../sandbox/files";
import { UserError } from "../userError";
import type { PulumiConfig } from "./environment";
import { PROJECT, PROJECT_NAME, type RehearsalFolder, type StackName } from "./folder";
import { PassphraseEncrypter } from "./passphrase";

const stackFileSchema = z.object({ config: z.record(z.string(), z.json()).default({}) });
const generatedSchema = stackFileSchema.extend({ encryptionsalt: z.string() });
const gitHubSchema = z.object({ owner: z.string(), repository: z.string() });
type Config = z.infer<typeof stackFileSchema>["config"];

/**
 * Writes the stack file that the engine reads in a rehearsal: the committed settings, the ESC environment's
 * `pulumiConfig` below them (as in Pulumi Cloud, explicit settings win and objects are merged), and on top where the
 * stand-ins are reached. The committed file is only read.
 */
export function writeConfiguration(
  folder: RehearsalFolder,
  passphrase: string,
  environment: PulumiConfig,
  sandbox: Sandbox,
): void {
  const config = committedSettings(folder.stack);
  const encrypter = new PassphraseEncrypter(passphrase);
  const fromEnvironment = Object.entries(environment).map(([key, { value, secret }]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return [key, secret ? { secure: encrypter.encrypt(text) } : value] as const;
  });
  const merged = [config, addresses(sandbox)].reduce(merge, Object.fromEntries(fromEnvironment) as Config);
  replaceFile(folder.configFile, stringify({ encryptionsalt: encrypter.encryptionSalt, config: merged }));
}

/** Lets the program's protected resources go at the next operation that runs it; the next `prepare` protects them again. */
export function unprotect(folder: RehearsalFolder): void {
  const stackFile = generatedSchema.parse(parse(readFileSync(folder.configFile, "utf8")));
  const config = { ...stackFile.config, [`${PROJECT_NAME}:protect`]: false };
  replaceFile(folder.configFile, stringify({ ...stackFile, config }));
}

/** The repositories that a stack expects to find at GitHub. */
export function expectedRepositories(stack: StackName): string[] {
  const { owner, repository } = gitHubSchema.parse(committedSettings(stack)[`${PROJECT_NAME}:github`]);
  return [`${owner}/${repository}`];
}

function committedSettings(stack: StackName): Config {
  const file = join(PROJECT, `Pulumi.${stack}.yaml`);
  const read = stackFileSchema.safeParse(parse(readFileSync(file, "utf8")));
  if (!read.success) throw new UserError(`Pulumi.${stack}.yaml: ${z.prettifyError(read.error)}`);
  return read.data.config;
}

/** Ordinary settings: the program does not know whose they are. */
function addresses(sandbox: Sandbox): Config {
  const { lambdaEndpoint, sshPort } = sandbox.address;
  return {
    // The stand-in's clock runs fast, so its limits on requests a second are as much wider.
    [`${PROJECT_NAME}:lambda`]: { endpoint: lambdaEndpoint, pacing: { requestMs: 20, launchMs: 200 } },
    [`${PROJECT_NAME}:ssh`]: { port: sshPort },
  };
}

/** Objects are merged, key by key at every depth; anything else is replaced by what comes later. */
function merge(below: Config, above: Config): Config {
  const entries = Object.entries(above).map(([key, value]) => {
    const old = below[key];
    return [key, isObject(value) && isObject(old) ? merge(old, value) : value] as const;
  });
  return { ...below, ...Object.fromEntries(entries) };
}

function isObject(value: unknown): value is Config {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
