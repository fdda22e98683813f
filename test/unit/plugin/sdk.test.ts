import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { COPY_FILE, COPY_TO_REMOTE, LOCAL_COMMAND, REMOTE_COMMAND, RUN } from "../../../sandbox/command/fields";
import { commandPlugin } from "../../../sandbox/command/plugin";
import { IMAGE, PROVIDER, REGISTRY_IMAGE, REMOTE_IMAGE } from "../../../sandbox/docker/fields";
import type { Fields } from "../../../sandbox/table/field";

/** The names that an SDK's class or function takes from its arguments. */
function sentBy(module: string): string[] {
  const text = readFileSync(require.resolve(`@pulumi/${module}`), "utf8");
  const taken = text.matchAll(/"(\w+)"(?:\] =|:)[^;\n]*args\??\.\1/g);
  return [...new Set([...taken].map(([, name]) => name ?? ""))].sort();
}

test.each<[string, Fields]>([
  ["command/local/command", LOCAL_COMMAND],
  ["command/local/run", RUN],
  ["command/remote/command", REMOTE_COMMAND],
  ["command/remote/copyToRemote", COPY_TO_REMOTE],
  ["command/remote/copyFile", COPY_FILE],
  ["docker/image", IMAGE],
  ["docker/registryImage", REGISTRY_IMAGE],
  ["docker/remoteImage", REMOTE_IMAGE],
  ["docker/provider", PROVIDER],
])("the stand-in of %s knows exactly the inputs that the installed SDK sends", (module, fields) => {
  const sent = sentBy(module);
  expect(sent.length).toBeGreaterThan(2);
  expect(Object.keys(fields).sort()).toEqual(sent);
});

test("the stand-in of command is as new as the installed SDK", () => {
  const manifest = readFileSync(require.resolve("@pulumi/command/package.json"), "utf8");
  expect(JSON.parse(manifest)).toMatchObject({ version: commandPlugin().version });
});
