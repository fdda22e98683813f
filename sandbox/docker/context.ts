import { createHash } from "node:crypto";
import { type Dirent, existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { type Ignore, readDockerignore } from "./dockerignore";

/** What is built: absolute paths. */
export interface BuildContext {
  readonly folder: string;
  readonly dockerfile: string;
}

/**
 * The hash of all that a build sees: the Dockerfile, and each file of the context with its path and whether it can be
 * executed. The same content gives the same hash on any machine. In hexadecimal, SHA-256.
 */
export function hashContext({ folder, dockerfile }: BuildContext): string {
  const ignore = ignoreOf(folder, dockerfile);
  const hash = createHash("sha256");
  // Under one name, as BuildKit does: where the Dockerfile lies makes no difference to the image.
  hash.update(entry("Dockerfile", "-", readFileSync(dockerfile)));
  for (const path of filesIn(folder, "", ignore).sort()) {
    const file = join(folder, path);
    const link = readLink(file);
    if (link !== undefined) hash.update(entry(path, "l", Buffer.from(link)));
    else hash.update(entry(path, statSync(file).mode & 0o100 ? "x" : "-", readFileSync(file)));
  }
  return hash.digest("hex");
}

/** BuildKit prefers `<Dockerfile>.dockerignore` beside the Dockerfile to the context's own. */
function ignoreOf(folder: string, dockerfile: string): Ignore {
  const files = [`${dockerfile}.dockerignore`, join(folder, ".dockerignore")];
  const file = files.find((candidate) => existsSync(candidate));
  return readDockerignore(file === undefined ? "" : readFileSync(file, "utf8"));
}

function filesIn(root: string, folder: string, ignore: Ignore): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((found: Dirent) => {
    const path = folder === "" ? found.name : `${folder}/${found.name}`;
    const isLeftOut = ignore.leavesOut(path);
    if (found.isDirectory()) return isLeftOut && !ignore.hasExceptions ? [] : filesIn(root, path, ignore);
    return isLeftOut || !(found.isFile() || found.isSymbolicLink()) ? [] : [path];
  });
}

function readLink(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EINVAL") return undefined; // Not a link.
    throw error;
  }
}

function entry(path: string, kind: string, content: Buffer): string {
  return `${path}\0${kind}\0${createHash("sha256").update(content).digest("hex")}\n`;
}

/** What stops a build before it begins, in Docker's and the official plugin's words; undefined: nothing. */
export function contextMistake(context: BuildContext, shown: { folder: string; dockerfile: string }) {
  if (statSync(context.folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return { property: "build.context", reason: `unable to prepare context: path "${shown.folder}" not found` };
  }
  if (statSync(context.dockerfile, { throwIfNoEntry: false })?.isFile() === true) return undefined;
  const inContext = join(context.folder, basename(shown.dockerfile));
  const hint = existsSync(inContext)
    ? `. It is relative to the project: try setting dockerfile to "${join(shown.folder, basename(shown.dockerfile))}"`
    : ": no such file";
  return { property: "build.dockerfile", reason: `could not open dockerfile at path ${shown.dockerfile}${hint}` };
}
