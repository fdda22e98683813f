import { posix } from "node:path";
import type { RemoteFiles } from "./remoteFiles";

/** What is copied: a single file (path ""), or a folder's files by path. */
export interface Source {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly isFolder: boolean;
  /** Name of the file or folder; "" for a text, and for a folder whose content alone is copied (`site/`). */
  readonly name: string;
}

/**
 * Copies as `cp` does: a file into a folder that exists, else to the path itself; a folder as a folder of its name below
 * the path. Folders on the way are made.
 */
export async function place(remote: RemoteFiles, source: Source, remotePath: string): Promise<void> {
  const there = await remote.kindOf(remotePath);
  if (source.isFolder) {
    if (there === "file") throw new Error(`remotePath ${remotePath} is a file; a folder can't be copied there.`);
    const base = posix.join(remotePath, source.name);
    await remote.makeFolder(base);
    for (const [path, content] of source.files) {
      const target = posix.join(base, path);
      await remote.makeFolder(posix.dirname(target));
      await remote.write(target, content);
    }
    return;
  }
  if (there === "folder" && source.name === "") {
    throw new Error(`remotePath ${remotePath} is a folder; here it must be the path of a file.`);
  }
  const target = there === "folder" ? posix.join(remotePath, source.name) : remotePath;
  await remote.makeFolder(posix.dirname(target));
  await remote.write(target, source.files.get("") ?? new Uint8Array());
}
