import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Machine } from "../../../toolchain/machine";
import type { Program } from "../../../toolchain/program";

/** A machine with an empty cache, a PATH of its own, and one Go module, `tool`. */
export interface FakeMachine extends Machine {
  readonly folder: string;
  /** Puts a shell script on PATH, or elsewhere in the machine's folder. */
  script(path: string, body: string): string;
  remove(): void;
}

/** What scripts and unpacking need; nothing else of the real PATH is seen. */
const ORDINARY = ["sh", "tar", "gzip", "sleep", "cat", "chmod", "mkdir"];

/** A machine on which nothing is installed. */
export function fakeMachine(): FakeMachine {
  const folder = mkdtempSync(join(tmpdir(), "sophia-toolchain-"));
  const bin = join(folder, "bin");
  mkdirSync(bin);
  for (const name of ORDINARY)
    symlinkSync(
      execFileSync("sh", ["-c", `command -v ${name}`])
        .toString()
        .trim(),
      join(bin, name),
    );
  mkdirSync(join(folder, "modules", "tool"), { recursive: true });
  writeFileSync(join(folder, "modules", "tool", "go.mod"), "module tool\n\ngo 1.24.0\n");
  return {
    folder,
    platform: { os: "linux", arch: "amd64" },
    cache: join(folder, "cache"),
    modules: join(folder, "modules"),
    env: { PATH: bin, HOME: folder },
    script: (path, body) => {
      const file = join(folder, path);
      mkdirSync(join(file, ".."), { recursive: true });
      writeFileSync(file, `#!/bin/sh\n${body}\n`);
      chmodSync(file, 0o755);
      return file;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The text of a program that reports its version and where it came from. */
export function tool(version: string, origin = ""): string {
  return `#!/bin/sh\necho "tool v${version}" # ${origin}\n`;
}

/**
 * A `go` that takes a moment and builds programs of version 1.2.3. It writes down when a build begins, with its own
 * process number, and when it ends, in `builds`.
 */
export function fakeGo(machine: FakeMachine, { seconds = 0, version = "1.26.0" } = {}): void {
  const log = join(machine.folder, "builds");
  machine.script(
    "bin/go",
    `
if [ "$1" = env ]; then echo "go${version}"; echo local; exit 0; fi
if [ "$1" = list ]; then exit 0; fi
echo "$$ CGO_ENABLED=$CGO_ENABLED $*" >> ${log}
while [ "$1" != -o ]; do shift; done
out="$2"; shift 2
for package in "$@"; do
  case "$out" in */) file="$out\${package##*/}" ;; *) file="$out" ;; esac
  echo half > "$file"
  trap 'kill $!; exit 130' INT
  sleep ${seconds} &
  wait $!
  printf '%s\\n' '#!/bin/sh' 'echo tool v1.2.3' > "$file"
  chmod +x "$file"
done
echo "end" >> ${log}`,
  );
}

/** A program of this name, from its module alone unless told otherwise. */
export function program(parts: Partial<Program> = {}): Program {
  return {
    name: "tool",
    version: "1.2.3",
    onPath: { ask: ["--version"], serves: "same minor" },
    module: { folder: "tool", package: "example.org/tool", seconds: 1 },
    ...parts,
  };
}
