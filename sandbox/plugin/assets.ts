import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { FileTree } from "./types";
import { isObject, SIGNATURES, signatureOf, type Wire, type WireObject } from "./wire";

/**
 * The files of an asset or archive. The engine leaves the content out where only a comparison is asked for (`diff`, the
 * old side of an update): such a tree has no files but still its hash.
 * An archive that is one packed file (.zip, .tar.gz) comes as that file. Not imitated: what lies behind http addresses.
 */
export function readTree(encoded: WireObject, folder: string): FileTree {
  const files = new Map<string, Uint8Array>();
  collect(encoded, "", folder, files);
  return new FileTree(files, encoded);
}

/** The engine's hash of a tree's content; undefined where it sent none. */
export function treeHash(tree: FileTree): string | undefined {
  const encoded = tree.encoded as Wire;
  return isObject(encoded) && typeof encoded.hash === "string" ? encoded.hash : undefined;
}

function collect(encoded: WireObject, at: string, folder: string, files: Map<string, Uint8Array>): void {
  if (typeof encoded.text === "string") files.set(at, Buffer.from(encoded.text));
  else if (isObject(encoded.assets)) {
    for (const [name, inner] of Object.entries(encoded.assets)) {
      if (isObject(inner)) collect(inner, posix.join(at, name), folder, files);
    }
  } else {
    const path = pathOf(encoded, folder);
    if (path !== undefined) collectPath(path, at, signatureOf(encoded) === SIGNATURES.archive, files);
  }
}

function pathOf(encoded: WireObject, folder: string): string | undefined {
  if (typeof encoded.path === "string") return resolve(folder, encoded.path);
  if (typeof encoded.uri !== "string") return undefined;
  if (encoded.uri.startsWith("file:")) return fileURLToPath(encoded.uri);
  throw new Error(
    `The asset ${encoded.uri} is not on this machine: only text, paths and file: addresses are read here.`,
  );
}

function collectPath(path: string, at: string, isArchive: boolean, files: Map<string, Uint8Array>): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new Error(`The asset ${path} does not exist.`);
  if (!isArchive || !found.isDirectory()) {
    files.set(at, readFileSync(path));
    return;
  }
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!statSync(file).isFile()) continue;
    files.set(posix.join(at, relative(path, file).split(sep).join("/")), readFileSync(file));
  }
}
