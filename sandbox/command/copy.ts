import { randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { treeHash } from "../plugin/assets";
import { differences } from "../plugin/differences";
import { within } from "../plugin/path";
import { FileTree, type Mistake, type Props, type ResourceKind } from "../plugin/types";
import { isObject, type Wire } from "../plugin/wire";
import { check } from "../table/check";
import type { Fields } from "../table/field";
import { asProps } from "../table/value";
import { COPY_FILE, COPY_TO_REMOTE } from "./fields";
import { place, type Source } from "./place";
import { RemoteFiles } from "./remoteFiles";
import { withConnection } from "./ssh";

/** `command:remote:CopyToRemote`: the copy stays on the host when the resource is deleted, as with the official plugin. */
export function copyToRemote(): ResourceKind<undefined> {
  const sourceMistake = ({ source }: Props): Mistake[] =>
    source === undefined || source === null || source instanceof FileTree || typeof source === "symbol"
      ? []
      : [{ property: "source", reason: "must be a FileAsset, a StringAsset or a FileArchive" }];
  const isSameSource = (one: Props, other: Props) =>
    one.source instanceof FileTree &&
    other.source instanceof FileTree &&
    treeHash(one.source) === treeHash(other.source);
  return copyKind(COPY_TO_REMOTE, sourceMistake, isSameSource, ({ source }) => {
    if (!(source instanceof FileTree)) throw new Error("source is not an asset or archive.");
    const encoded = source.encoded as Wire;
    const path = isObject(encoded) && typeof encoded.path === "string" ? encoded.path : "";
    return { files: source.files, isFolder: !source.files.has(""), name: path.endsWith("/") ? "" : basename(path) };
  });
}

/** `command:remote:CopyFile`, which the vendor replaced by CopyToRemote: one local file. */
export function copyFile(folder: string): ResourceKind<undefined> {
  return copyKind(
    COPY_FILE,
    () => [],
    () => false,
    ({ localPath }) => {
      const path = resolve(folder, String(localPath));
      const found = statSync(path, { throwIfNoEntry: false });
      if (found?.isFile() !== true) throw new Error(`localPath ${path} is not a file.`);
      return { files: new Map([["", readFileSync(path)]]), isFolder: false, name: "" };
    },
  );
}

function copyKind(
  fields: Fields,
  mistakesIn: (inputs: Props) => Mistake[],
  isSameSource: (olds: Props, news: Props) => boolean,
  sourceOf: (inputs: Props) => Source,
): ResourceKind<undefined> {
  const copy = async (inputs: Props, signal: AbortSignal) => {
    const source = sourceOf(inputs);
    await withConnection(asProps(inputs.connection), signal, async (client) => {
      await place(await RemoteFiles.over(client), source, String(inputs.remotePath));
    });
  };
  return {
    check: async (_connection, news) => {
      const { inputs, mistakes } = check(fields, [], news);
      return { inputs, mistakes: [...mistakes, ...mistakesIn(news)] };
    },
    diff: async (_connection, olds, news) => ({ changes: differences(olds.inputs, news, within(["triggers"])) }),
    create: async (_connection, inputs, call) => {
      if (call.preview) return { id: "", outputs: inputs };
      await copy(inputs, call.signal);
      return { id: randomBytes(4).toString("hex"), outputs: inputs };
    },
    read: async (_connection, id, known) => known ?? { id, inputs: {}, outputs: {} },
    update: async (_connection, olds, news, call) => {
      const isThere = isSameSource(olds.inputs, news) && olds.inputs.remotePath === news.remotePath;
      if (!call.preview && !isThere) await copy(news, call.signal);
      return news;
    },
    delete: async () => undefined,
  };
}
