import { execFileSync } from "node:child_process";
import Module from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { providerText } from "../../../components/dynamic/loader";

const root = join(__dirname, "..", "..", "..");

function evaluated(code: string, file: string): Record<string, unknown> {
  const module = new Module(file);
  module.paths = [join(root, "node_modules")];
  // Node's own way to run a text as a module; it has no types.
  (module as Module & { _compile(code: string, file: string): void })._compile(code, file);
  return module.exports as Record<string, unknown>;
}

const kinds = ["GpuHost", "SshKey", "Filesystem", "FirewallRuleset", "GlobalFirewall", "HostKey", "Token"] as const;

describe.each(kinds)("the %s in a state", (kind) => {
  it("is at most 1.5 KB, without a path of this machine", () => {
    const text = providerText(kind);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_500);
    expect(text).not.toContain(root);
  });

  it("fetches today's implementation, all six methods, before its configuration first waits for anything", async () => {
    const { handler } = evaluated(providerText(kind), join(root, "from-a-state.js"));
    const provider = (handler as () => Record<string, unknown>)();
    const configured = (provider.configure as (request: object) => Promise<void>)({
      config: { get: () => undefined },
    });
    for (const method of ["check", "diff", "create", "read", "update", "delete"]) {
      expect(provider[method], method).toBeInstanceOf(Function);
    }
    await configured;
  });
});

it("a check and a diff, which are all that a preview asks for, load neither zod nor a client", () => {
  const script = `
    require("tsx/cjs");
    const { load } = require(process.cwd() + "/components/dynamic/implementations");
    const hosts = load("GpuHost", { get: () => undefined });
    hosts.check({}, {}).then(() => hosts.diff("1", {}, {})).then(() => {
      const loaded = Object.keys(require.cache).map((file) => file.split("?")[0]);
      console.log(JSON.stringify(loaded.filter((file) => /[/]zod[/]|lambda[/]/.test(file)).map((file) => file.split("/").slice(-2).join("/"))));
    });`;
  const files: unknown = JSON.parse(execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" }));
  expect(files).toContain("lambda/gpuHostDiff.ts");
  expect(files).not.toContain("lambda/client.ts");
  expect(JSON.stringify(files)).not.toContain("zod");
});
