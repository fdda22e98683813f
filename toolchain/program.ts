/** What a program runs on, in Go's words, which the vendors use too. */
export interface Platform {
  readonly os: "linux" | "darwin";
  readonly arch: "amd64" | "arm64";
}

/** A vendor's own build of a program. */
export interface Download {
  readonly url: string;
  /** The program's path inside the archive; absent where the download is the program itself. */
  readonly member?: string;
  /** Where the vendor publishes SHA-256 sums: a list by file name, or the sum alone. Absent: it publishes none. */
  readonly sums?: string;
}

/** A published Go module that the program is built from. */
export interface GoModule {
  /** The folder of the pinning go.mod, under `toolchain/`. What shares a folder is built in one `go build`. */
  readonly folder: string;
  readonly package: string;
  /** The version that the module gives, where it isn't the vendor's. */
  readonly version?: string;
  /** Variables to set at link time, by import path and name (`go build -ldflags -X`). */
  readonly stamps?: Readonly<Record<string, string>>;
  /** How long the whole folder usually takes to compile on 2 cores, Go's own library included, with an empty build cache. */
  readonly seconds: number;
}

/**
 * How to tell whether a program on PATH serves: by the version it reports; by lying in the folder of another one, with
 * which it was installed, because it reports none; or it always does.
 */
type OnPath =
  | { readonly ask: readonly string[]; readonly serves: "same minor" | "same major, not older" }
  | { readonly beside: string }
  | "always";

/** A program that npm does not ship. */
export interface Program {
  readonly name: string;
  readonly version: string;
  /** Absent: one on PATH is never taken. */
  readonly onPath?: OnPath;
  /** Another place where it may have been installed already. */
  readonly installed?: (env: NodeJS.ProcessEnv) => string;
  readonly download?: (platform: Platform) => Download | undefined;
  readonly module?: GoModule;
  /** What is done without it; absent: it is necessary. */
  readonly without?: string;
}

/** Tells whether a version found serves where `wanted` is pinned. */
export function serves(found: string, wanted: string, rule: "same minor" | "same major, not older"): boolean {
  const [major = 0, minor = 0, patch = 0] = parts(found);
  const [wantedMajor = 0, wantedMinor = 0, wantedPatch = 0] = parts(wanted);
  if (major !== wantedMajor) return false;
  if (rule === "same minor") return minor === wantedMinor;
  return minor > wantedMinor || (minor === wantedMinor && patch >= wantedPatch);
}

/** Which versions of a program serve, in words: `1.34.x`. */
export function wantedVersions(program: Program): string {
  const rule = program.onPath;
  const built = program.module?.version;
  if (built !== undefined) return `${program.version}, or ${built} where it is built`;
  if (typeof rule !== "object" || !("ask" in rule)) return program.version;
  const [major, minor] = parts(program.version);
  return rule.serves === "same minor" ? `${major}.${minor}.x` : `${program.version} or a newer ${major}.x`;
}

function parts(version: string): number[] {
  return version.split(/[.+-]/).slice(0, 3).map(Number);
}
