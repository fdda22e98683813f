import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "../cli/userError";
import type { Platform } from "./program";
import { modulesFolder } from "./programs";

/** What obtaining a program depends on besides the program: a test gives a machine of its own. */
export interface Machine {
  readonly platform: Platform;
  /** The user's cache folder of this project, absolute. It can be deleted at any time. */
  readonly cache: string;
  /** The folder that holds the Go modules. */
  readonly modules: string;
  /** PATH is searched; Go inherits all of it, so that GOPROXY, GOFLAGS, GOTOOLCHAIN stay the user's. */
  readonly env: NodeJS.ProcessEnv;
}

/** The machine that we run on. Throws a UserError where the programs don't exist for it. */
export function thisMachine(env: NodeJS.ProcessEnv = process.env): Machine {
  const os = process.platform;
  const arch = ({ x64: "amd64", arm64: "arm64" } as const)[process.arch as string];
  if ((os !== "linux" && os !== "darwin") || arch === undefined) {
    throw new UserError(
      `${os} on ${process.arch} is not supported: Linux and macOS are, on x64 and arm64`,
      "On Windows, run this inside WSL.",
    );
  }
  const caches =
    os === "darwin" ? join(homedir(), "Library", "Caches") : env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return { platform: { os, arch }, cache: join(caches, "sophia-infra"), modules: modulesFolder, env };
}
