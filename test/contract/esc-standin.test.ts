import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Configuration, EscApi, EscRawApi } from "@pulumi/esc-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { escClient } from "../../ops/esc/client";
import { obtain } from "../../toolchain/obtain";
import { type EscBench, escBench } from "../unit/esc/cloud";

let bench: EscBench;
beforeAll(async () => {
  bench = await escBench();
});
afterAll(() => bench.stop());

describe("Pulumi's SDK against the stand-in of ESC", () => {
  it("creates, writes, reads, decrypts, opens, tags, lists and deletes", async () => {
    const api = new EscApi(new Configuration({ accessToken: bench.token, basePath: bench.endpoint }));
    // The constructor drops the port.
    api.rawApi = new EscRawApi(new Configuration({ accessToken: bench.token, basePath: `${bench.endpoint}/api/esc` }));
    await api.createEnvironment("sophia-ai", "p", "one");
    const yaml = `values:\n  # why\n  "a.b": 1\n  pass: {fn::secret: canary}\n  "x": ["\${pass}!"]\n`;
    await api.updateEnvironmentYaml("sophia-ai", "p", "one", yaml);
    const { yaml: sealed } = (await api.getEnvironment("sophia-ai", "p", "one")) ?? {};
    expect(sealed).toContain("ciphertext: ");
    expect(sealed).not.toContain("canary");
    expect((await api.decryptEnvironment("sophia-ai", "p", "one"))?.yaml).toContain("fn::secret: canary");
    const opened = await api.openAndReadEnvironment("sophia-ai", "p", "one");
    expect(opened?.values).toEqual({ "a.b": 1, pass: "canary", x: ["canary!"] });
    expect(opened?.environment?.properties?.pass).toMatchObject({ value: "canary", secret: true });
    const session = await api.openEnvironment("sophia-ai", "p", "one");
    const property = await api.readOpenEnvironmentProperty("sophia-ai", "p", "one", session?.id ?? "", "x[0]");
    expect(property?.value).toBe("canary!");
    await api.createEnvironmentRevisionTag("sophia-ai", "p", "one", "git-abc1234", 2);
    const revisions = await api.listEnvironmentRevisions("sophia-ai", "p", "one");
    expect(revisions?.map(({ number, tags }) => [number, tags])).toEqual([
      [2, ["git-abc1234", "latest"]],
      [1, []],
    ]);
    await api.createEnvironmentTag("sophia-ai", "p", "one", "owner", "platform");
    await api.updateEnvironmentTag("sophia-ai", "p", "one", "owner", "platform", "owner", "data");
    expect((await api.getEnvironmentTag("sophia-ai", "p", "one", "owner"))?.value).toBe("data");
    expect((await api.checkEnvironmentYaml("sophia-ai", `values: {a: '\${nothing}'}`))?.diagnostics).toHaveLength(1);
    expect((await api.listEnvironments("sophia-ai"))?.environments?.map(({ name }) => name)).toEqual(["one"]);
    await api.deleteEnvironment("sophia-ai", "p", "one");
    await expect(api.getEnvironment("sophia-ai", "p", "one")).rejects.toThrow("404");
  });
});

describe("Pulumi's SDK itself", () => {
  it("drops the port of an address, which is why ops/esc/client.ts uses its raw client", () => {
    const api = new EscApi(new Configuration({ accessToken: bench.token, basePath: "http://127.0.0.1:8123" }));
    expect(api.config.basePath).toBe("http://127.0.0.1/api/esc");
    expect(escClient({ url: "http://127.0.0.1:8123", token: bench.token })).toMatchObject({
      basePath: "http://127.0.0.1:8123/api/esc",
    });
  });
});

describe("the command `pulumi env` against the stand-in of ESC", () => {
  it("inits, sets, gets, opens, lists and removes", async () => {
    const home = mkdtempSync(join(tmpdir(), "sophia-home-"));
    const { pulumi = "" } = await obtain(["pulumi"], () => undefined);
    const env = (...args: string[]) => run(pulumi, ["env", ...args, "--non-interactive"], home);
    try {
      await env("init", "sophia-ai/p/two");
      await env("set", "sophia-ai/p/two", "db.password", "canary", "--secret");
      await env("set", "sophia-ai/p/two", "db.user", "pulumi");
      expect(await env("get", "sophia-ai/p/two", "db.user", "--value", "string")).toBe("pulumi\n");
      expect(await env("get", "sophia-ai/p/two")).toContain("[secret]");
      expect(await env("get", "sophia-ai/p/two", "--show-secrets")).toContain("canary");
      expect(JSON.parse(await env("open", "sophia-ai/p/two"))).toEqual({ db: { password: "canary", user: "pulumi" } });
      expect(await env("ls")).toContain("p/two");
      await env("version", "tag", "sophia-ai/p/two@stable", "@2");
      expect(await env("version", "history", "sophia-ai/p/two")).toContain("stable");
      await env("rm", "sophia-ai/p/two", "--yes");
      await expect(env("open", "sophia-ai/p/two")).rejects.toThrow("404");
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});

function run(program: string, args: string[], home: string): Promise<string> {
  const env = {
    ...process.env,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: bench.endpoint,
    PULUMI_ACCESS_TOKEN: bench.token,
  };
  const options = { env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" } };
  return new Promise((resolve, reject) => {
    execFile(program, args, options, (error, stdout) => (error === null ? resolve(stdout) : reject(error)));
  });
}
