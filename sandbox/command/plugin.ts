/**
 * Pulumi's `command` plugin: commands really run, here and over SSH, and files are really copied over SFTP.
 * Not imitated: Windows, and interpreters that can't read a secret command from a pipe.
 */
import type { Plugin } from "../plugin/types";
import { copyFile, copyToRemote } from "./copy";
import { localCommand, localRun } from "./local";
import { remoteCommand } from "./remote";

/** Relative paths begin at `folder`, the program's. */
export function commandPlugin(folder: string = process.cwd()): Plugin<undefined> {
  return {
    name: "command",
    version: "1.2.1",
    configure: async () => undefined,
    resources: {
      "command:local:Command": localCommand(folder),
      "command:remote:Command": remoteCommand(),
      "command:remote:CopyToRemote": copyToRemote(),
      "command:remote:CopyFile": copyFile(folder),
    },
    invokes: { "command:local:run": localRun(folder) },
  };
}
